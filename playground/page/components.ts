import type {
  APIComponentInContainer,
  APIComponentInMessageActionRow,
  APIFileComponent,
  APIMessage,
  APIMessageTopLevelComponent,
  APISectionComponent,
  APISelectMenuComponent,
  APIThumbnailComponent,
} from "discord-api-types/v10";
import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { attachmentCard } from "./attachments.ts";
import { button } from "./buttons.ts";
import { gallery, Tile } from "./gallery.ts";
import { Kind } from "./kinds.ts";
import { markdown } from "./markdown.ts";
import { galleryPictures, pictureOf } from "./pictures.ts";
import { select } from "./select.ts";
import { SpoilerBlock } from "./spoiler.ts";
import type { View } from "./view.ts";

type Drawable = APIMessageTopLevelComponent | APIComponentInContainer;

/** A message's components, in order. */
export function components(message: APIMessage, view: View): ComponentChildren {
  return (message.components ?? []).map((component) => draw(component, message, view));
}

function draw(component: Drawable, message: APIMessage, view: View): ComponentChildren {
  switch (component.type) {
    case Kind.ActionRow: {
      const inner = component.components.map((one) =>
        one.type === Kind.Button
          ? button(one, message.id, view)
          : isSelect(one)
            ? select(one, message.id)
            : unknown((one as { type: number }).type),
      );
      return html`<div class=${`row of-${inner.length}`}>${inner}</div>`;
    }
    case Kind.TextDisplay:
      return html`<div class="text-display">${markdown(component.content)}</div>`;
    case Kind.Section:
      return section(component, message, view);
    case Kind.Separator: {
      const large = component.spacing === 2 ? " large" : "";
      return component.divider === false
        ? html`<div class=${`separator${large}`} role="presentation"></div>`
        : html`<hr class=${`separator divider${large}`} />`;
    }
    case Kind.MediaGallery:
      return gallery(galleryPictures(component));
    case Kind.File:
      return file(component, message);
    case Kind.Container: {
      const accent = component.accent_color;
      const style = accent == null ? undefined : `--accent: #${accent.toString(16).padStart(6, "0")}`;
      const inner = component.components.map((one) => draw(one, message, view));
      const box = html`<div class=${accent == null ? "container" : "container accented"} style=${style}>${inner}</div>`;
      return spoiled(component.spoiler, component, box);
    }
    default:
      return unknown((component as { type: number }).type);
  }
}

function isSelect(component: APIComponentInMessageActionRow): component is APISelectMenuComponent {
  const { type } = component;
  return type === Kind.StringSelect || (type >= Kind.UserSelect && type <= Kind.ChannelSelect);
}

function section(component: APISectionComponent, message: APIMessage, view: View): ComponentChildren {
  const { accessory } = component;
  return html`<div class="section">
    <div class="section-text">
      ${component.components.map((one) => html`<div class="text-display">${markdown(one.content)}</div>`)}
    </div>
    ${
      accessory.type === Kind.Button
        ? button(accessory, message.id, view)
        : accessory.type === Kind.Thumbnail
          ? thumbnail(accessory)
          : unknown((accessory as { type: number }).type)
    }
  </div>`;
}

function thumbnail({ media, description, spoiler }: APIThumbnailComponent): ComponentChildren {
  const picture = pictureOf(media, description, spoiler ?? false);
  return html`<div class="thumbnail">${h(Tile, { key: picture.url, pictures: [picture], at: 0 })}</div>`;
}

function file(component: APIFileComponent, message: APIMessage): ComponentChildren {
  const { url } = component.file;
  const attachment = message.attachments.find((one) => one.url === url);
  const name = component.name ?? attachment?.filename ?? url.split("/").at(-1)?.split("?")[0] ?? "file";
  const card = attachmentCard(name, component.size ?? attachment?.size, url);
  return spoiled(component.spoiler, url, card);
}

// The key makes what replaces an uncovered spoiler start covered again.
function spoiled(
  spoiler: boolean | undefined,
  content: unknown,
  drawn: ComponentChildren,
): ComponentChildren {
  return spoiler === true ? h(SpoilerBlock, { key: JSON.stringify(content), children: drawn }) : drawn;
}

function unknown(type: number): ComponentChildren {
  return html`<div class="unknown" role="note">Unknown component (type ${type}): this page cannot draw it yet.</div>`;
}
