/** What is sent when a person uses a command: its options, or what its context menu was opened on. */
import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType as OptionType,
} from "discord-api-types/v10";
import { choicesOf, offeredIn, type RegisteredCommand, type Typed, typedForms } from "./commands.ts";
import { CannotSend } from "./errors.ts";
import { checkFileType } from "./file-types.ts";
import { checkHanded, type HandedFile, isFile, toStoredFile } from "./files.ts";
import type { UsedCommand } from "./interaction-payload.ts";
import {
  type Place,
  type Resolved,
  resolveChannel,
  resolveFile,
  resolveMentionable,
  resolveRole,
  resolveUser,
} from "./resolved.ts";
import type { StoredMessage } from "./world.ts";

/** By name: a file for attachments, an id for users, roles, channels and mentionables. */
export type OptionValues = Readonly<Record<string, string | number | boolean | HandedFile>>;

/** An interaction's data, and what its answer tells of the command. */
export interface CommandData {
  readonly data: Record<string, unknown>;
  readonly command: UsedCommand;
}

/** The interaction data of a command typed in a channel. Throws CannotSend as the client would refuse. */
export function commandData(place: Place, path: string, values: OptionValues, focused?: string): CommandData {
  const typed = findTyped(place, path);
  for (const name of Object.keys(values)) {
    if (typed.options.some((option) => option.name === name)) continue;
    const known = typed.options.map((option) => option.name).join(", ") || "none";
    throw new CannotSend(`/${typed.path} has no option "${name}"; it has: ${known}.`);
  }
  const resolved: Resolved = {};
  const options = typed.options.flatMap((option) => {
    const value = values[option.name];
    if (option.name === focused) {
      if (!("autocomplete" in option && option.autocomplete)) {
        throw new CannotSend(`Option "${focused}" of /${typed.path} has no autocompletion.`);
      }
      return [{ name: option.name, type: option.type, value: String(value ?? ""), focused: true }];
    }
    if (value === undefined) {
      if (option.required === true && focused === undefined) {
        throw new CannotSend(`/${typed.path} needs the option "${option.name}".`);
      }
      return [];
    }
    checkValue(place, option, value, `Option "${option.name}" of /${typed.path}`);
    // Until the command is sent a file is nowhere but with the person.
    if (isFile(value) && focused !== undefined) return [];
    return [{ name: option.name, type: option.type, value: resolve(place, option, value, resolved) }];
  });
  if (focused !== undefined && !options.some((option) => "focused" in option)) {
    throw new CannotSend(`/${typed.path} has no option "${focused}".`);
  }
  let nested: readonly object[] = options;
  for (const level of typed.nesting.toReversed()) {
    nested = [{ name: level.name, type: level.type, options: nested }];
  }
  return {
    command: { path: typed.path, type: 1 },
    data: { ...head(typed.command), ...(nested.length > 0 ? { options: nested } : {}), ...some(resolved) },
  };
}

/** The interaction data of a message's context menu. Throws CannotSend where the command is not offered. */
export function messageMenuData(place: Place, commandId: string, stored: StoredMessage): CommandData {
  const command = findMenu(place, 3, commandId);
  const { id } = stored.message;
  return {
    command: { path: command.name, type: 3, targetId: id },
    data: { ...head(command), target_id: id, resolved: { messages: { [id]: stored.message } } },
  };
}

/** The interaction data of a person's context menu. Throws CannotSend where the command is not offered. */
export function userMenuData(place: Place, commandId: string, userId: string): CommandData {
  const command = findMenu(place, 2, commandId);
  const resolved: Resolved = {};
  resolveUser(place, userId, resolved);
  return {
    command: { path: command.name, type: 2, targetId: userId },
    data: { ...head(command), target_id: userId, resolved },
  };
}

function head({ id, name, type, guild_id }: RegisteredCommand): Record<string, unknown> {
  return { id, name, type, ...(guild_id === undefined ? {} : { guild_id }) };
}

function some(resolved: Resolved): { readonly resolved?: Resolved } {
  return Object.keys(resolved).length > 0 ? { resolved } : {};
}

/** Everything a person is offered in a channel. */
function offered({ world, channel, personId }: Place): RegisteredCommand[] {
  const scopes = [...(world.commands.get("") ?? []), ...(world.commands.get(channel.guildId ?? "-") ?? [])];
  return scopes.filter((command) => offeredIn(world, command, channel, personId));
}

