import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useFloating } from "./floating.ts";
import { icons } from "./icons.ts";
import type { Entry, OpenMenu } from "./menu-entries.ts";

const itemsOf = '[role="menuitem"]';

/**
 * A menu with at most one level below it. Arrows, Home and End move, Right and Enter open what is below, Left and Esc
 * leave it; when it closes the focus goes back to where it was.
 */
function ContextMenu({ menu, close }: { menu: OpenMenu; close(): void }): ComponentChildren {
  const before = useRef(document.activeElement);
  const [below, setBelow] = useState<string | undefined>(undefined);
  const enters = useRef(false);
  const floating = useFloating(menu.anchor, close);

  useLayoutEffect(() => {
    floating.current?.querySelector<HTMLElement>(itemsOf)?.focus({ preventScroll: true });
  }, []);
  useLayoutEffect(() => {
    if (below === undefined || !enters.current) return;
    enters.current = false;
    floating.current?.querySelector<HTMLElement>(`.menu-below ${itemsOf}`)?.focus({ preventScroll: true });
  }, [below]);

  function leave(): void {
    close();
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
  }

  function run(entry: Extract<Entry, { run(): void }>): void {
    leave();
    entry.run();
  }

  function open(entry: Entry, intoIt: boolean): void {
    enters.current = intoIt;
    setBelow(entry.label);
    if (intoIt && below === entry.label)
      floating.current?.querySelector<HTMLElement>(`.menu-below ${itemsOf}`)?.focus({ preventScroll: true });
  }

  function leaveBelow(): void {
    const opener = floating.current?.querySelector<HTMLElement>('[aria-expanded="true"]');
    setBelow(undefined);
    opener?.focus({ preventScroll: true });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const { activeElement } = document;
    const list = activeElement?.closest('[role="menu"]');
    if (list === null || list === undefined) return;
    const items = [...list.querySelectorAll<HTMLElement>(itemsOf)].filter(
      (item) => item.closest('[role="menu"]') === list,
    );
    const at = activeElement instanceof HTMLElement ? items.indexOf(activeElement) : -1;
    const isBelow = list.classList.contains("menu-below");
    const to = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (to !== undefined) items[to]?.focus({ preventScroll: true });
    else if (event.key === "ArrowRight" && items[at]?.ariaHasPopup === "menu") items[at]?.click();
    else if ((event.key === "ArrowLeft" || event.key === "Escape") && isBelow) leaveBelow();
    else if (event.key === "Escape" || event.key === "Tab") leave();
    else if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") {
      // Letters belong to no menu, and must not reach the composer from here.
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  const line = (entry: Entry): ComponentChildren =>
    "run" in entry
      ? html`<button type="button" key=${entry.label} role="menuitem" tabindex="-1"
          class=${entry.danger === true ? "menu-item danger" : "menu-item"}
          onClick=${() => run(entry)}
        ><span>${entry.label}</span>${entry.sign !== undefined && icons[entry.sign]()}</button>`
      : html`<div key=${entry.label} role="none" class="menu-branch"
          onPointerEnter=${(event: PointerEvent) => event.pointerType === "mouse" && open(entry, false)}
        >
          <button type="button" role="menuitem" class="menu-item" tabindex="-1" aria-haspopup="menu"
            aria-expanded=${String(below === entry.label)} onClick=${() => open(entry, true)}
          ><span>${entry.label}</span>${icons.right()}</button>
          ${
            below === entry.label &&
            html`<div role="menu" class="menu-below" aria-label=${entry.label} ref=${keepInside}>${entry.entries.map(line)}</div>`
          }
        </div>`;

  return html`<div
    ref=${floating}
    class="floating menu"
    data-testid="context-menu"
    onKeyDown=${onKeyDown}
    onContextMenu=${(event: Event) => event.preventDefault()}
  ><div role="menu" aria-label=${menu.label}>${menu.entries.map(line)}</div></div>`;
}

// The lower level stands at the right, or at the left where the window ends there.
function keepInside(element: HTMLElement | null): void {
  if (element === null) return;
  element.classList.toggle("at-left", element.getBoundingClientRect().right > innerWidth);
}

/** `ContextMenu` as a node; a new one for each menu, which begins at its first line. */
export function contextMenu(menu: OpenMenu, close: () => void): ComponentChildren {
  return h(ContextMenu, { key: String(menuNumber(menu)), menu, close });
}

const numbers = new WeakMap<OpenMenu, number>();
let last = 0;

function menuNumber(menu: OpenMenu): number {
  const known = numbers.get(menu);
  if (known !== undefined) return known;
  last += 1;
  numbers.set(menu, last);
  return last;
}
