import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { avatar } from "./avatar.ts";
import { emoji } from "./emoji.ts";
import { useFloating } from "./floating.ts";
import { icons } from "./icons.ts";
import { type Item, type Range, rangeText, searchableFrom, searchItems, toggleValue } from "./items.ts";

interface Props {
  /** Begins the ids of the list and its entries. */
  readonly id: string;
  readonly label: string;
  /** What the list stands beside. */
  readonly anchor: Element;
  readonly items: readonly Item[];
  readonly values: readonly string[];
  readonly range: Range;
  choose(values: readonly string[]): void;
  /** The list closes: with what was chosen, or (`undone`) as if nothing had been. */
  close(undone: boolean): void;
}

/**
 * The open list of a select. Arrows, Home and End move, Enter and Space choose, Esc closes; where several can be chosen
 * it stays open until it is left. A long list has a search field; in a short one the first letters lead to an entry.
 */
export function Picker(props: Props): ComponentChildren {
  const { id, items, values, range } = props;
  const several = range.max > 1;
  const searchable = items.length > searchableFrom;
  const [typed, setTyped] = useState("");
  const found = searchItems(items, typed);
  const [active, setActive] = useState(() =>
    Math.max(
      items.findIndex(({ value }) => values.includes(value)),
      0,
    ),
  );
  const floating = useFloating(props.anchor, () => props.close(!several));
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const letters = useRef({ text: "", at: 0 });
  const current = Math.min(active, found.length - 1);

  // Before the next key, so that what is typed on without a pause arrives in the list.
  useLayoutEffect(() => {
    (field.current ?? list.current)?.focus({ preventScroll: true });
  }, []);
  useLayoutEffect(() => {
    list.current?.querySelector('[data-active="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current]);

  function take(item: Item): void {
    props.choose(toggleValue(values, item.value, range));
    if (!several) props.close(false);
  }

  function leadTo(letter: string, timeStamp: number): void {
    const text = timeStamp - letters.current.at < 800 ? letters.current.text + letter : letter;
    letters.current = { text, at: timeStamp };
    const at = items.findIndex(({ label }) => label.toLowerCase().startsWith(text.toLowerCase()));
    if (at >= 0) setActive(at);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const to = moveTo(event.key, current, found.length);
    const chosen = found[current];
    if (to !== undefined && !(searchable && (event.key === "Home" || event.key === "End"))) setActive(to);
    else if (event.key === "Escape") props.close(!several);
    else if (event.key === "Tab" || (event.key === "Enter" && (event.ctrlKey || event.metaKey)))
      props.close(!several);
    else if (event.key === "Enter" || (event.key === " " && !searchable)) {
      if (chosen !== undefined) take(chosen);
    } else if (!searchable && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey)
      leadTo(event.key, event.timeStamp);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const activeId = found[current] === undefined ? undefined : `${id}-${current}`;
  return html`<div
    ref=${floating}
    class="floating picker"
    data-testid="picker"
    onKeyDown=${onKeyDown}
    onClick=${(event: Event) => event.stopPropagation()}
  >
    ${
      searchable &&
      html`<div class="picker-search">${icons.search()}<input
        ref=${field}
        type="text"
        role="combobox"
        aria-label=${`Search ${props.label}`}
        aria-expanded="true"
        aria-controls=${`${id}-list`}
        aria-activedescendant=${activeId}
        placeholder="Search"
        autocomplete="off"
        spellcheck=${false}
        value=${typed}
        onInput=${(event: Event) => {
          setTyped((event.target as HTMLInputElement).value);
          setActive(0);
        }}
      /></div>`
    }
    <div
      ref=${list}
      class="picker-list"
      role="listbox"
      id=${`${id}-list`}
      tabindex=${searchable ? undefined : "0"}
      aria-label=${props.label}
      aria-multiselectable=${several ? "true" : undefined}
      aria-activedescendant=${searchable ? undefined : activeId}
    >
      ${found.map((item, at) => row(item, `${id}-${at}`, at === current, values.includes(item.value), several, take))}
      ${found.length === 0 && html`<div class="picker-empty">${items.length === 0 ? "There is nothing to choose here." : "Nothing found."}</div>`}
    </div>
    ${
      several &&
      html`<div class="picker-foot">
        <span>${`${values.length} chosen of ${rangeText(range)}`}</span>
        <button type="button" class="button primary" tabindex="-1" onClick=${() => props.close(false)}>Done</button>
      </div>`
    }
  </div>`;
}

/** Where a key leads in a list of `count` entries; undefined for keys that do not move. */
function moveTo(key: string, from: number, count: number): number | undefined {
  if (count === 0) return undefined;
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (step !== undefined) return (from + step + count) % count;
  if (key === "PageDown") return Math.min(from + 8, count - 1);
  if (key === "PageUp") return Math.max(from - 8, 0);
  return { Home: 0, End: count - 1 }[key];
}

function row(
  item: Item,
  id: string,
  active: boolean,
  chosen: boolean,
  several: boolean,
  take: (item: Item) => void,
): ComponentChildren {
  return html`<div
    key=${item.value}
    role="option"
    id=${id}
    class="picker-item"
    data-active=${String(active)}
    aria-selected=${String(chosen)}
    onMouseDown=${(event: Event) => event.preventDefault()}
    onClick=${() => take(item)}
  >
    ${itemSign(item)}
    <span class="picker-text">
      <span class="picker-label">${item.label}</span>
      ${item.note !== undefined && html`<span class="picker-note">${item.note}</span>`}
    </span>
    ${(several || chosen) && html`<span class=${several ? "picker-check box" : "picker-check"} aria-hidden="true">${chosen && icons.check()}</span>`}
  </div>`;
}

/** What stands before an item: an emoji, a person's disc, a role's colour or a channel's sign. */
export function itemSign({ emoji: sign, person, roleColor, channel }: Item): ComponentChildren {
  if (sign !== undefined) return emoji(sign);
  if (person !== undefined) return avatar(person, "small");
  if (roleColor !== undefined)
    return html`<span class="role-dot" style=${`--role: ${roleColor}`} aria-hidden="true"></span>`;
  return channel === true ? icons.hash() : null;
}
