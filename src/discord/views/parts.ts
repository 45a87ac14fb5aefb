import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIChannelSelectComponent,
  type APIComponentInContainer,
  type APIContainerComponent,
  type APIMediaGalleryComponent,
  type APIMessageTopLevelComponent,
  type APIRoleSelectComponent,
  type APISectionComponent,
  type APISelectMenuComponent,
  type APISeparatorComponent,
  type APIStringSelectComponent,
  type APITextDisplayComponent,
  ButtonStyle,
  type ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
  SeparatorSpacingSize,
} from "discord.js";

import { type Block, blockText, cardBlocks } from "../../decks/blocks.ts";
import { texToText } from "../../decks/tex.ts";

/** A file of a message; components refer to it as `attachment://` and its name. */
export interface ViewFile {
  /** Letters, digits, "-", "_" and one "." */
  readonly name: string;
  readonly data: Buffer;
  /** What it shows, for those who cannot see it. */
  readonly description?: string;
}

/** What a message shows: Components V2, as plain JSON, and the files they refer to. */
export interface View {
  readonly components: readonly APIMessageTopLevelComponent[];
  readonly files?: readonly ViewFile[];
}

/** Accent colours of containers. They decorate; nothing is told by colour alone. */
export const COLOURS = {
  question: 0x5865f2,
  answer: 0x1f9e8f,
  done: 0xe0a526,
  calm: 0x80848e,
  trouble: 0xd83c3e,
} as const;

export const text = (content: string): APITextDisplayComponent => ({
  type: ComponentType.TextDisplay,
  content,
});

export const line = (): APISeparatorComponent => ({
  type: ComponentType.Separator,
  divider: true,
  spacing: SeparatorSpacingSize.Small,
});

/** A picture among the texts, from a file of the message. */
export const picture = ({
  name,
  description,
}: Pick<ViewFile, "name" | "description">): APIMediaGalleryComponent => ({
  type: ComponentType.MediaGallery,
  items: [{ media: { url: `attachment://${name}` }, ...(description !== undefined && { description }) }],
});

/** How a block of a card is shown: the picture there is of it, or what stands in it. */
export const showing =
  (drawn: ReadonlyMap<Block, ViewFile>) =>
  (block: Block): APIComponentInContainer => {
    const file = drawn.get(block);
    return file ? picture(file) : text(blockText(block));
  };

export interface ButtonLook {
  readonly style?: "primary" | "secondary" | "success" | "danger";
  readonly disabled?: boolean;
}

const STYLES = {
  primary: ButtonStyle.Primary,
  secondary: ButtonStyle.Secondary,
  success: ButtonStyle.Success,
  danger: ButtonStyle.Danger,
} as const;

export const button = (
  label: string,
  customId: string,
  { style = "secondary", disabled = false }: ButtonLook = {},
): APIButtonComponentWithCustomId => ({
  type: ComponentType.Button,
  style: STYLES[style],
  label,
  custom_id: customId,
  disabled,
});

export const row = (
  ...components: APIButtonComponentWithCustomId[]
): APIActionRowComponent<APIButtonComponentWithCustomId> => ({ type: ComponentType.ActionRow, components });

/** A row of the buttons there are; no row without any, which Discord would refuse. */
export const rowOf = (buttons: readonly APIButtonComponentWithCustomId[]) =>
  buttons.length > 0 ? row(...buttons) : undefined;

/**
 * The buttons that turn pages.
 *
 * @param to `custom_id` of a page, from 0
 * @param at the page that is shown
 * @param here `custom_id` of the button between them, which cannot be pressed
 */
export const turning = (to: (page: number) => string, at: number, pages: number, here: string) => [
  button("◀", to(Math.max(0, at - 1)), { disabled: at === 0 }),
  button(`Page ${at + 1} of ${pages}`, here, { disabled: true }),
  button("▶", to(at + 1), { disabled: at >= pages - 1 }),
];

/** One choice of a select; label and description are cut where Discord would refuse them. */
export interface Choice {
  readonly label: string;
  readonly value: string;
  readonly description?: string | undefined;
  readonly chosen?: boolean;
}

/** Discord's limit of choices in a select. */
export const MOST_CHOICES = 25;

