import type { APISelectMenuComponent } from "discord-api-types/v10";
import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { icons } from "./icons.ts";
import { defaultValues, type Item, type Range, selectItems } from "./items.ts";
import { Kind } from "./kinds.ts";
import { currentChannel } from "./model.ts";
import { itemSign, Picker } from "./picker.ts";
import { useView } from "./view.ts";

interface BoxProps {
  readonly id: string;
  /** What a screen reader calls it. */
  readonly label: string;
  readonly placeholder: string;
  readonly items: readonly Item[];
  readonly values: readonly string[];
  readonly range: Range;
  readonly disabled?: boolean;
  /** True while the choice is on its way. */
  readonly busy?: boolean;
  readonly invalid?: boolean;
  readonly describedBy?: string;
  choose(values: readonly string[]): void;
  /** The list has closed; `undone` when the person left it without meaning to choose. */
  closed?(undone: boolean): void;
}

/** A select: what is chosen, and on press the list to choose from. */
export function SelectBox(props: BoxProps): ComponentChildren {
  const { id, items, values, disabled = false } = props;
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const chosen = items.filter(({ value }) => values.includes(value));
  const text = chosen.map(({ label }) => label).join(", ");

  function close(undone: boolean): void {
    setOpen(false);
    trigger.current?.focus({ preventScroll: true });
    props.closed?.(undone);
  }

  return html`<div class="select-frame">
    <button
      ref=${trigger}
      type="button"
      class=${`select${props.busy === true ? " loading" : ""}${props.invalid === true ? " wrong" : ""}`}
      id=${id}
      role="combobox"
      aria-haspopup="listbox"
      aria-expanded=${String(open)}
      aria-controls=${open ? `${id}-list` : undefined}
      aria-label=${text === "" ? props.label : `${props.label}: ${text}`}
      aria-invalid=${props.invalid === true ? "true" : undefined}
      aria-describedby=${props.describedBy}
      aria-busy=${props.busy === true ? "true" : undefined}
      data-focus-key=${id}
      disabled=${disabled}
      onClick=${() => (open ? close(props.range.max === 1) : props.busy !== true && setOpen(true))}
      onKeyDown=${(event: KeyboardEvent) => {
        if (open || props.busy === true || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
        event.preventDefault();
        setOpen(true);
      }}
    >
      <span class=${chosen.length === 0 ? "select-value empty" : "select-value"}>
        ${chosen.length === 0 ? props.placeholder : chosen.map(chip)}
      </span>
      <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
      ${icons.down()}
    </button>
    ${
      open &&
      trigger.current !== null &&
      h(Picker, {
        id,
        label: props.label,
        anchor: trigger.current,
        items,
        values,
        range: props.range,
        choose: props.choose,
        close,
      })
    }
  </div>`;
}

function chip(item: Item): ComponentChildren {
  return html`<span class="select-chip" key=${item.value}>${itemSign(item)}<span>${item.label}</span></span>`;
}

/** What an empty select says where the bot does not say it, as in Discord's client. */
export function placeholderOf(select: APISelectMenuComponent): string {
  if (select.placeholder !== undefined && select.placeholder !== "") return select.placeholder;
  return select.type === Kind.StringSelect || (select.max_values ?? 1) > 1
    ? "Make a selection"
    : {
        [Kind.UserSelect]: "Select a user",
        [Kind.RoleSelect]: "Select a role",
        [Kind.MentionableSelect]: "Select a user or role",
        [Kind.ChannelSelect]: "Select a channel",
      }[select.type];
}

/**
 * A select in a message. One value is sent as soon as it is chosen, several when the list is left with a choice that
 * is new and complete.
 */
function MessageSelect(props: { component: APISelectMenuComponent; messageId: string }): ComponentChildren {
  const { component, messageId } = props;
  const { model, state, actions } = useView();
  const range = { min: component.min_values ?? 1, max: component.max_values ?? 1 };
  const [values, setValues] = useState(() => defaultValues(component));
  const sent = useRef(values);
  const press = model.presses[messageId];
  const { custom_id: customId } = component;

  // What the bot has drawn anew begins as it says; what it left as it was keeps the person's choice.
  useEffect(() => {
    sent.current = defaultValues(component);
    setValues(sent.current);
  }, [JSON.stringify(component)]);

  function send(chosen: readonly string[]): void {
    sent.current = chosen;
    actions.select(messageId, customId, chosen);
  }

  return h(SelectBox, {
    id: `select-${messageId}-${customId}`,
    label: placeholderOf(component),
    placeholder: placeholderOf(component),
    items: selectItems(component, state, currentChannel(model)),
    values,
    range,
    disabled: component.disabled ?? false,
    busy: press !== undefined,
    choose: (chosen: readonly string[]) => {
      setValues(chosen);
      if (range.max === 1) send(chosen);
    },
    closed: () => {
      if (range.max === 1) return;
      const fits = values.length >= range.min && values.length <= range.max;
      if (!fits) setValues(sent.current);
      else if ([...values].sort().join() !== [...sent.current].sort().join()) send(values);
    },
  });
}

/** `MessageSelect` as a node. */
export function select(component: APISelectMenuComponent, messageId: string): ComponentChildren {
  return h(MessageSelect, { key: component.custom_id, component, messageId });
}
