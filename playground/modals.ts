/** Modals: the one a person has open, and what is sent when they submit it. */
import { ComponentType } from "discord-api-types/v10";
import { type RawField, type RawPart, selectTypes } from "./components.ts";
import { CannotSend } from "./errors.ts";
import { checkFileType } from "./file-types.ts";
import { checkHanded, type HandedFile, isFile, mostFiles, toStoredFile } from "./files.ts";
import { type Place, type Resolved, resolveFile } from "./resolved.ts";
import { checkCount, checkOptions, choose } from "./selects.ts";
import type { StoredMessage, World } from "./world.ts";

/** A modal that the bot opened for a person. */
export interface OpenModal {
  readonly id: string;
  readonly personId: string;
  readonly channelId: string;
  readonly title: string;
  readonly customId: string;
  /** With the ids that Discord gives. */
  readonly components: readonly RawPart[];
  /** The message with the component that opened it, as it was then. */
  readonly message?: StoredMessage;
  /** What messages tell of the interaction that opened it. */
  readonly openedBy: Record<string, unknown>;
}

/** What a person filled into one field: text, a tick, chosen values or ids, or files. */
export type FieldValue = string | boolean | readonly string[] | readonly HandedFile[];

/** By custom id. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

/** Shows a modal to a person, in the place of one that is open. */
export function showModal(world: World, modal: OpenModal): void {
  world.modals.set(modal.personId, modal);
  world.emit({ kind: "modal", modal });
}

/** Closes a modal; nothing happens where it is closed already. */
export function closeModal(world: World, personId: string, modalId: string): void {
  if (world.modals.get(personId)?.id !== modalId) return;
  world.modals.delete(personId);
  world.emit({ kind: "modalClosed", personId, modalId });
}

/** The modal a person has open; throws CannotSend when it is another or none. */
export function openModalOf(world: World, personId: string, modalId: string): OpenModal {
  const open = world.modals.get(personId);
  if (open?.id === modalId) return open;
  throw new CannotSend("This form is not open any more: do again what opened it.");
}

/** Numbers the parts and fields that have no id, in order from 1, leaving out numbers that the bot chose. */
export function withFieldIds(parts: readonly RawPart[]): RawPart[] {
  const taken = new Set(parts.flatMap((part) => [part.id, part.component?.id]));
  let last = 0;
  const idOf = (id: number | undefined): number => {
    if (id) return id;
    do last += 1;
    while (taken.has(last));
    return last;
  };
  return parts.map((part) => {
    const id = idOf(part.id);
    if (part.component === undefined) return { ...part, id };
    return { ...part, id, component: { ...part.component, id: idOf(part.component.id) } };
  });
}

/** The fields of a modal, in order. */
export function fieldsOf(parts: readonly RawPart[]): RawField[] {
  return parts.flatMap(({ component }) => (component === undefined ? [] : [component]));
}

/** What stands in a field before the person has done anything. */
export function initialValue(field: RawField): FieldValue {
  const defaults = (field.options ?? []).filter((option) => option.default === true);
  switch (field.type) {
    case ComponentType.TextInput:
      return field.value ?? "";
    case ComponentType.Checkbox:
      return field.default ?? false;
    case ComponentType.RadioGroup:
      return defaults[0]?.value ?? "";
    case ComponentType.StringSelect:
    case ComponentType.CheckboxGroup:
      return defaults.map((option) => option.value ?? "");
    default:
      return (field.default_values ?? []).map((one) => one.id ?? "");
  }
}

