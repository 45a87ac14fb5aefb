/**
 * The rules of messages that Discord's schema does not say. Limits are those of
 * https://discord.com/developers/docs/components/reference and /resources/message.
 */
import { ComponentType, MessageFlags } from "discord-api-types/v10";
import { allComponents, type Placed, type RawComponent, selectTypes } from "./components.ts";
import type { Mistake } from "./errors.ts";
import { checkSelect } from "./validate-selects.ts";

export interface RawMessage {
  readonly content?: string | null;
  readonly embeds?: readonly unknown[] | null;
  readonly components?: readonly RawComponent[] | null;
  readonly flags?: number | null;
  readonly poll?: unknown;
  readonly sticker_ids?: readonly string[] | null;
  readonly attachments?:
    | readonly { readonly id: string; readonly filename?: string; readonly description?: string }[]
    | null;
  readonly allowed_mentions?: {
    readonly parse?: readonly string[] | null;
    readonly users?: readonly string[] | null;
    readonly roles?: readonly string[] | null;
    readonly replied_user?: boolean | null;
  } | null;
  readonly nonce?: string | number | null;
  readonly enforce_nonce?: boolean | null;
  readonly message_reference?: {
    readonly type?: number;
    readonly message_id?: string;
    readonly channel_id?: string;
    readonly fail_if_not_exists?: boolean;
  } | null;
}

/** Whether the message is, or becomes, one of Components V2. */
export function isV2(flags: number): boolean {
  return (flags & MessageFlags.IsComponentsV2) !== 0;
}

/**
 * Checks a whole message: `body` is what will stand after the request (of an edit: with what it leaves alone),
 * `flags` are the flags in force, `fileNames` the names that `attachment://` may refer to, `newFiles` those of them
 * that this request uploads.
 */
export function checkMessage(
  body: RawMessage,
  flags: number,
  fileNames: readonly string[],
  newFiles: readonly string[],
): Mistake[] {
  const placed = allComponents(body.components ?? []);
  return [
    ...checkText(body, flags),
    ...checkTotals(placed, flags, body.components?.length ?? 0),
    ...placed.flatMap((one) => checkComponent(one, isV2(flags), fileNames)),
    ...checkUnique(placed),
    ...(isV2(flags) ? checkFilesUsed(placed, newFiles) : []),
  ];
}

