/** Components of messages and modals as the bot sent them, not yet checked. */
import { ComponentType } from "discord-api-types/v10";
import type { Mistake } from "./errors.ts";

/** A component as the bot sent it: any of Discord's, not yet checked. */
export interface RawComponent {
  readonly type?: number;
  readonly id?: number;
  readonly custom_id?: string;
  readonly label?: string;
  readonly style?: number;
  readonly url?: string;
  readonly sku_id?: string;
  readonly emoji?: unknown;
  readonly disabled?: boolean;
  readonly spoiler?: boolean;
  readonly content?: string;
  readonly components?: readonly RawComponent[];
  readonly accessory?: RawComponent;
  readonly options?: readonly { readonly value?: string }[];
  readonly items?: readonly { readonly media?: { readonly url?: string }; readonly spoiler?: boolean }[];
  readonly media?: { readonly url?: string };
  readonly file?: { readonly url?: string };
  readonly [other: string]: unknown;
}

/** A component with where it stands in the message. */
export interface Placed {
  readonly component: RawComponent;
  readonly path: Mistake["path"];
}

/** All components of a message, parents before their children, accessories after a section's texts. */
export function allComponents(
  components: readonly RawComponent[],
  path: Mistake["path"] = ["components"],
): Placed[] {
  return components.flatMap((component, index) => {
    const here = [...path, index];
    const accessory = component.accessory;
    return [
      { component, path: here },
      ...allComponents(component.components ?? [], [...here, "components"]),
      ...(accessory === undefined ? [] : [{ component: accessory, path: [...here, "accessory"] }]),
    ];
  });
}

/** The types of all selects. */
export const selectTypes: ReadonlySet<number> = new Set([
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
]);

/** One of the choices of a string select, radio group or checkbox group. */
export interface RawOption {
  readonly label?: string;
  readonly value?: string;
  readonly description?: string | null;
  readonly default?: boolean | null;
}

/** A select as the bot sent it. */
export interface RawSelect extends RawComponent {
  readonly options?: readonly RawOption[];
  readonly placeholder?: string | null;
  readonly min_values?: number | null;
  readonly max_values?: number | null;
  readonly required?: boolean | null;
  readonly default_values?: readonly { readonly id?: string; readonly type?: string }[] | null;
  readonly channel_types?: readonly number[] | null;
}

/** What stands in a label of a modal: any of the fields. */
export interface RawField extends RawSelect {
  readonly value?: string | null;
  readonly min_length?: number | null;
  readonly max_length?: number | null;
  readonly default?: boolean | null;
  readonly file_types?: readonly string[] | null;
}

/** A label with its field, or a text. */
export interface RawPart extends RawComponent {
  readonly description?: string | null;
  readonly component?: RawField;
}

/** The modal of a callback, as the bot sent it. */
export interface RawModal {
  readonly title?: string;
  readonly custom_id?: string;
  readonly components?: readonly RawPart[];
}
