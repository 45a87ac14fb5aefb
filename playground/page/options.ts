/** Commands and their options as a person types them: finding, ordering, reading. No DOM, no network. */
import type { APIApplicationCommandOptionChoice } from "discord-api-types/v10";
import type { PageChannel, PageCommand, PageOption, PageOptionValue, PageState } from "../protocol.ts";
import { channelItems, type Item, peopleItems, roleItems } from "./items.ts";
import { Option } from "./kinds.ts";

/** What stands in an option's field: the text and, once a choice was taken from a list, its value. */
export interface Field {
  readonly text: string;
  readonly value?: PageOptionValue;
}

export type Fields = Readonly<Record<string, Field>>;

/** A thing to choose from a list. */
export interface Choice {
  readonly name: string;
  readonly value: string | number | boolean;
  /** Set for people, roles and channels: how they are drawn. */
  readonly item?: Item;
}

/** Slash commands whose path matches what was typed after the slash: first those that begin so, then those with it inside. */
export function searchCommands(all: readonly PageCommand[], typed: string): readonly PageCommand[] {
  const query = typed.trimStart().toLowerCase();
  const commands = all.filter(({ kind }) => kind === "slash");
  const begins = commands.filter(({ path }) => path.startsWith(query));
  const holds = commands.filter(({ path }) => !path.startsWith(query) && path.includes(query.trim()));
  return [...begins, ...(query === "" ? [] : holds)];
}

/** Required options first, otherwise as the bot ordered them. */
export function orderOptions(options: readonly PageOption[]): readonly PageOption[] {
  return [...options.filter(({ required }) => required), ...options.filter(({ required }) => !required)];
}

/** The fixed list an option is chosen from; undefined for one that is typed freely or completed by the bot. */
export function fixedChoices(
  option: PageOption,
  state: PageState,
  channel: PageChannel | undefined,
): readonly Choice[] | undefined {
  if (option.choices.length > 0) return option.choices.map(plainChoice);
  switch (option.type) {
    case Option.Boolean:
      return [
        { name: "True", value: true },
        { name: "False", value: false },
      ];
    case Option.User:
      return peopleItems(state, channel).map(itemChoice);
    case Option.Role:
      return roleItems(state, channel).map(itemChoice);
    case Option.Mentionable:
      return [...peopleItems(state, channel), ...roleItems(state, channel)].map(itemChoice);
    case Option.Channel:
      return channelItems(state, channel, option.channelTypes).map(itemChoice);
    default:
      return undefined;
  }
}

function itemChoice(item: Item): Choice {
  return { name: item.label, value: item.value, item };
}

/** A choice of Discord's without its translations. */
export function plainChoice({ name, value }: APIApplicationCommandOptionChoice): Choice {
  return { name, value };
}

/** Those of a list that what was typed could mean; all of them while nothing is typed. */
export function filterChoices(choices: readonly Choice[], text: string): readonly Choice[] {
  const query = text.trim().toLowerCase();
  return choices.filter(({ name }) => name.toLowerCase().includes(query));
}

export interface Reading {
  readonly values: Readonly<Record<string, PageOptionValue>>;
  /** By option name: a sentence that says what to change. */
  readonly errors: Readonly<Record<string, string>>;
}

/**
 * Reads a command's fields into values as Discord's own client checks them; empty optional ones are left out.
 *
 * @param listFor the fixed list of an option, if it has one
 */
export function readFields(
  options: readonly PageOption[],
  fields: Fields,
  listFor: (option: PageOption) => readonly Choice[] | undefined,
): Reading {
  const values: Record<string, PageOptionValue> = {};
  const errors: Record<string, string> = {};
  for (const option of options) {
    const field = fields[option.name] ?? { text: "" };
    if (field.text.trim() === "") {
      if (option.required && option.type === Option.Attachment)
        errors[option.name] = `Choose a file for ${option.name}: this command needs it.`;
      else if (option.required) errors[option.name] = `Fill in ${option.name}: this command needs it.`;
      continue;
    }
    const read = field.value === undefined ? readText(option, field.text.trim(), listFor(option)) : field;
    if ("error" in read) errors[option.name] = read.error;
    else if (read.value !== undefined) values[option.name] = read.value;
  }
  return { values, errors };
}

type Read = { readonly value: PageOptionValue } | { readonly error: string };

function readText(option: PageOption, text: string, list: readonly Choice[] | undefined): Read {
  if (list !== undefined) {
    const found = list.find(({ name }) => name.toLowerCase() === text.toLowerCase());
    return found ?? { error: "Choose one from the list." };
  }
  switch (option.type) {
    case Option.String:
      return option.maxLength !== undefined && text.length > option.maxLength
        ? { error: `Use at most ${option.maxLength} characters.` }
        : { value: text };
    case Option.Integer:
    case Option.Number:
      return readNumber(option, text);
    default:
      return { error: "The playground cannot fill in this kind of option yet: leave it empty." };
  }
}

function readNumber(option: PageOption, text: string): Read {
  const value = Number(text);
  const whole = option.type === Option.Integer;
  const { minValue, maxValue } = option;
  const fits = Number.isFinite(value) && (!whole || Number.isSafeInteger(value));
  if (fits && value >= (minValue ?? value) && value <= (maxValue ?? value)) return { value };
  const kind = whole ? "a whole number" : "a number";
  if (minValue !== undefined && maxValue !== undefined) {
    return { error: `Enter ${kind} from ${minValue} to ${maxValue}.` };
  }
  if (minValue !== undefined) return { error: `Enter ${kind} of ${minValue} or more.` };
  if (maxValue !== undefined) return { error: `Enter ${kind} of ${maxValue} or less.` };
  return { error: `Enter ${kind}.` };
}

/** What an empty field says it wants, in a word or two. */
export function placeholderFor(option: PageOption, hasList: boolean): string {
  if (option.type === Option.Boolean) return "True or False";
  if (hasList) return "choose";
  if (option.autocomplete) return "choose or type";
  if (option.type === Option.Integer || option.type === Option.Number) {
    const { minValue, maxValue } = option;
    return minValue !== undefined && maxValue !== undefined ? `${minValue}–${maxValue}` : "number";
  }
  return "text";
}