/** A slash command by its path, with or without the slash. Throws CannotSend with what there is instead. */
export function findTyped(place: Place, path: string): Typed {
  const wanted = path.replace(/^\//, "").trim();
  const all = offered(place).flatMap(typedForms);
  const found = all.find((typed) => typed.path === wanted);
  if (found !== undefined) return found;
  const known = all.map((typed) => `/${typed.path}`).join(", ") || "none yet: is the bot running?";
  throw new CannotSend(`There is no command /${wanted} here; there are: ${known}`);
}

/**
 * An entry of a context menu by its id or name. Throws CannotSend with what there is instead.
 *
 * @param type 2 for that of a person, 3 for that of a message
 */
function findMenu(place: Place, type: 2 | 3, wanted: string): RegisteredCommand {
  const all = offered(place).filter((command) => command.type === type);
  const found = all.find((command) => command.id === wanted || command.name === wanted);
  if (found !== undefined) return found;
  const known = all.map((command) => `"${command.name}"`).join(", ") || "none";
  throw new CannotSend(`There is no entry "${wanted}" in this context menu; there are: ${known}`);
}

/** Adds what an option's value names to `into`, and answers what is sent as the value. */
function resolve(
  place: Place,
  option: APIApplicationCommandBasicOption,
  value: OptionValues[string],
  into: Resolved,
): string | number | boolean {
  if (isFile(value)) {
    const file = toStoredFile(place.world, value);
    resolveFile(place, file, into);
    return file.id;
  }
  const id = String(value);
  if (option.type === OptionType.User) resolveUser(place, id, into);
  if (option.type === OptionType.Role) resolveRole(place, id, into);
  if (option.type === OptionType.Mentionable) resolveMentionable(place, id, into);
  if (option.type === OptionType.Channel) resolveChannel(place, id, option.channel_types, into);
  return value;
}

const typeNames: Partial<Record<OptionType, "string" | "number" | "boolean" | "object">> = {
  [OptionType.String]: "string",
  [OptionType.Integer]: "number",
  [OptionType.Number]: "number",
  [OptionType.Boolean]: "boolean",
  [OptionType.User]: "string",
  [OptionType.Channel]: "string",
  [OptionType.Role]: "string",
  [OptionType.Mentionable]: "string",
  [OptionType.Attachment]: "object",
};

function checkValue(
  { world }: Place,
  option: APIApplicationCommandBasicOption,
  value: OptionValues[string],
  what: string,
): void {
  const wanted = typeNames[option.type];
  if (wanted === "object" || isFile(value)) {
    if (wanted !== "object" || !isFile(value)) {
      throw new CannotSend(`${what} takes a ${wanted === "object" ? "file" : wanted}.`);
    }
    if ("file_types" in option) checkFileType(what, value, option.file_types);
    checkHanded(world, value);
    return;
  }
  if (typeof value !== wanted)
    throw new CannotSend(`${what} takes a ${wanted}, not ${JSON.stringify(value)}.`);
  if (option.type === OptionType.Integer && !Number.isInteger(value)) {
    throw new CannotSend(`${what} takes a whole number, not ${value}.`);
  }
  if (typeof value === "number" && "min_value" in option && value < (option.min_value ?? value)) {
    throw new CannotSend(`${what} must be at least ${option.min_value}.`);
  }
  if (typeof value === "number" && "max_value" in option && value > (option.max_value ?? value)) {
    throw new CannotSend(`${what} must be at most ${option.max_value}.`);
  }
  if (typeof value === "string" && option.type === OptionType.String) {
    // 6,000: Discord's own limit of a string option.
    const { min_length: min = 0, max_length: max = 6_000 } = option;
    if (value.length < min || value.length > max) {
      throw new CannotSend(`${what} takes ${min} to ${max} characters, not ${value.length}.`);
    }
  }
  const choices = choicesOf(option);
  if (choices.length > 0 && !choices.some((choice) => choice.value === value)) {
    const known = choices.map((choice) => JSON.stringify(choice.value)).join(", ");
    throw new CannotSend(`${what} takes one of ${known}, not ${JSON.stringify(value)}.`);
  }
}