function checkText(body: RawMessage, flags: number): Mistake[] {
  const mistakes: Mistake[] = [];
  const length = body.content?.length ?? 0;
  if (length > 2_000) mistakes.push(tooLong(["content"], 2_000, length));
  const embeds = JSON.stringify(body.embeds ?? []).length;
  // 6,000 characters of text in all embeds; their JSON is never shorter than that.
  if (embeds > 6_000 && embedText(body.embeds ?? []) > 6_000)
    mistakes.push(tooLong(["embeds"], 6_000, embeds));
  if (!isV2(flags)) return mistakes;
  const legacy: [string, boolean][] = [
    ["content", length > 0],
    ["embeds", (body.embeds?.length ?? 0) > 0],
    ["poll", body.poll !== undefined && body.poll !== null],
    ["sticker_ids", (body.sticker_ids?.length ?? 0) > 0],
  ];
  for (const [field, used] of legacy) {
    if (!used) continue;
    mistakes.push({
      path: [field],
      code: "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
      message: `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
    });
  }
  return mistakes;
}

function embedText(embeds: readonly unknown[]): number {
  let length = 0;
  const counted = new Set(["title", "description", "name", "value", "text"]);
  JSON.stringify(embeds, (key, value: unknown) => {
    if (counted.has(key) && typeof value === "string") length += value.length;
    return value;
  });
  return length;
}

function checkTotals(placed: readonly Placed[], flags: number, rows: number): Mistake[] {
  const mistakes: Mistake[] = [];
  const path = ["components"];
  if (!isV2(flags) && rows > 5) {
    mistakes.push({
      path,
      code: "BASE_TYPE_MAX_LENGTH",
      message: `Must be 5 or fewer action rows, not ${rows}`,
    });
  }
  if (placed.length > 40) {
    const message = `Must be 40 or fewer components with the nested ones, not ${placed.length}`;
    mistakes.push({ path, code: "COMPONENT_MAX_TOTAL_COMPONENTS", message });
  }
  const text = placed.reduce((sum, { component }) => sum + textLength(component), 0);
  if (text > 4_000) {
    const message = `Must be 4000 or fewer characters of text in all, not ${text}`;
    mistakes.push({ path, code: "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message });
  }
  return mistakes;
}

function textLength({ type, content }: RawComponent): number {
  return type === ComponentType.TextDisplay ? (content?.length ?? 0) : 0;
}

function checkComponent({ component, path }: Placed, v2: boolean, fileNames: readonly string[]): Mistake[] {
  const { type = 0 } = component;
  const mistakes: Mistake[] = [];
  const mistake = (key: string, code: string, message: string) =>
    mistakes.push({ path: [...path, key], code, message });
  if (!v2 && path.length === 2 && type !== ComponentType.ActionRow) {
    mistake(
      "type",
      "UNION_TYPE_CHOICES",
      "needs MessageFlags.IS_COMPONENTS_V2 (without it only action rows may stand here)",
    );
  }
  if (type === ComponentType.ActionRow) checkRow(component.components ?? [], mistake);
  if (type === ComponentType.Button) checkButton(component, mistake);
  if (selectTypes.has(type) && !component.custom_id) {
    mistake("custom_id", "COMPONENT_CUSTOM_ID_REQUIRED", "a select needs a custom_id");
  }
  if (selectTypes.has(type)) mistakes.push(...checkSelect(component, path));
  if (
    component.custom_id !== undefined &&
    (component.custom_id.length < 1 || component.custom_id.length > 100)
  ) {
    mistake(
      "custom_id",
      "BASE_TYPE_BAD_LENGTH",
      `Must be between 1 and 100 in length, not ${component.custom_id.length}`,
    );
  }
  if (type === ComponentType.Section) {
    const texts = component.components?.length ?? 0;
    if (texts < 1 || texts > 3)
      mistake("components", "BASE_TYPE_BAD_LENGTH", `a section has 1 to 3 texts, not ${texts}`);
    if (component.accessory === undefined)
      mistake("accessory", "BASE_TYPE_REQUIRED", "a section needs an accessory");
  }
  for (const name of referencedFiles(component)) {
    if (fileNames.includes(name)) continue;
    mistake("media", "REFERENCED_ATTACHMENT_NOT_FOUND", `there is no uploaded file named "${name}"`);
  }
  return mistakes;
}

type AddMistake = (key: string, code: string, message: string) => void;

function checkRow(children: readonly RawComponent[], mistake: AddMistake): void {
  const buttons = children.filter((child) => child.type === ComponentType.Button).length;
  const others = children.length - buttons;
  if (children.length === 0 || buttons > 5 || others > 1 || (buttons > 0 && others > 0)) {
    mistake(
      "components",
      "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
      "an action row holds 1 to 5 buttons or one select",
    );
  }
}

function checkButton(button: RawComponent, mistake: AddMistake): void {
  const label = button.label ?? "";
  if (label === "" && !button.emoji && button.style !== 6) {
    mistake("label", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "a button needs a label or an emoji");
  }
  if (label.length > 80)
    mistake("label", "BASE_TYPE_MAX_LENGTH", `Must be 80 or fewer in length, not ${label.length}`);
  const wanted = button.style === 5 ? "url" : button.style === 6 ? "sku_id" : "custom_id";
  for (const key of ["url", "sku_id", "custom_id"] as const) {
    const present = Boolean(button[key]);
    if (key === wanted && !present)
      mistake(key, "BASE_TYPE_REQUIRED", `a button of style ${button.style} needs ${key}`);
    if (key !== wanted && present)
      mistake(key, "BUTTON_COMPONENT_INVALID_FIELD", `a button of style ${button.style} takes no ${key}`);
  }
}

function checkUnique(placed: readonly Placed[]): Mistake[] {
  const mistakes: Mistake[] = [];
  for (const [key, code] of [
    ["custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"],
    ["id", "COMPONENT_ID_DUPLICATED"],
  ] as const) {
    const seen = new Set<unknown>();
    for (const { component, path } of placed) {
      const value = component[key];
      // An id of 0 counts as none: Discord gives one.
      if (value === undefined || value === null || value === 0) continue;
      if (seen.has(value))
        mistakes.push({
          path: [...path, key],
          code,
          message: `Component ${key} cannot be duplicated: ${value}`,
        });
      seen.add(value);
    }
  }
  return mistakes;
}

function checkFilesUsed(placed: readonly Placed[], fileNames: readonly string[]): Mistake[] {
  const used = new Set(placed.flatMap(({ component }) => referencedFiles(component)));
  return fileNames
    .filter((name) => !used.has(name))
    .map((name) => ({
      path: ["attachments"],
      code: "ATTACHMENT_NOT_REFERENCED",
      message: `the file "${name}" is shown by no component: refer to it as attachment://${name}`,
    }));
}

/** Names of uploaded files that a component itself shows. */
function referencedFiles(component: RawComponent): string[] {
  const media = [component.media, component.file, ...(component.items ?? []).map((item) => item.media)];
  return media.flatMap((one) =>
    one?.url?.startsWith("attachment://") ? [one.url.slice("attachment://".length)] : [],
  );
}

function tooLong(path: Mistake["path"], limit: number, length: number): Mistake {
  return {
    path,
    code: "BASE_TYPE_MAX_LENGTH",
    message: `Must be ${limit} or fewer in length, not ${length}`,
  };
}
