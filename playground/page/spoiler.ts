import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** Text that stays covered until its reader uncovers it, for this reader only. */
export function Spoiler({ children }: { children?: ComponentChildren }): ComponentChildren {
  const [shown, setShown] = useState(false);
  if (shown) return html`<span class="spoiler shown">${children}</span>`;
  return html`<button
    type="button"
    class="spoiler"
    aria-label="Spoiler: press to read it"
    aria-expanded="false"
    onClick=${() => setShown(true)}
  ><span aria-hidden="true" inert>${children}</span></button>`;
}

/** A block (a container, an image, a file) that stays covered until its reader uncovers it. */
export function SpoilerBlock({ children }: { children?: ComponentChildren }): ComponentChildren {
  const [shown, setShown] = useState(false);
  if (shown) return html`<div class="spoiler-block">${children}</div>`;
  return html`<div class="spoiler-block covered">
    <div class="spoiler-under" aria-hidden="true" inert>${children}</div>
    <button type="button" class="spoiler-cover" onClick=${() => setShown(true)}><span>Spoiler</span></button>
  </div>`;
}
