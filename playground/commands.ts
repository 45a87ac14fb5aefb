/** Registered commands: keeping them, what of them a person can type, and what is sent when they do. */
import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  type APIApplicationCommandOptionChoice,
  ApplicationCommandOptionType as OptionType,
} from "discord-api-types/v10";
import { apiMember, apiUser, interactionChannel, personPermissions } from "./objects.ts";
import type { PageCommand, PageOption } from "./protocol.ts";
import { stableId } from "./snowflake.ts";
import { type Channel, findUser, type World } from "./world.ts";

/** A command as the bot sent it, with what Discord adds. */
export interface RegisteredCommand {
  readonly id: string;
  readonly application_id: string;
  readonly guild_id?: string;
  readonly version: string;
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly options?: readonly APIApplicationCommandOption[];
  readonly contexts: readonly number[] | null;
  readonly integration_types: readonly number[];
  readonly dm_permission?: boolean;
  readonly [other: string]: unknown;
}

export type OptionValues = Readonly<Record<string, string | number | boolean>>;

/** What a person types is not something Discord's client would send; the message says what to do. */
export class CannotSend extends Error {}

/**
 * Replaces all commands of a scope (global, or a guild's). A command keeps its id as long as its name and type stay,
 * across restarts too. `bodies` must be valid already.
 */
export function putCommands(
  world: World,
  guildId: string | undefined,
  bodies: readonly Record<string, unknown>[],
): readonly RegisteredCommand[] {
  const before = world.commands.get(guildId ?? "") ?? [];
  const version = world.newId();
  const commands = bodies.map((body): RegisteredCommand => {
    const type = Number(body.type ?? 1);
    const name = String(body.name);
    const old = before.find((command) => command.name === name && command.type === type);
    const { id: _, ...kept } = body;
    return {
      ...kept,
      id: old?.id ?? stableId("command", world.applicationId, guildId ?? "", String(type), name),
      application_id: world.applicationId,
      ...(guildId === undefined ? {} : { guild_id: guildId }),
      version,
      type,
      name,
      description: String(body.description ?? ""),
      default_member_permissions: body.default_member_permissions ?? null,
      nsfw: body.nsfw ?? false,
      contexts: (body.contexts as number[] | undefined) ?? null,
      integration_types: (body.integration_types as number[] | undefined) ?? [0],
      ...(body.options === undefined ? {} : { options: (body.options as []).map(withoutDefaults) }),
    };
  });
  world.commands.set(guildId ?? "", commands);
  world.emit({ kind: "commands" });
  return commands;
}

/** Discord leaves out what is false in the options it answers. */
function withoutDefaults(option: APIApplicationCommandOption): APIApplicationCommandOption {
  const kept = Object.entries(option).filter(
    ([key, value]) => value !== null && !(value === false && (key === "required" || key === "autocomplete")),
  );
  const cleaned = Object.fromEntries(kept) as unknown as APIApplicationCommandOption;
  if (!("options" in cleaned) || cleaned.options === undefined) return cleaned;
  return { ...cleaned, options: cleaned.options.map(withoutDefaults) } as APIApplicationCommandOption;
}

/** A command that can be typed, with the path from its name down to the subcommand. */
interface Typed {
  readonly command: RegisteredCommand;
  /** The options above the one that runs: none, a subcommand, or a group and a subcommand. */
  readonly nesting: readonly APIApplicationCommandOption[];
  readonly path: string;
  readonly description: string;
  readonly options: readonly APIApplicationCommandBasicOption[];
}

function typedForms(command: RegisteredCommand): Typed[] {
  const walk = (
    options: readonly APIApplicationCommandOption[],
    nesting: readonly APIApplicationCommandOption[],
    description: string,
  ): Typed[] => {
    const nested = options.filter(
      (option) => option.type === OptionType.Subcommand || option.type === OptionType.SubcommandGroup,
    );
    if (nested.length > 0) {
      return nested.flatMap((option) => walk(option.options ?? [], [...nesting, option], option.description));
    }
    const path = [command.name, ...nesting.map((option) => option.name)].join(" ");
    return [{ command, nesting, path, description, options: options as APIApplicationCommandBasicOption[] }];
  };
  return command.type === 1 ? walk(command.options ?? [], [], command.description) : [];
}

/** Everything that can be typed after `/` anywhere, in the order of registration. */
export function pageCommands(world: World): PageCommand[] {
  const all = [...world.commands.values()].flat();
  return all.flatMap(typedForms).map((typed) => ({
    id: typed.command.id,
    path: typed.path,
    description: typed.description,
    options: typed.options.map(toPageOption),
  }));
}

function toPageOption(option: APIApplicationCommandBasicOption): PageOption {
  return {
    name: option.name,
    description: option.description,
    type: option.type,
    required: option.required ?? false,
    autocomplete: "autocomplete" in option && option.autocomplete === true,
    choices: choicesOf(option),
    ...("min_value" in option && option.min_value !== undefined ? { minValue: option.min_value } : {}),
    ...("max_value" in option && option.max_value !== undefined ? { maxValue: option.max_value } : {}),
    ...("max_length" in option && option.max_length !== undefined ? { maxLength: option.max_length } : {}),
  };
}

