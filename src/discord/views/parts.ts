import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  type APIContainerComponent,
  type APIMessageTopLevelComponent,
  type APISeparatorComponent,
  type APITextDisplayComponent,
  ButtonStyle,
  ComponentType,
  SeparatorSpacingSize,
} from "discord.js";

/** What a message shows: Components V2, as plain JSON. */
export interface View {
  readonly components: readonly APIMessageTopLevelComponent[];
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

/** A view of one container. */
export function card(accent: number, ...components: (APIComponentInContainer | undefined)[]): View {
  const container: APIContainerComponent = {
    type: ComponentType.Container,
    accent_color: accent,
    components: components.filter((component) => component !== undefined),
  };
  return { components: [container] };
}

/** The text, or its beginning when it is longer than a message can hold. */
export const shorten = (content: string, most: number) =>
  content.length <= most ? content : `${content.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;

/** "1 card", "2 cards". */
export const many = (count: number, one: string, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

/** A moment as Discord shows it relative to now, e.g. "in 3 days". @param at milliseconds */
export const relative = (at: number) => `<t:${Math.floor(at / 1000)}:R>`;

/** A share as a bar of ten, with at least one step lit when it is above zero. */
export function bar(part: number, whole: number): string {
  const share = whole > 0 ? part / whole : 0;
  const lit = part > 0 ? Math.max(1, Math.floor(share * 10)) : 0;
  return "▰".repeat(lit) + "▱".repeat(10 - lit);
}
