import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PageOption, PageOptionValue } from "../protocol.ts";
import { Option } from "./kinds.ts";
import { type Choice, type Field, filterChoices, placeholderFor, plainChoice } from "./options.ts";
import { itemSign } from "./picker.ts";
import { useView } from "./view.ts";

const debounceMs = 150;

interface Props {
  readonly option: PageOption;
  /** The command's path. */
  readonly path: string;
  readonly field: Field;
  /** The fixed list to choose from, if the option has one. */
  readonly list: readonly Choice[] | undefined;
  readonly error: string | undefined;
  /** The values of all fields as they stand, for the bot's completion. */
  others(): Readonly<Record<string, PageOptionValue>>;
  change(field: Field): void;
  /** Called when Backspace is pressed in the empty field. */
  readonly leave: (() => void) | undefined;
}

interface Suggestions {
  readonly choices: readonly Choice[];
  readonly loading: boolean;
  readonly error?: string;
  /** The text these were found for: for another one they are only still standing there. */
  readonly text?: string;
}

const none: Suggestions = { choices: [], loading: false };

/** One option of a command: a labelled field with its description and, above the composer, what there is to choose. */
export function OptionField(props: Props): ComponentChildren {
  const { option, field, list, error } = props;
  const id = `option-${option.name}`;
  const [focused, setFocused] = useState(false);
  const [closed, setClosed] = useState(false);
  const [moved, setMoved] = useState<number | undefined>(undefined);
  const completed = useCompletions(props, focused && !closed);
  const suggestions =
    list === undefined ? completed : { ...none, choices: filterChoices(list, listQuery(field)) };
  const { choices } = suggestions;
  // Nothing is marked until something is typed, so that Enter in an empty field sends rather than chooses; nor while
  // the list is still that of an earlier text, from which Enter would choose what was not meant.
  const typed = field.text.trim() !== "" && field.value === undefined;
  const current = list !== undefined || suggestions.text === field.text;
  const active = Math.min(moved ?? (typed && current ? 0 : -1), choices.length - 1);
  const open = focused && !closed && choices.length > 0;

  function take(choice: Choice): void {
    props.change({ text: choice.name, value: choice.value });
    setClosed(true);
    setMoved(undefined);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const choice = open ? choices[active] : undefined;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (closed) setClosed(false);
      else if (choices.length > 0)
        setMoved((Math.max(active, step === 1 ? -1 : 0) + step + choices.length) % choices.length);
    } else if (event.key === "Enter" && choice !== undefined) {
      event.preventDefault();
      take(choice);
    } else if (event.key === "Tab" && choice !== undefined) {
      take(choice);
    } else if (event.key === "Escape" && open && (typed || moved !== undefined)) {
      event.preventDefault();
      setClosed(true);
      setMoved(undefined);
    } else if (event.key === "Backspace" && field.text === "" && props.leave !== undefined) {
      event.preventDefault();
      props.leave();
    }
  }

  const filled = field.text !== "";
  return html`<div class=${`option-field${filled || option.required ? " filled" : ""}${error ? " wrong" : ""}`}>
    <label class="option-pill" for=${id}>
      <span class="option-name">${option.name}</span>
      <input
        id=${id}
        type="text"
        data-testid=${id}
        inputmode=${option.type === Option.Integer ? "numeric" : option.type === Option.Number ? "decimal" : "text"}
        autocomplete="off"
        spellcheck=${false}
        role="combobox"
        aria-expanded=${String(open)}
        aria-controls=${`${id}-list`}
        aria-activedescendant=${open && active >= 0 ? `${id}-${active}` : undefined}
        aria-required=${String(option.required)}
        aria-invalid=${String(error !== undefined)}
        aria-describedby=${`${id}-note ${id}-error`}
        placeholder=${placeholderFor(option, list !== undefined)}
        size=${Math.max(placeholderFor(option, list !== undefined).length, field.text.length, 5)}
        value=${field.text}
        onInput=${(event: Event) => {
          props.change({ text: (event.target as HTMLInputElement).value });
          setClosed(false);
          setMoved(undefined);
        }}
        onFocus=${() => {
          setFocused(true);
          setClosed(false);
        }}
        onBlur=${() => setFocused(false)}
        onKeyDown=${onKeyDown}
      />
    </label>
    <div class="option-error" id=${`${id}-error`} role="alert">${error}</div>
    ${
      focused
        ? popover(props, id, open ? choices : [], active, suggestions, take)
        : html`<span class="visually-hidden" id=${`${id}-note`}>${option.description}</span>`
    }
  </div>`;
}

// A chosen value stands in the field as text; opening the list again should offer the others, too.
function listQuery(field: Field): string {
  return field.value === undefined ? field.text : "";
}

function popover(
  { option }: Props,
  id: string,
  choices: readonly Choice[],
  active: number,
  { loading, error }: Suggestions,
  take: (choice: Choice) => void,
): ComponentChildren {
  return html`<div class="popover" onMouseDown=${(event: MouseEvent) => event.preventDefault()}>
    <div class="popover-title" id=${`${id}-note`}>
      <b>${option.name}</b><span>${option.description}</span>
      <span class="popover-tag">${option.required ? "required" : "optional"}</span>
    </div>
    <div class="popover-list" role="listbox" id=${`${id}-list`} aria-label=${`Choices for ${option.name}`}>
      ${choices.map((choice, at) => choiceRow(choice, `${id}-${at}`, at === active, take))}
    </div>
    ${loading && choices.length === 0 && html`<div class="popover-status">Loading choices…</div>`}
    ${error !== undefined && html`<div class="popover-status failed" role="alert">${error}</div>`}
    <div class="popover-keys" aria-hidden="true">
      <kbd>Enter</kbd> to ${active >= 0 && choices.length > 0 ? "choose" : "send"} <kbd>Tab</kbd> for the next option <kbd>Esc</kbd> to leave
    </div>
  </div>`;
}

function choiceRow(
  choice: Choice,
  id: string,
  active: boolean,
  take: (choice: Choice) => void,
): ComponentChildren {
  const ref = (element: HTMLElement | null): void => {
    if (active) element?.scrollIntoView({ block: "nearest" });
  };
  return html`<div
    key=${String(choice.value)}
    ref=${ref}
    role="option"
    id=${id}
    class="choice"
    data-testid="choice"
    aria-selected=${String(active)}
    onClick=${() => take(choice)}
  ><span class="choice-name">${choice.item && itemSign(choice.item)}${choice.name}</span></div>`;
}

// Asks the bot as one types, at most every 150 ms; an answer that comes after a newer question is dropped.
function useCompletions({ option, path, field, others }: Props, wanted: boolean): Suggestions {
  const { actions } = useView();
  const [suggestions, setSuggestions] = useState<Suggestions>(none);
  const latest = useRef(others);
  useLayoutEffect(() => {
    latest.current = others;
  });
  const { text } = field;
  const asking = wanted && option.autocomplete && field.value === undefined;
  useEffect(() => {
    if (!asking) return undefined;
    let dropped = false;
    setSuggestions((before) => ({ choices: before.choices, loading: true }));
    const timer = setTimeout(
      async () => {
        const values = { ...latest.current(), [option.name]: text };
        const { choices, error } = await actions.autocomplete(path, values, option.name);
        if (dropped) return;
        setSuggestions({
          choices: choices.map(plainChoice),
          loading: false,
          text,
          ...(error === undefined ? {} : { error }),
        });
      },
      text === "" ? 0 : debounceMs,
    );
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [asking, text, path, option.name, actions]);
  return suggestions;
}
