import type { APIAttachment, APIEmbed } from "discord-api-types/v10";
import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import { sizeText } from "./files.ts";
import { gallery } from "./gallery.ts";
import { icons } from "./icons.ts";
import { isWebAddress, markdown } from "./markdown.ts";
import { attachedPicture } from "./pictures.ts";

/** A file to download: its name, and its size in bytes where that is known. */
export function attachmentCard(name: string, size: number | undefined, url: string): ComponentChildren {
  const safe = isWebAddress(url);
  return html`<div class="file" data-testid="file">
    ${icons.file()}
    <div class="file-text">
      ${safe ? html`<a class="file-name" href=${url} target="_blank" rel="noopener noreferrer">${name}</a>` : html`<span class="file-name">${name}</span>`}
      ${size === undefined ? null : html`<div class="file-size">${sizeText(size)}</div>`}
    </div>
    ${safe && html`<a class="icon-button" href=${url} download=${name} aria-label=${`Download ${name}`} title="Download">${icons.download()}</a>`}
  </div>`;
}

/** The files of a message without components: images in a mosaic, then everything else to download. */
export function attachments(files: readonly APIAttachment[]): ComponentChildren {
  const pictures = files.filter(isPicture);
  const others = files.filter((file) => !isPicture(file));
  return html`${gallery(pictures.map(attachedPicture))}
    ${others.map(({ filename, size, url }) => attachmentCard(filename, size, url))}`;
}

function isPicture({ content_type: type }: APIAttachment): boolean {
  return (type ?? "").startsWith("image/");
}

/** A simple embed: colour, author, title, description, fields, images, footer. */
export function embed(of: APIEmbed): ComponentChildren {
  const accent = of.color === undefined ? undefined : `--accent: #${of.color.toString(16).padStart(6, "0")}`;
  const title =
    of.url !== undefined && isWebAddress(of.url)
      ? html`<a href=${of.url} target="_blank" rel="noopener noreferrer">${of.title}</a>`
      : of.title;
  const fields = (of.fields ?? []).map(
    ({ name, value, inline }) =>
      html`<div class=${inline === true ? "field inline" : "field"}>
        <div class="field-name">${markdown(name)}</div>
        ${markdown(value)}
      </div>`,
  );
  const picture = of.image?.url;
  return html`<div class="embed" style=${accent}>
    ${of.author && html`<div class="embed-author">${of.author.name}</div>`}
    ${of.title && html`<div class="embed-title">${title}</div>`}
    ${of.description && markdown(of.description)}
    ${fields.length > 0 && html`<div class="fields">${fields}</div>`}
    ${picture !== undefined && isWebAddress(picture) && html`<img class="picture" src=${picture} alt="" loading="lazy" />`}
    ${of.footer && html`<div class="embed-footer">${of.footer.text}</div>`}
  </div>`;
}
