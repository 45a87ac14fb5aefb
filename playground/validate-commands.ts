/**
 * The rules of commands that Discord's schema does not say:
 * https://discord.com/developers/docs/interactions/application-commands
 */
import { ApplicationCommandOptionType as OptionType } from "discord-api-types/v10";
import type { Mistake } from "./errors.ts";
import { checkFileTypes } from "./file-types.ts";
import { checkSchema } from "./validate-schema.ts";

interface RawOption {
  readonly type?: number;
  readonly name?: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly file_types?: readonly string[] | null;
  readonly options?: readonly RawOption[];
  readonly choices?: readonly { readonly name?: string; readonly value?: string | number }[];
  readonly name_localizations?: Readonly<Record<string, string>> | null;
}

interface RawCommand extends RawOption {
  readonly default_member_permissions?: string | number | null;
}

const slashName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
/** How many commands of each type a scope holds: slash, user, message. */
const mostOfType: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15 };

/** Checks the body of a bulk PUT of commands. */
export function checkCommands(body: unknown): Mistake[] {
  if (!Array.isArray(body))
    return [{ path: [], code: "BASE_TYPE_LIST", message: "must be a list of commands" }];
  const mistakes: Mistake[] = [];
  const seen = new Set<string>();
  const counts = new Map<number, number>();
  for (const [index, raw] of body.entries()) {
    const command = raw as RawCommand;
    const type = command.type ?? 1;
    const key = `${type} ${command.name}`;
    if (seen.has(key)) {
      const message = `Application command names must be unique: ${command.name}`;
      mistakes.push({ path: [index, "name"], code: "APPLICATION_COMMANDS_DUPLICATE_NAME", message });
    }
    seen.add(key);
    counts.set(type, (counts.get(type) ?? 0) + 1);
    mistakes.push(
      ...checkCommand(command).map((mistake) => ({ ...mistake, path: [index, ...mistake.path] })),
    );
  }
  for (const [type, count] of counts) {
    const most = mostOfType[type] ?? 0;
    if (count <= most) continue;
    mistakes.push({
      path: [],
      code: "APPLICATION_COMMANDS_TOO_MANY",
      message: `at most ${most} commands of type ${type}`,
    });
  }
  return mistakes;
}

function checkCommand(command: RawCommand): Mistake[] {
  // The schema wants the number, the API takes and sends the decimal string.
  const permissions = command.default_member_permissions;
  const body =
    typeof permissions === "string"
      ? { ...command, default_member_permissions: Number(permissions) }
      : command;
  const mistakes = checkSchema("command", body);
  if ((command.type ?? 1) === 1) {
    mistakes.push(...checkName(command, []));
    if (!command.description) {
      mistakes.push({ path: ["description"], code: "BASE_TYPE_REQUIRED", message: "This field is required" });
    }
  } else mistakes.push(...checkMenu(command));
  mistakes.push(...checkOptions(command.options ?? [], ["options"]));
  const size = characters(command);
  if (size > 8_000) {
    const message = `Command exceeds maximum size (8000 characters): ${size}`;
    mistakes.push({ path: [], code: "APPLICATION_COMMAND_TOO_LARGE", message });
  }
  return mistakes;
}

/** An entry of a context menu has a name in any letters, with spaces, and neither description nor options. */
function checkMenu(command: RawCommand): Mistake[] {
  const mistakes: Mistake[] = [];
  const name = command.name ?? "";
  if (name.trim() === "" || name.length > 32) {
    const message = `Command name is invalid: ${JSON.stringify(name)}`;
    mistakes.push({ path: ["name"], code: "APPLICATION_COMMAND_INVALID_NAME", message });
  }
  if (command.description) {
    const message = "Context menu commands cannot have description";
    mistakes.push({ path: ["description"], code: "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED", message });
  }
  if ((command.options?.length ?? 0) > 0) {
    const message = "Context menu commands cannot have options";
    mistakes.push({ path: ["options"], code: "APPLICATION_COMMAND_OPTIONS_NOT_ALLOWED", message });
  }
  return mistakes;
}