function choicesOf(option: APIApplicationCommandBasicOption): readonly APIApplicationCommandOptionChoice[] {
  return "choices" in option && option.choices !== undefined ? option.choices : [];
}

/** Whether Discord offers a command in a channel: by where the bot is installed and the command's contexts. */
function offeredIn(world: World, command: RegisteredCommand, channel: Channel, personId: string): boolean {
  if (!mayUse(world, command, channel, personId)) return false;
  const context = channel.kind === "dm" ? 1 : 0;
  const inContext = command.contexts?.includes(context) ?? (context === 0 || command.dm_permission !== false);
  if (command.guild_id !== undefined) return command.guild_id === channel.guildId;
  const installed = channel.kind === "dm" ? [0, 1] : channel.botPresent ? [0, 1] : [1];
  return inContext && command.integration_types.some((type) => installed.includes(type));
}

/** Whether `default_member_permissions` lets a person use a command; "0" leaves it to administrators. */
function mayUse(world: World, command: RegisteredCommand, channel: Channel, personId: string): boolean {
  const guild = world.guilds.get(channel.guildId ?? "");
  const wanted = command.default_member_permissions;
  if (guild === undefined || wanted === null || wanted === undefined) return true;
  const bits = BigInt(String(wanted));
  return bits !== 0n && (BigInt(personPermissions(guild, personId)) & bits) === bits;
}

/** The interaction data of a command typed in a channel. Throws CannotSend as the client would refuse. */
export function commandData(
  world: World,
  channel: Channel,
  personId: string,
  path: string,
  values: OptionValues,
  focused?: string,
): { readonly data: Record<string, unknown>; readonly path: string } {
  const typed = findTyped(world, channel, personId, path.replace(/^\//, "").trim());
  for (const name of Object.keys(values)) {
    if (typed.options.some((option) => option.name === name)) continue;
    const known = typed.options.map((option) => option.name).join(", ") || "none";
    throw new CannotSend(`/${typed.path} has no option "${name}"; it has: ${known}.`);
  }
  const resolved: Record<string, Record<string, unknown>> = {};
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
    checkValue(option, value, `Option "${option.name}" of /${typed.path}`);
    resolve(world, channel, personId, option, String(value), resolved);
    return [{ name: option.name, type: option.type, value }];
  });
  if (focused !== undefined && !options.some((option) => "focused" in option)) {
    throw new CannotSend(`/${typed.path} has no option "${focused}".`);
  }
  let nested: readonly object[] = options;
  for (const level of typed.nesting.toReversed()) {
    nested = [{ name: level.name, type: level.type, options: nested }];
  }
  return {
    path: typed.path,
    data: {
      id: typed.command.id,
      name: typed.command.name,
      type: typed.command.type,
      ...(typed.command.guild_id === undefined ? {} : { guild_id: typed.command.guild_id }),
      ...(nested.length > 0 ? { options: nested } : {}),
      ...(Object.keys(resolved).length > 0 ? { resolved } : {}),
    },
  };
}

/** Adds the user or channel that an option names to `into`, as Discord's `resolved`. */
function resolve(
  world: World,
  channel: Channel,
  personId: string,
  option: APIApplicationCommandBasicOption,
  id: string,
  into: Record<string, Record<string, unknown>>,
): void {
  if (option.type === OptionType.User || option.type === OptionType.Mentionable) {
    const user = findUser(world, id);
    if (user === undefined) throw new CannotSend(`There is nobody with the id ${id}.`);
    into.users = { ...into.users, [id]: apiUser(user) };
    const guild = world.guilds.get(channel.guildId ?? "");
    if (guild === undefined) return;
    const { user: _, deaf: __, mute: ___, ...member } = apiMember(world, guild, user);
    into.members = { ...into.members, [id]: member };
  }
  if (option.type === OptionType.Channel) {
    const chosen = world.channels.get(id);
    if (chosen === undefined) throw new CannotSend(`There is no channel with the id ${id}.`);
    into.channels = { ...into.channels, [id]: interactionChannel(world, chosen, personId) };
  }
}

function findTyped(world: World, channel: Channel, personId: string, path: string): Typed {
  const scopes = [...(world.commands.get("") ?? []), ...(world.commands.get(channel.guildId ?? "-") ?? [])];
  const offered = scopes
    .filter((command) => offeredIn(world, command, channel, personId))
    .flatMap(typedForms);
  const found = offered.find((typed) => typed.path === path);
  if (found !== undefined) return found;
  const known = offered.map((typed) => `/${typed.path}`).join(", ") || "none yet: is the bot running?";
  throw new CannotSend(`There is no command /${path} here; there are: ${known}`);
}

const typeNames: Partial<Record<OptionType, "string" | "number" | "boolean">> = {
  [OptionType.String]: "string",
  [OptionType.Integer]: "number",
  [OptionType.Number]: "number",
  [OptionType.Boolean]: "boolean",
  [OptionType.User]: "string",
  [OptionType.Channel]: "string",
  [OptionType.Mentionable]: "string",
};

function checkValue(option: APIApplicationCommandBasicOption, value: unknown, what: string): void {
  const wanted = typeNames[option.type];
  if (wanted === undefined) throw new CannotSend(`${what} has a type the playground does not know yet.`);
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
