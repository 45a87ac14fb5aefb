import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { useState } from "preact/hooks";
import { isWebAddress } from "./markdown.ts";
import { mosaicRows } from "./mosaic.ts";
import type { Picture } from "./pictures.ts";
import { SpoilerBlock } from "./spoiler.ts";
import { useView } from "./view.ts";

const leastBadgedPx = 120;

/** Wider pictures are shown at this width. */
const widestPx = 550;

/** Pictures in Discord's mosaic; each opens large. One alone is shown at its own size. */
function Gallery({ pictures }: { pictures: readonly Picture[] }): ComponentChildren {
  let from = 0;
  return html`<div class=${`gallery of-${pictures.length}`} data-testid="gallery">
    ${mosaicRows(pictures).map((row) => {
      const start = from;
      from += row.length;
      return html`<div class=${`gallery-row row-of-${row.length}`}>
        ${row.map((_, at) => h(Tile, { key: pictures[start + at]?.url, pictures, at: start + at }))}
      </div>`;
    })}
  </div>`;
}

/** `Gallery` as a node. */
export function gallery(pictures: readonly Picture[]): ComponentChildren {
  return pictures.length === 0 ? null : h(Gallery, { pictures });
}

/** One picture that opens large, with its alternative text behind a badge. */
export function Tile({ pictures, at }: { pictures: readonly Picture[]; at: number }): ComponentChildren {
  const { openPicture } = useView();
  const [told, setTold] = useState(false);
  const [broken, setBroken] = useState(false);
  const picture = pictures[at];
  if (picture === undefined) return null;
  const { url, alt, width, height } = picture;
  // On a small picture, such as a formula, the badge would lie over what there is to read.
  const shrunk = Math.min(1, widestPx / (width ?? widestPx));
  const badge = alt !== "" && (height === undefined || height * shrunk >= leastBadgedPx);
  if (!isWebAddress(url))
    return html`<span class="unknown">An image with an address that cannot be shown</span>`;
  if (broken)
    return html`<span class="unknown tile-broken">This image could not be loaded${alt && `: ${alt}`}</span>`;
  const tile = html`<div class="tile">
    <button
      type="button"
      class="tile-open"
      aria-label=${alt === "" ? "Open the image" : undefined}
      onClick=${() => openPicture(pictures, at)}
    ><img src=${url} alt=${alt} title=${alt || undefined} width=${width} height=${height}
      loading="lazy" onError=${() => setBroken(true)} /></button>
    ${
      badge &&
      html`<button type="button" class="alt-badge" tabindex="-1" aria-hidden="true" data-testid="alt-badge"
        onClick=${() => setTold(!told)}>ALT</button>
        <div class=${told ? "alt-text told" : "alt-text"} aria-hidden="true">${alt}</div>`
    }
  </div>`;
  return picture.spoiler ? h(SpoilerBlock, { key: url, children: tile }) : tile;
}
