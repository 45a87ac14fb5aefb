import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { icons } from "./icons.ts";
import type { Picture } from "./pictures.ts";
import { SpoilerBlock } from "./spoiler.ts";

interface Props {
  readonly pictures: readonly Picture[];
  /** The picture to begin with. */
  readonly at: number;
  close(): void;
}

/** Pictures one at a time, as large as the window lets them: the arrow keys turn, Esc or a press beside closes. */
function Lightbox(props: Props): ComponentChildren {
  const { pictures } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [at, setAt] = useState(props.at);
  const picture = pictures[at];

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  if (picture === undefined) return null;

  // Whoever uncovered one of several has not uncovered the others.
  const isCovered = picture.spoiler && at !== props.at;
  const turn = (step: number): void => setAt((at + step + pictures.length) % pictures.length);
  return html`<dialog
    ref=${dialog}
    class="lightbox"
    data-testid="lightbox"
    aria-label=${isCovered ? "Image under a spoiler" : picture.alt || "Image"}
    onCancel=${(event: Event) => {
      event.preventDefault();
      props.close();
    }}
    onClick=${({ target }: Event) => {
      if (target instanceof Element && target.closest("button, a, img, figcaption") === null) props.close();
    }}
    onKeyDown=${(event: KeyboardEvent) => {
      if (pictures.length < 2 || (event.key !== "ArrowRight" && event.key !== "ArrowLeft")) return;
      event.preventDefault();
      turn(event.key === "ArrowRight" ? 1 : -1);
    }}
  >
    <div class="lightbox-bar">
      ${pictures.length > 1 && html`<span class="lightbox-count" aria-live="polite">${at + 1} of ${pictures.length}</span>`}
      <a class="icon-button" href=${picture.url} target="_blank" rel="noopener noreferrer"
        aria-label="Open the original in a new tab" title="Open the original">${icons.external(20)}</a>
      <button type="button" class="icon-button" autofocus aria-label="Close" title="Close (Esc)" onClick=${props.close}>${icons.cross()}</button>
    </div>
    <figure class="lightbox-figure">
      ${isCovered ? h(SpoilerBlock, { key: picture.url, children: large(picture) }) : large(picture)}
    </figure>
    ${
      pictures.length > 1 &&
      html`<button type="button" class="icon-button lightbox-turn back" aria-label="Previous image" onClick=${() => turn(-1)}>${icons.left()}</button>
      <button type="button" class="icon-button lightbox-turn on" aria-label="Next image" onClick=${() => turn(1)}>${icons.right()}</button>`
    }
  </dialog>`;
}

function large({ url, alt, width, height }: Picture): ComponentChildren {
  return html`<img class="lightbox-picture" key=${url} src=${url} alt=${alt} width=${width} height=${height} />
    ${alt !== "" && html`<figcaption>${alt}</figcaption>`}`;
}

/** `Lightbox` as a node. */
export function lightbox(props: Props): ComponentChildren {
  return h(Lightbox, props);
}
