/** Registered commands: keeping them, and what of them a person is offered where. */
import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  type APIApplicationCommandOptionChoice,
  ApplicationCommandOptionType as OptionType,
} from "discord-api-types/v10";
import { may, permissionsIn } from "./permissions.ts";
import type { PageCommand, PageOption } from "./protocol.ts";
import { stableId } from "./snowflake.ts";
import { type Channel, isBotIn, type World } from "./world.ts";

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
export interface Typed {
  readonly command: RegisteredCommand;
  /** The options above the one that runs: none, a subcommand, or a group and a subcommand. */
  readonly nesting: readonly APIApplicationCommandOption[];
  readonly path: string;
  readonly description: string;
  readonly options: readonly APIApplicationCommandBasicOption[];
}

/** What can be typed of a command: itself, or each of its subcommands; nothing of a context menu's. */
export function typedForms(command: RegisteredCommand): Typed[] {
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

/** Everything that can be typed after `/` or found in a context menu anywhere, in the order of registration. */
export function pageCommands(world: World): PageCommand[] {
  return [...world.commands.values()].flat().flatMap((command): PageCommand[] => {
    const { id, name, type, description } = command;
    if (type !== 1) {
      return [{ id, kind: type === 2 ? "user" : "message", path: name, description, options: [] }];
    }
    return typedForms(command).map((typed) => ({
      id,
      kind: "slash",
      path: typed.path,
      description: typed.description,
      options: typed.options.map(toPageOption),
    }));
  });
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
    ...("channel_types" in option && option.channel_types !== undefined
      ? { channelTypes: option.channel_types }
      : {}),
    ...("file_types" in option && option.file_types !== undefined ? { fileTypes: option.file_types } : {}),
  };
}

/** The choices of an option; empty when it has none. */
export function choicesOf(
  option: APIApplicationCommandBasicOption,
): readonly APIApplicationCommandOptionChoice[] {
  return "choices" in option && option.choices !== undefined ? option.choices : [];
}

/** Whether Discord offers a command in a channel: by where the bot is installed and the command's contexts. */
export function offeredIn(
  world: World,
  command: RegisteredCommand,
  channel: Channel,
  personId: string,
): boolean {
  if (!mayUse(world, command, channel, personId)) return false;
  const context = channel.kind === "dm" ? 1 : 0;
  const inContext = command.contexts?.includes(context) ?? (context === 0 || command.dm_permission !== false);
  if (command.guild_id !== undefined) return command.guild_id === channel.guildId;
  const installed = channel.kind === "dm" ? [0, 1] : isBotIn(world, channel) ? [0, 1] : [1];
  return inContext && command.integration_types.some((type) => installed.includes(type));
}

/** Whether their permissions and `default_member_permissions` let a person use a command; "0" leaves it to administrators. */
function mayUse(world: World, command: RegisteredCommand, channel: Channel, personId: string): boolean {
  const wanted = command.default_member_permissions;
  if (channel.kind === "dm") return true;
  if (!may(world, channel, personId, "UseApplicationCommands")) return false;
  if (wanted === null || wanted === undefined) return true;
  const bits = BigInt(String(wanted));
  return bits !== 0n && (permissionsIn(world, channel, personId) & bits) === bits;
}
