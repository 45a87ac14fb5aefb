/**
 * The rules of selects, and of the groups of options like them, that Discord's schema does not say:
 * https://discord.com/developers/docs/components/reference#string-select
 */
import { ComponentType } from "discord-api-types/v10";
import type { RawSelect } from "./components.ts";
import type { Mistake } from "./errors.ts";

type AddMistake = (key: string, code: string, message: string) => void;

/** The types that `default_values` of each select may hold. */
const defaultTypes: Readonly<Record<number, readonly string[]>> = {
  [ComponentType.UserSelect]: ["user"],
  [ComponentType.RoleSelect]: ["role"],
  [ComponentType.MentionableSelect]: ["user", "role"],
  [ComponentType.ChannelSelect]: ["channel"],
};

/** How many options a list of them may hold, by component. */
const optionCounts: Readonly<Record<number, readonly [least: number, most: number]>> = {
  [ComponentType.StringSelect]: [1, 25],
  [ComponentType.RadioGroup]: [2, 10],
  [ComponentType.CheckboxGroup]: [1, 10],
};

/** Checks a select, radio group, checkbox group or file upload at `path`. */
export function checkSelect(select: RawSelect, path: Mistake["path"]): Mistake[] {
  const mistakes: Mistake[] = [];
  const mistake: AddMistake = (key, code, message) => mistakes.push({ path: [...path, key], code, message });
  const counts = optionCounts[select.type ?? 0];
  if (counts !== undefined) checkOptionList(select, counts, mistake);
  const isRadio = select.type === ComponentType.RadioGroup;
  const all = select.type === ComponentType.CheckboxGroup ? (select.options?.length ?? 1) : 1;
  const min = select.min_values ?? Math.min(1, all);
  const max = isRadio ? 1 : (select.max_values ?? all);
  if (min > max)
    mistake("min_values", "BASE_TYPE_MAX", `min_values (${min}) is more than max_values (${max})`);
  const most = counts === undefined ? max : Math.min(max, select.options?.length ?? 0);
  if (counts !== undefined && !isRadio && max > (select.options?.length ?? 0)) {
    mistake("max_values", "BASE_TYPE_MAX", `max_values is ${max}, and there are ${most} options`);
  }
  const chosen =
    (select.options ?? []).filter((option) => option.default === true).length +
    (select.default_values?.length ?? 0);
  if (chosen > max) {
    const message = `${chosen} are chosen beforehand, and at most ${max} can be`;
    mistake(counts === undefined ? "default_values" : "options", "BASE_TYPE_MAX_LENGTH", message);
  }
  for (const { type } of select.default_values ?? []) {
    if ((defaultTypes[select.type ?? 0] ?? []).includes(type ?? "")) continue;
    mistake("default_values", "BASE_TYPE_CHOICES", `a ${type} cannot be chosen in this select`);
  }
  return mistakes;
}

function checkOptionList(
  select: RawSelect,
  [least, most]: readonly [number, number],
  mistake: AddMistake,
): void {
  const values = (select.options ?? []).map((option) => option.value);
  if (values.length < least || values.length > most) {
    const message = `Must be between ${least} and ${most} in length, not ${values.length}`;
    mistake("options", "BASE_TYPE_BAD_LENGTH", message);
  }
  if (new Set(values).size < values.length) {
    const message = "The specified option value is already used";
    mistake("options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message);
  }
  for (const { label, value } of select.options ?? []) {
    if (label && value) continue;
    mistake("options", "BASE_TYPE_REQUIRED", "an option needs a label and a value");
  }
}