/** The data of a submission. Throws CannotSend with what Discord's client would say of a field. */
export function submissionData(place: Place, modal: OpenModal, values: FieldValues): Record<string, unknown> {
  const known = new Set(fieldsOf(modal.components).map((field) => field.custom_id));
  for (const name of Object.keys(values)) {
    if (!known.has(name)) throw new CannotSend(`The form "${modal.title}" has no field "${name}".`);
  }
  const resolved: Resolved = {};
  const components = modal.components.map((part) => {
    const { type, id, component: field } = part;
    if (field === undefined) return { type, id };
    const value = values[field.custom_id ?? ""] ?? initialValue(field);
    const what = `"${part.label ?? ""}"`;
    const filled = fill(place, field, what, value, resolved);
    return { type, id, component: { type: field.type, id: field.id, custom_id: field.custom_id, ...filled } };
  });
  return {
    custom_id: modal.customId,
    components,
    ...(Object.keys(resolved).length > 0 ? { resolved } : {}),
  };
}

function fill(
  place: Place,
  field: RawField,
  what: string,
  value: FieldValue,
  into: Resolved,
): { readonly value: unknown } | { readonly values: readonly string[] } {
  switch (field.type) {
    case ComponentType.TextInput:
      return { value: checkText(field, what, value) };
    case ComponentType.Checkbox:
      if (typeof value !== "boolean") throw new CannotSend(`${what} is ticked or not.`);
      return { value };
    case ComponentType.RadioGroup:
      return { value: checkRadio(field, what, value) };
    case ComponentType.FileUpload:
      return { values: upload(place, field, what, value, into) };
    default: {
      const values = strings(what, value);
      checkAnswer(field, what, values);
      if (selectTypes.has(field.type ?? 0)) choose(place, field, what, values, into);
      else checkOptions(what, values, field.options ?? []);
      return { values };
    }
  }
}

function checkText(field: RawField, what: string, value: FieldValue): string {
  if (typeof value !== "string") throw new CannotSend(`${what} takes text.`);
  const { min_length: min, max_length: max } = field;
  if (field.style === 1 && /[\r\n]/.test(value)) throw new CannotSend(`${what} takes one line.`);
  if (value === "") {
    if (field.required ?? true) throw new CannotSend(`${what} is required.`);
    return value;
  }
  if (value.length < (min ?? 0) || value.length > (max ?? 4_000)) {
    throw new CannotSend(`${what} takes ${min ?? 0} to ${max ?? 4_000} characters, not ${value.length}.`);
  }
  return value;
}

function checkRadio(field: RawField, what: string, value: FieldValue): string | null {
  if (typeof value !== "string") throw new CannotSend(`${what} takes one option.`);
  if (value !== "") checkOptions(what, [value], field.options ?? []);
  else if (field.required ?? true) throw new CannotSend(`${what} is required.`);
  return value === "" ? null : value;
}

/** Nothing at all is an answer wherever a field is not required; else its least and most count. */
function checkAnswer(field: RawField, what: string, values: readonly unknown[]): void {
  if (values.length === 0) {
    if (field.required ?? true) throw new CannotSend(`${what} is required.`);
    return;
  }
  const all = field.type === ComponentType.CheckboxGroup ? (field.options?.length ?? 0) : 1;
  checkCount(what, values, field.min_values ?? 1, field.max_values ?? all);
}

function upload(
  place: Place,
  field: RawField,
  what: string,
  value: FieldValue,
  into: Resolved,
): readonly string[] {
  const files = typeof value === "object" ? value.filter(isFile) : undefined;
  if (files === undefined || files.length < (value as readonly unknown[]).length) {
    throw new CannotSend(`${what} takes files.`);
  }
  checkAnswer(field, what, files);
  if (files.length > mostFiles) throw new CannotSend(`${what} takes at most ${mostFiles} files.`);
  for (const file of files) {
    checkFileType(what, file, field.file_types);
    checkHanded(place.world, file);
  }
  return files.map((file) => {
    const stored = toStoredFile(place.world, file);
    resolveFile(place, stored, into);
    return stored.id;
  });
}

function strings(what: string, value: FieldValue): readonly string[] {
  if (typeof value === "object" && value.every((one) => typeof one === "string")) return value;
  throw new CannotSend(`${what} takes a list of values.`);
}
