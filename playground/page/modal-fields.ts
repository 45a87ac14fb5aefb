import type {
  APICheckboxComponent,
  APICheckboxGroupComponent,
  APIComponentInLabel,
  APILabelComponent,
  APIRadioGroupComponent,
  APISelectMenuComponent,
  APITextInputComponent,
} from "discord-api-types/v10";
import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import type { PageChannel, PageFieldValue, PageFile, PageState } from "../protocol.ts";
import { FileField } from "./file-field.ts";
import { selectItems, toggleValue } from "./items.ts";
import { Kind, TextStyle } from "./kinds.ts";
import { charactersLeft, isRequired, rangeOf } from "./modal-values.ts";
import { placeholderOf, SelectBox } from "./select.ts";

interface Around {
  readonly state: PageState;
  /** Where the modal was opened. */
  readonly channel: PageChannel | undefined;
  readonly value: PageFieldValue;
  readonly error: string | undefined;
  change(value: PageFieldValue): void;
  /** Says what is wrong with a file at once, or that nothing is any more. */
  tell(error: string): void;
}

/** The id of the element that takes the focus for a field. */
export function fieldId(customId: string): string {
  return `modal-${customId}`;
}

/** A Label with its one field: its name, what it is for, the field, and what is wrong with it. */
export function labelled(part: APILabelComponent, around: Around): ComponentChildren {
  const field = part.component;
  const id = fieldId(field.custom_id);
  const title = html`${part.label}${isRequired(field) && html`<span class="required" aria-hidden="true"> *</span>`}`;
  const isGroup = field.type === Kind.RadioGroup || field.type === Kind.CheckboxGroup;
  const inner = html`
    ${part.description !== undefined && html`<div class="modal-note" id=${`${id}-note`}>${part.description}</div>`}
    ${drawField(field, part, around)}
    <div class="modal-error" id=${`${id}-error`} role="alert">${around.error}</div>
  `;
  if (isGroup) {
    return html`<fieldset class="modal-field" key=${id} aria-describedby=${describedBy(part)}>
      <legend class="modal-label">${title}</legend>${inner}
    </fieldset>`;
  }
  return html`<div class="modal-field" key=${id}><label class="modal-label" for=${id}>${title}</label>${inner}</div>`;
}

function describedBy({ component, description }: APILabelComponent): string {
  const id = fieldId(component.custom_id);
  return description === undefined ? `${id}-error` : `${id}-note ${id}-error`;
}

function drawField(field: APIComponentInLabel, part: APILabelComponent, around: Around): ComponentChildren {
  const id = fieldId(field.custom_id);
  switch (field.type) {
    case Kind.TextInput:
      return textInput(field, part, around);
    case Kind.RadioGroup:
      return radioGroup(field, around);
    case Kind.CheckboxGroup:
      return checkboxGroup(field, around);
    case Kind.Checkbox:
      return checkbox(field, part, around);
    case Kind.FileUpload:
      return h(FileField, {
        id,
        label: part.label,
        files: around.value as readonly PageFile[],
        most: rangeOf(field).max,
        kinds: field.file_types,
        invalid: around.error !== undefined,
        describedBy: describedBy(part),
        change: around.change,
        tell: around.tell,
      });
    case Kind.StringSelect:
    case Kind.UserSelect:
    case Kind.RoleSelect:
    case Kind.MentionableSelect:
    case Kind.ChannelSelect:
      return selectField(field, part, around);
    default:
      return html`<div class="unknown">Unknown field (type ${(field as { type: number }).type}): this page cannot draw it yet.</div>`;
  }
}

function textInput(field: APITextInputComponent, part: APILabelComponent, around: Around): ComponentChildren {
  const id = fieldId(field.custom_id);
  const text = String(around.value);
  const left = charactersLeft(field, text);
  const shared = {
    id,
    class: around.error === undefined ? "modal-input" : "modal-input wrong",
    placeholder: field.placeholder,
    value: text,
    autocomplete: "off",
    "aria-required": String(isRequired(field)),
    "aria-invalid": String(around.error !== undefined),
    "aria-describedby": describedBy(part),
    onInput: ({ target }: Event) => around.change((target as HTMLInputElement).value),
  };
  return html`<div class="modal-text">
    ${
      field.style === TextStyle.Paragraph
        ? h("textarea", { ...shared, rows: 4 })
        : h("input", { ...shared, type: "text" })
    }
    ${left !== undefined && html`<span class=${left < 0 ? "counter over" : "counter"} data-testid="counter" aria-live="polite" title=${`${Math.abs(left)} characters ${left < 0 ? "too many" : "left"}`}>${left}</span>`}
  </div>`;
}

function selectField(
  field: APISelectMenuComponent,
  part: APILabelComponent,
  around: Around,
): ComponentChildren {
  const range = rangeOf(field);
  return h(SelectBox, {
    id: fieldId(field.custom_id),
    label: part.label,
    placeholder: placeholderOf(field),
    items: selectItems(field, around.state, around.channel),
    values: around.value as readonly string[],
    // What need not be filled in can be emptied again.
    range: isRequired(field) ? range : { ...range, min: 0 },
    invalid: around.error !== undefined,
    describedBy: describedBy(part),
    choose: around.change,
  });
}

function radioGroup(field: APIRadioGroupComponent, around: Around): ComponentChildren {
  return field.options.map((option, at) =>
    tick(option, {
      type: "radio",
      // The first takes the focus for the whole group.
      id: at === 0 ? fieldId(field.custom_id) : undefined,
      name: field.custom_id,
      checked: around.value === option.value,
      change: () => around.change(option.value),
      // A radio button cannot be taken back by itself; what is optional must be.
      press: () => {
        if (!isRequired(field) && around.value === option.value) around.change("");
      },
    }),
  );
}

function checkboxGroup(field: APICheckboxGroupComponent, around: Around): ComponentChildren {
  const values = around.value as readonly string[];
  const { max } = rangeOf(field);
  return field.options.map((option, at) => {
    const checked = values.includes(option.value);
    return tick(option, {
      type: "checkbox",
      id: at === 0 ? fieldId(field.custom_id) : undefined,
      name: field.custom_id,
      checked,
      disabled: !checked && max > 1 && values.length >= max,
      change: () => around.change(toggleValue(values, option.value, { min: 0, max })),
    });
  });
}

function checkbox(field: APICheckboxComponent, part: APILabelComponent, around: Around): ComponentChildren {
  const checked = around.value === true;
  return tick(
    { label: checked ? "Yes" : "No" },
    {
      type: "checkbox",
      id: fieldId(field.custom_id),
      name: field.custom_id,
      checked,
      label: part.label,
      change: () => around.change(!checked),
    },
  );
}

function tick(
  option: { readonly label: string; readonly description?: string },
  of: {
    readonly type: "radio" | "checkbox";
    readonly id: string | undefined;
    readonly name: string;
    readonly checked: boolean;
    readonly disabled?: boolean;
    readonly label?: string;
    readonly change: () => void;
    readonly press?: () => void;
  },
): ComponentChildren {
  return html`<label class=${`tick${of.checked ? " checked" : ""}${of.disabled === true ? " disabled" : ""}`} key=${option.label}>
    <input
      type=${of.type}
      id=${of.id}
      name=${of.name}
      checked=${of.checked}
      disabled=${of.disabled ?? false}
      aria-label=${of.label}
      onChange=${of.change}
      onClick=${of.press}
    />
    <span class="tick-text"><span>${option.label}</span>
      ${option.description !== undefined && html`<small>${option.description}</small>`}
    </span>
  </label>`;
}