/** A select of one among up to 25 choices, as a component of a row or of a form. */
export const select = (
  customId: string,
  placeholder: string,
  choices: readonly Choice[],
): APIStringSelectComponent => ({
  type: ComponentType.StringSelect,
  custom_id: customId,
  placeholder: shorten(placeholder, 150),
  options: choices.slice(0, MOST_CHOICES).map(({ label, value, description, chosen }) => ({
    label: shorten(label.trim() || "…", 100),
    value,
    ...(description && { description: shorten(description, 100) }),
    ...(chosen && { default: true }),
  })),
});

/** A select of a role, or of none. */
export const roleSelect = (
  customId: string,
  placeholder: string,
  chosen: string | undefined,
): APIRoleSelectComponent => ({
  type: ComponentType.RoleSelect,
  custom_id: customId,
  placeholder,
  min_values: 0,
  max_values: 1,
  ...(chosen && { default_values: [{ id: chosen, type: SelectMenuDefaultValueType.Role }] }),
});

/** A select of channels of some types, so many at most, or of none. */
export const channelSelect = (
  customId: string,
  placeholder: string,
  types: readonly ChannelType[],
  most: number,
  chosen: readonly string[],
): APIChannelSelectComponent => ({
  type: ComponentType.ChannelSelect,
  custom_id: customId,
  placeholder,
  channel_types: [...types],
  min_values: 0,
  max_values: most,
  default_values: chosen.map((id) => ({ id, type: SelectMenuDefaultValueType.Channel })),
});

/** A select in a row of its own. */
export const selectRow = <T extends APISelectMenuComponent>(component: T): APIActionRowComponent<T> => ({
  type: ComponentType.ActionRow,
  components: [component],
});

/** A person's text in the middle of ours: nothing in it acts as Markdown. */
export const plain = (content: string) =>
  content
    .replace(/[\\`*_~|<>#[\]()]/g, "\\$&")
    .replace(/\s+/g, " ")
    .trim();

/** Characters of a side that are looked at for its beginning: formulas and images are shorter when they are shown. */
const MOST_LOOKED_AT = 1000;

/**
 * The beginning of a card's side on one line, for lists.
 *
 * @param most characters, "…" included where there is more
 */
export function gist(side: string, most: number): string {
  const looked = Math.max(MOST_LOOKED_AT, 2 * most);
  const begun = cardBlocks(side.slice(0, looked).replace(/[\uD800-\uDBFF]$/, ""))
    .map((block) => (block.kind === "math" ? (texToText(block.tex) ?? blockText(block)) : blockText(block)))
    .join(" ")
    .replace(/```[a-z]*\n?/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return shorten(side.length > looked ? `${begun}…` : begun, most);
}

/** A view of one container. */
export function card(accent: number, ...components: (APIComponentInContainer | undefined)[]): View {
  const container: APIContainerComponent = {
    type: ComponentType.Container,
    accent_color: accent,
    components: components.filter((component) => component !== undefined),
  };
  return { components: [container] };
}

/** A text with a button at its side. */
export const section = (content: string, accessory: APIButtonComponentWithCustomId): APISectionComponent => ({
  type: ComponentType.Section,
  components: [text(content)],
  accessory,
});

/** The text, or its beginning when it is longer than a message can hold. */
export const shorten = (content: string, most: number) =>
  content.length <= most ? content : `${content.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;

/** Words as they begin a sentence. */
export const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

/** "1 card", "2 cards". */
export const many = (count: number, one: string, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

/** The first lines of a list, and how many more there are. */
export function cut(lines: readonly string[], most: number, what: string): readonly string[] {
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most), `- and ${many(lines.length - most, `more ${what}`)}`];
}

/** A moment as Discord shows it relative to now, e.g. "in 3 days". @param at milliseconds */
export const relative = (at: number) => `<t:${Math.floor(at / 1000)}:R>`;

/** A share as a bar of ten, with at least one step lit when it is above zero. */
export function bar(part: number, whole: number): string {
  const share = whole > 0 ? part / whole : 0;
  const lit = part > 0 ? Math.max(1, Math.floor(share * 10)) : 0;
  return "▰".repeat(lit) + "▱".repeat(10 - lit);
}
