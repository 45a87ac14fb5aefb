import type { APIAttachment, APIEmbed } from "discord-api-types/v10";
import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import { icons } from "./icons.ts";
import { isWebAddress, markdown } from "./markdown.ts";

/** A size in words: "980 bytes", "12.3 KB", "1.2 MB" (1 KB = 1,024 bytes, as Discord counts). */
function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(1)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

/** A file to download: its name, and its size in bytes where that is known. */
export function attachmentCard(name: string, size: number | undefined, url: string): ComponentChildren {
  const title = isWebAddress(url)
    ? html`<a href=${url} download=${name}>${name}</a>`
    : html`<span>${name}</span>`;
  return html`<div class="file">
    ${icons.file()}
    <div>${title}${size === undefined ? null : html`<div class="file-size">${sizeText(size)}</div>`}</div>
  </div>`;
}

/** A file of a message without components: an image is shown, anything else offered. */
export function attachment(of: APIAttachment): ComponentChildren {
  if (!(of.content_type ?? "").startsWith("image/") || !isWebAddress(of.url)) {
    return attachmentCard(of.filename, of.size, of.url);
  }
  return html`<img class="picture" src=${of.url} alt=${of.description ?? of.filename} loading="lazy" />`;
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
