/**
 * The rules of modals that Discord's schema does not say:
 * https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal
 */
import { ComponentType } from "discord-api-types/v10";
import { type RawField, type RawModal, type RawPart, selectTypes } from "./components.ts";
import type { Mistake } from "./errors.ts";
import { checkFileTypes } from "./file-types.ts";
import { checkSelect } from "./validate-selects.ts";

const several = new Set<number>([...selectTypes, ComponentType.CheckboxGroup, ComponentType.FileUpload]);

/** Checks the `data` of a callback of type 9. */
export function checkModal(modal: RawModal): Mistake[] {
  const parts = modal.components ?? [];
  const mistakes: Mistake[] = [];
  if (parts.length < 1 || parts.length > 5) {
    const message = `Must be between 1 and 5 in length, not ${parts.length}`;
    mistakes.push({ path: ["data", "components"], code: "BASE_TYPE_BAD_LENGTH", message });
  }
  for (const [index, part] of parts.entries())
    mistakes.push(...checkPart(part, ["data", "components", index]));
  return [...mistakes, ...checkUnique(parts)];
}

function checkPart(part: RawPart, path: Mistake["path"]): Mistake[] {
  if (part.type === ComponentType.ActionRow) {
    const message = "action rows in modals are deprecated: put the field into a Label (type 18)";
    return [{ path: [...path, "type"], code: "UNION_TYPE_CHOICES", message }];
  }
  return part.component === undefined ? [] : checkField(part.component, [...path, "component"]);
}

function checkField(field: RawField, path: Mistake["path"]): Mistake[] {
  const mistakes: Mistake[] = [];
  const mistake = (key: string, code: string, message: string) =>
    mistakes.push({ path: [...path, key], code, message });
  if (field.disabled !== undefined && field.disabled !== null) {
    mistake("disabled", "COMPONENT_DISABLED_IN_MODAL", "modals have no disabled components");
  }
  const type = field.type ?? 0;
  if (type === ComponentType.TextInput) checkTextInput(field, mistake);
  mistakes.push(...checkFileTypes(field.file_types, path));
  if (several.has(type) && field.min_values === 0 && (field.required ?? true)) {
    mistake("min_values", "BASE_TYPE_MIN", "min_values of 0 needs required: false");
  }
  if (several.has(type) || type === ComponentType.RadioGroup) mistakes.push(...checkSelect(field, path));
  return mistakes;
}

function checkTextInput(
  field: RawField,
  mistake: (key: string, code: string, message: string) => void,
): void {
  const { min_length: min, max_length: max, value, label } = field;
  if (label !== undefined && label !== null) {
    mistake("label", "COMPONENT_LABEL_DEPRECATED", "the label of a text input stands in the Label around it");
  }
  if ((min ?? 0) > (max ?? 4_000)) {
    mistake("min_length", "BASE_TYPE_MAX", `min_length (${min}) is more than max_length (${max})`);
  }
  if ((value?.length ?? 0) > (max ?? 4_000)) {
    mistake(
      "value",
      "BASE_TYPE_MAX_LENGTH",
      `Must be ${max ?? 4_000} or fewer in length, not ${value?.length}`,
    );
  }
}

function checkUnique(parts: readonly RawPart[]): Mistake[] {
  const mistakes: Mistake[] = [];
  const seen = new Set<string>();
  for (const [index, part] of parts.entries()) {
    const path = ["data", "components", index];
    const named: [Mistake["path"], string, unknown][] = [
      [[...path, "id"], "id", part.id],
      [[...path, "component", "id"], "id", part.component?.id],
      [[...path, "component", "custom_id"], "custom_id", part.component?.custom_id],
    ];
    for (const [where, key, value] of named) {
      // An id of 0 counts as none: Discord gives one.
      if (value === undefined || value === null || value === 0) continue;
      const entry = `${key} ${value}`;
      if (seen.has(entry)) {
        const message = `Component ${key} cannot be duplicated: ${value}`;
        mistakes.push({ path: where, code: `COMPONENT_${key.toUpperCase()}_DUPLICATED`, message });
      }
      seen.add(entry);
    }
  }
  return mistakes;
}
