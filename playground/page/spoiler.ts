import { html } from "htm/preact";
import type { ComponentChildren, RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/**
 * Whether a spoiler is uncovered, for this reader only. What was under it gets the focus then: the button that had it is
 * gone.
 */
function useCover(): {
  readonly shown: boolean;
  show(): void;
  readonly under: RefObject<HTMLElement | null>;
} {
  const [shown, setShown] = useState(false);
  const under = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (shown) under.current?.focus({ preventScroll: true });
  }, [shown]);
  return { shown, show: () => setShown(true), under };
}

/** Text that stays covered until its reader uncovers it. */
export function Spoiler({ children }: { children?: ComponentChildren }): ComponentChildren {
  const { shown, show, under } = useCover();
  if (shown) return html`<span class="spoiler shown" ref=${under} tabindex="-1">${children}</span>`;
  return html`<button
    type="button"
    class="spoiler"
    aria-label="Spoiler: press to read it"
    aria-expanded="false"
    onClick=${show}
  ><span aria-hidden="true" inert>${children}</span></button>`;
}

/** A block (a container, an image, a file) that stays covered until its reader uncovers it. */
export function SpoilerBlock({ children }: { children?: ComponentChildren }): ComponentChildren {
  const { shown, show, under } = useCover();
  if (shown) return html`<div class="spoiler-block" ref=${under} tabindex="-1">${children}</div>`;
  return html`<div class="spoiler-block covered">
    <div class="spoiler-under" aria-hidden="true" inert>${children}</div>
    <button type="button" class="spoiler-cover" aria-expanded="false" onClick=${show}><span>Spoiler</span></button>
  </div>`;
}
