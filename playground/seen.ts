/** A message as a person in front of Discord's client sees it. */
import { type APIMessage, ComponentType } from "discord-api-types/v10";
import { buttonsOf } from "./client.ts";
import { allComponents, type RawComponent, type RawOption } from "./components.ts";
import { selectsOf } from "./selects.ts";
import { coverSpoilers } from "./spoilers.ts";
import type { StoredMessage, World } from "./world.ts";

export interface SeenButton {
  readonly label: string;
  readonly customId: string | undefined;
  readonly disabled: boolean;
  /** 1 primary, 2 secondary, 3 success, 4 danger, 5 link. */
  readonly style: number;
}

/** One of the choices of a select or a group of options. */
export interface SeenOption {
  readonly label: string;
  readonly value: string;
  readonly description: string;
  /** Chosen beforehand. */
  readonly chosen: boolean;
}

export interface SeenSelect {
  readonly customId: string;
  /** 3 string, 5 user, 6 role, 7 mentionable, 8 channel. */
  readonly type: number;
  readonly placeholder: string;
  readonly disabled: boolean;
  /** How many are chosen at least and at most. */
  readonly min: number;
  readonly max: number;
  /** Of a string select; empty for the others. */
  readonly options: readonly SeenOption[];
}

/** A file to download: an attachment, or what a File component shows. */
export interface SeenFile {
  readonly name: string;
  readonly url: string;
  /** In bytes. */
  readonly size: number;
  /** The alt text; empty when there is none. */
  readonly description: string;
}

/** A picture of a gallery, or a thumbnail. */
export interface SeenImage {
  /** The alt text; empty when there is none. */
  readonly description: string;
  readonly url: string;
}

/** A message as a person saw it at one moment; later edits do not change it. */
export interface Seen {
  readonly id: string;
  readonly channelId: string;
  /** "#general", or "@bot" for the direct messages with the bot. */
  readonly channel: string;
  /** Username. */
  readonly author: string;
  readonly ephemeral: boolean;
  /** "is thinking…": a deferred reply without content. */
  readonly thinking: boolean;
  /** All text of content, embeds and components, in reading order, a line each; ▮▮▮ for what is covered. */
  readonly texts: string;
  /** How many spoilers are covered: `reveal` uncovers them. Nothing of what is under them is in the other fields. */
  readonly hidden: number;
  /** Whether this is what was seen with all spoilers uncovered. */
  readonly revealed: boolean;
  readonly buttons: readonly SeenButton[];
  readonly selects: readonly SeenSelect[];
  readonly files: readonly SeenFile[];
  readonly images: readonly SeenImage[];
  /** Discord's own JSON, with everything that is in it. */
  readonly message: APIMessage;
}

/** What was made of a version before: versions are replaced, never changed, and many people see the same. */
const made = { covered: new WeakMap<StoredMessage, Seen>(), revealed: new WeakMap<StoredMessage, Seen>() };

/** What somebody sees of a stored message now, with its spoilers covered or not. */
export function toSeen(world: World, stored: StoredMessage, revealed = false): Seen {
  const before = revealed ? made.revealed : made.covered;
  const known = before.get(stored);
  if (known !== undefined) return known;
  const seen = look(world, stored, revealed);
  before.set(stored, seen);
  return seen;
}

function look(world: World, stored: StoredMessage, revealed: boolean): Seen {
  const { channelId, ephemeralTo, thinking } = stored;
  const raw = (stored.message.components ?? []) as unknown as RawComponent[];
  const { message, components, hidden } = revealed
    ? { message: stored.message, components: raw, hidden: 0 }
    : coverSpoilers(stored.message);
  const channel = world.channels.get(channelId);
  const all = allComponents(components).map(({ component }) => component);
  const seen: Seen = {
    id: message.id,
    channelId,
    channel: channel?.kind === "dm" ? "@bot" : `#${channel?.name ?? channelId}`,
    author: message.author.username,
    ephemeral: ephemeralTo !== undefined,
    thinking,
    hidden,
    revealed,
    texts: [message.content, ...embedTexts(message), ...all.flatMap((component) => component.content ?? [])]
      .filter(Boolean)
      .join("\n"),
    buttons: buttonsOf(components).map((button) =>
      Object.freeze({
        label: button.label ?? "",
        customId: button.custom_id,
        disabled: button.disabled ?? false,
        style: button.style ?? 2,
      }),
    ),
    selects: selectsOf(components).map((select) =>
      Object.freeze({
        customId: select.custom_id ?? "",
        type: select.type ?? 0,
        placeholder: select.placeholder ?? "",
        disabled: select.disabled ?? false,
        min: select.min_values ?? 1,
        max: select.max_values ?? 1,
        options: (select.options ?? []).map(toSeenOption),
      }),
    ),
    files: [...message.attachments.map(attachedFile), ...all.flatMap(shownFile)],
    images: all.flatMap(imagesOf),
    message: structuredClone(stored.message),
  };
  return Object.freeze(seen);
}