function checkName(named: RawOption, path: Mistake["path"]): Mistake[] {
  const names: [Mistake["path"], string][] = [
    [[...path, "name"], named.name ?? ""],
    ...Object.entries(named.name_localizations ?? {}).map(([locale, name]): [Mistake["path"], string] => [
      [...path, "name_localizations", locale],
      name,
    ]),
  ];
  return names
    .filter(([, name]) => !slashName.test(name) || name !== name.toLowerCase())
    .map(([where, name]) => ({
      path: where,
      code: "APPLICATION_COMMAND_INVALID_NAME",
      message: `Command name is invalid: ${JSON.stringify(name)}`,
    }));
}

function checkOptions(options: readonly RawOption[], path: Mistake["path"]): Mistake[] {
  const mistakes: Mistake[] = [];
  const nested = options.filter((option) => isNesting(option)).length;
  if (nested > 0 && nested < options.length) {
    const message = "subcommands and other options cannot stand side by side";
    mistakes.push({ path, code: "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message });
  }
  const seen = new Set<string | undefined>();
  let optionalBefore = false;
  for (const [index, option] of options.entries()) {
    const here = [...path, index];
    mistakes.push(...checkName(option, here), ...checkChoices(option, here));
    mistakes.push(...checkFileTypes(option.file_types, here));
    if (seen.has(option.name)) {
      const message = `Option names must be unique: ${option.name}`;
      mistakes.push({
        path: [...here, "name"],
        code: "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED",
        message,
      });
    }
    seen.add(option.name);
    if (option.required === true && optionalBefore) {
      const message = "Required options must be placed before non-required options";
      mistakes.push({
        path: [...here, "required"],
        code: "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        message,
      });
    }
    optionalBefore ||= option.required !== true && !isNesting(option);
    mistakes.push(...checkOptions(option.options ?? [], [...here, "options"]));
  }
  return mistakes;
}

function isNesting(option: RawOption): boolean {
  return option.type === OptionType.Subcommand || option.type === OptionType.SubcommandGroup;
}

function checkChoices(option: RawOption, path: Mistake["path"]): Mistake[] {
  const choices = option.choices ?? [];
  const mistakes: Mistake[] = [];
  if (choices.length > 0 && option.autocomplete === true) {
    const message = "choices and autocomplete exclude each other";
    mistakes.push({
      path: [...path, "autocomplete"],
      code: "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
      message,
    });
  }
  for (const key of ["name", "value"] as const) {
    if (new Set(choices.map((choice) => choice[key])).size === choices.length) continue;
    const message = `Choice ${key}s must be unique`;
    mistakes.push({
      path: [...path, "choices"],
      code: "APPLICATION_COMMAND_OPTIONS_CHOICE_DUPLICATE",
      message,
    });
  }
  return mistakes;
}

/** Name, description and choice values of a command and all of its options. */
function characters(option: RawOption): number {
  const own = (option.name?.length ?? 0) + (option.description?.length ?? 0);
  const choices = (option.choices ?? []).reduce(
    (sum, { name = "", value = "" }) => sum + name.length + String(value).length,
    0,
  );
  return own + choices + (option.options ?? []).reduce((sum, nested) => sum + characters(nested), 0);
}

/** Checks the choices answered to an autocompletion: at most 25, names and string values of 1 to 100 characters. */
export function checkAutocomplete(data: unknown): Mistake[] {
  const choices =
    (data as { choices?: { name?: unknown; value?: unknown }[] | null } | null | undefined)?.choices ?? [];
  const path = ["data", "choices"];
  const mistakes: Mistake[] = [];
  if (choices.length > 25) {
    mistakes.push({
      path,
      code: "BASE_TYPE_MAX_LENGTH",
      message: `Must be 25 or fewer in length, not ${choices.length}`,
    });
  }
  for (const [index, choice] of choices.entries()) {
    for (const key of ["name", "value"] as const) {
      const value = choice[key];
      if (typeof value === "number" && key === "value") continue;
      const length = typeof value === "string" ? value.length : 0;
      if (length >= 1 && length <= 100) continue;
      const message = `Must be between 1 and 100 in length, not ${length}`;
      mistakes.push({ path: [...path, index, key], code: "BASE_TYPE_BAD_LENGTH", message });
    }
  }
  return mistakes;
}
