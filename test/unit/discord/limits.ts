import { expect } from "vitest";
import type { Form } from "../../../src/discord/views/forms.ts";
import type { View } from "../../../src/discord/views/parts.ts";

// Component types: https://docs.discord.com/developers/components/reference#component-object-component-types
const ROW = 1;
export const BUTTON = 2;
const STRING_SELECT = 3;
const TEXT_INPUT = 4;
const USER_SELECT = 5;
const ROLE_SELECT = 6;
const CHANNEL_SELECT = 8;
const SECTION = 9;
const TEXT = 10;
export const GALLERY = 12;
const FILE = 13;
const SEPARATOR = 14;
const CONTAINER = 17;
const LABEL = 18;
const FILE_UPLOAD = 19;

interface Option {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
  readonly default?: boolean;
}

export interface Part {
  readonly type: number;
  readonly components?: readonly Part[];
  readonly component?: Part;
  readonly accessory?: Part;
  readonly content?: string;
  readonly label?: string;
  readonly description?: string;
  readonly custom_id?: string;
  readonly placeholder?: string;
  readonly options?: readonly Option[];
  readonly default_values?: readonly unknown[];
  readonly max_values?: number;
  readonly value?: string;
  readonly max_length?: number;
  readonly disabled?: boolean;
  readonly style?: number;
  readonly items?: readonly { readonly description?: string }[];
}

const flat = (parts: readonly Part[]): Part[] =>
  parts.flatMap((part) => [
    part,
    ...flat(part.components ?? []),
    ...flat(part.accessory ? [part.accessory] : []),
  ]);
export const partsOf = (view: View) => flat(view.components as readonly Part[]);
export const textOf = (view: View) =>
  partsOf(view)
    .flatMap(({ content }) => content ?? [])
    .join("\n");
export const labelsOf = (view: View) =>
  partsOf(view).flatMap(({ type, label }) => (type === BUTTON ? [label] : []));
export const optionsOf = (view: View) => partsOf(view).flatMap(({ options = [] }) => options);

/** Discord's rules for a select, https://docs.discord.com/developers/components/reference#string-select */
function checkSelect({ options = [], placeholder = "", max_values = 1, default_values = [], type }: Part) {
  expect(placeholder.length).toBeLessThanOrEqual(150);
  expect(default_values.length).toBeLessThanOrEqual(max_values);
  if (type !== STRING_SELECT) return;
  expect(options.length).toBeGreaterThanOrEqual(1);
  expect(options.length).toBeLessThanOrEqual(25);
  expect(new Set(options.map(({ value }) => value)).size).toBe(options.length);
  expect(options.filter((option) => option.default).length).toBeLessThanOrEqual(max_values);
  for (const { label, value, description } of options) {
    for (const text of [label, value, ...(description === undefined ? [] : [description])]) {
      expect(text.trim().length).toBeGreaterThanOrEqual(1);
      expect(text.length).toBeLessThanOrEqual(100);
    }
  }
}

/** `checkParts`, of a message that is one container. */
export function checkView(view: View) {
  expect(view.components.map(({ type }) => type)).toEqual([CONTAINER]);
  checkParts(view);
}

/** Discord's rules for a message, and that none of its rows is empty and none of its ids is double. */
export function checkParts(view: View) {
  const parts = partsOf(view);
  expect(parts.length).toBeLessThanOrEqual(40);
  const texts = parts.filter(({ type }) => type === TEXT).map(({ content = "" }) => content);
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.every((content) => content.trim().length > 0)).toBe(true);
  expect(texts.join("").length).toBeLessThanOrEqual(4000);
  const ids = parts.flatMap(({ custom_id }) => custom_id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => id.length >= 1 && id.length <= 100)).toBe(true);
  for (const part of parts) {
    const { type, components = [], label = "", items = [] } = part;
    if (type === ROW) {
      const isSelect = components[0]?.type !== BUTTON;
      expect(components.length).toBeGreaterThanOrEqual(1);
      expect(components.length).toBeLessThanOrEqual(isSelect ? 1 : 5);
      expect(components.every((one) => (one.type === BUTTON) === !isSelect)).toBe(true);
    } else if (type === SECTION) {
      expect(components.map((one) => one.type)).toEqual([TEXT]);
      expect(part.accessory?.type).toBe(BUTTON);
    } else if (type === BUTTON) {
      expect(label.trim().length).toBeGreaterThanOrEqual(1);
      expect(label.length).toBeLessThanOrEqual(80);
    } else if (type === GALLERY) {
      expect(items.length).toBe(1);
      expect((items[0]?.description ?? "").length).toBeLessThanOrEqual(1024);
    } else if ([STRING_SELECT, USER_SELECT, ROLE_SELECT, CHANNEL_SELECT].includes(type)) checkSelect(part);
    else expect([TEXT, SEPARATOR, CONTAINER, FILE]).toContain(type);
  }
}

/** Discord's rules for a form, https://docs.discord.com/developers/components/reference#label */
export function checkForm({ title, custom_id, components }: Form) {
  expect(title.trim().length).toBeGreaterThanOrEqual(1);
  expect(title.length).toBeLessThanOrEqual(45);
  expect(custom_id.length).toBeLessThanOrEqual(100);
  expect(components.length).toBeGreaterThanOrEqual(1);
  expect(components.length).toBeLessThanOrEqual(5);
  const labels = components as readonly Part[];
  const ids = labels.map(({ component }) => component?.custom_id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { type, label = "", description = "", component } of labels) {
    expect(type).toBe(LABEL);
    expect(label.length).toBeGreaterThanOrEqual(1);
    expect(label.length).toBeLessThanOrEqual(45);
    expect(description.length).toBeLessThanOrEqual(100);
    if (component?.type === TEXT_INPUT) {
      const { value = "", max_length = 4000, placeholder = "" } = component;
      expect(max_length).toBeGreaterThanOrEqual(1);
      expect(max_length).toBeLessThanOrEqual(4000);
      expect(value.length).toBeLessThanOrEqual(max_length);
      expect(placeholder.length).toBeLessThanOrEqual(100);
    } else if (component && component.type !== FILE_UPLOAD) checkSelect(component);
  }
}