/** An option as a person sees it. */
export function toSeenOption({ label, value, description, default: chosen }: RawOption): SeenOption {
  return Object.freeze({
    label: label ?? "",
    value: value ?? "",
    description: description ?? "",
    chosen: chosen ?? false,
  });
}

function attachedFile({ filename, url, size, description }: APIMessage["attachments"][number]): SeenFile {
  return Object.freeze({ name: filename, url, size, description: description ?? "" });
}

function shownFile({ type, name, size, file }: RawComponent): SeenFile[] {
  if (type !== ComponentType.File || file?.url === undefined) return [];
  return [Object.freeze({ name: String(name), url: file.url, size: Number(size), description: "" })];
}

function imagesOf({ type, items, media, description }: RawComponent): SeenImage[] {
  const gallery = type === ComponentType.MediaGallery ? (items ?? []) : [];
  const shown: readonly SomeImage[] = type === ComponentType.Thumbnail ? [{ media, description }] : gallery;
  return shown.map((one) =>
    Object.freeze({ url: one.media?.url ?? "", description: String(one.description ?? "") }),
  );
}

interface SomeImage {
  readonly media?: { readonly url?: string } | undefined;
  readonly description?: unknown;
}

function embedTexts(message: APIMessage): string[] {
  return message.embeds.flatMap((embed) => [
    embed.title ?? "",
    embed.description ?? "",
    ...(embed.fields ?? []).flatMap((field) => [field.name, field.value]),
    embed.footer?.text ?? "",
  ]);
}

/** The custom id of the button a person means in what they see; throws when it is not there to be pressed. */
export function pressable(seen: Seen, wanted: string): string {
  const { buttons } = seen;
  const starts = buttons.filter((button) => button.label.startsWith(wanted));
  const words = starts.filter((button) => !/[\p{L}\p{N}]/u.test(button.label.charAt(wanted.length)));
  const exact = buttons.filter((button) => button.label === wanted || button.customId === wanted);
  const found = [exact, words, starts].find((some) => some.length > 0) ?? [];
  const known = buttons
    .map((button) => `"${button.label}"${button.disabled ? " (disabled)" : ""}`)
    .join(", ");
  const [button] = found;
  if (button === undefined) {
    throw new Error(
      `There is no button "${wanted}"; there are: ${known || "none"}. The message:\n${describe(seen)}`,
    );
  }
  if (found.length > 1) throw new Error(`More than one button fits "${wanted}": ${known}.`);
  if (button.disabled) throw new Error(`The button "${button.label}" is disabled.`);
  if (button.customId === undefined) throw new Error(`The button "${button.label}" is a link.`);
  return button.customId;
}

/** The select a person means, by custom id, placeholder or start of it; throws when it is not there to be used. */
export function selectable(seen: Seen, wanted: string): SeenSelect {
  const { selects } = seen;
  const exact = selects.filter((select) => select.customId === wanted || select.placeholder === wanted);
  const found = exact.length > 0 ? exact : selects.filter((select) => select.placeholder.startsWith(wanted));
  const known = selects.map((select) => `"${select.placeholder || select.customId}"`).join(", ") || "none";
  const [select] = found;
  if (select === undefined) {
    throw new Error(`There is no select "${wanted}"; there are: ${known}. The message:\n${describe(seen)}`);
  }
  if (found.length > 1) throw new Error(`More than one select fits "${wanted}": ${known}.`);
  if (select.disabled) throw new Error(`The select "${wanted}" is disabled.`);
  return select;
}

/** A message in a few lines, for what a test says when it fails. */
export function describe(seen: Seen): string {
  const marks = `${seen.ephemeral ? " (ephemeral)" : ""}${seen.thinking ? " (thinking)" : ""}`;
  const parts = [
    ...seen.buttons.map((button) => `[${button.label}${button.disabled ? " ×" : ""}]`),
    ...seen.selects.map((select) => `[${select.placeholder || select.customId} ▾]`),
    ...seen.files.map((file) => `(${file.name})`),
  ];
  return `${seen.author}${marks}: ${seen.texts}${parts.length === 0 ? "" : `\n  ${parts.join(" ")}`}`;
}
