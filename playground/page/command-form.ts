import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PageCommand, PageOption } from "../protocol.ts";
import type { OptionValues } from "./client.ts";
import { icons } from "./icons.ts";
import { currentChannel } from "./model.ts";
import { OptionField } from "./option-field.ts";
import { type Choice, type Field, type Fields, fixedChoices, orderOptions, readFields } from "./options.ts";
import { useView } from "./view.ts";

/** A chosen command with a field for each of its options: Tab moves between them, Enter sends, Esc leaves. */
export function CommandForm(props: {
  command: PageCommand;
  send(values: OptionValues): void;
  leave(): void;
}): ComponentChildren {
  const { command } = props;
  const { model, state } = useView();
  const form = useRef<HTMLFormElement>(null);
  const [fields, setFields] = useState<Fields>({});
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const options = orderOptions(command.options);
  const channel = currentChannel(model);
  const listFor = (option: PageOption): readonly Choice[] | undefined => fixedChoices(option, state, channel);

  // Before the next key, so that what is typed on without a pause arrives in the field.
  useLayoutEffect(() => {
    (
      form.current?.querySelector<HTMLElement>("input") ?? form.current?.querySelector<HTMLElement>(".send")
    )?.focus();
  }, []);

  function submit(event: Event): void {
    event.preventDefault();
    const reading = readFields(options, fields, listFor);
    setErrors(reading.errors);
    const wrong = options.find(({ name }) => reading.errors[name] !== undefined);
    if (wrong === undefined) props.send(reading.values);
    else document.getElementById(`option-${wrong.name}`)?.focus();
  }

  function change(name: string, field: Field): void {
    setFields((before) => ({ ...before, [name]: field }));
    setErrors(({ [name]: _, ...others }) => others);
  }

  return html`<form
    ref=${form}
    class="composer command"
    data-testid="command-form"
    aria-label=${`Command ${command.path}`}
    onSubmit=${submit}
    onKeyDown=${(event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      props.leave();
    }}
  >
    <button type="button" class="command-chip" title="Leave this command (Esc)" onClick=${props.leave}>
      <span>/${command.path}</span>${icons.close()}
    </button>
    ${options.length === 0 && html`<span class="command-note">${command.description}</span>`}
    <div class="option-fields">
      ${options.map((option, at) =>
        h(OptionField, {
          key: option.name,
          option,
          path: command.path,
          field: fields[option.name] ?? { text: "" },
          list: listFor(option),
          error: errors[option.name],
          others: () => readFields(options, fields, listFor).values,
          change: (field: Field) => change(option.name, field),
          leave: at === 0 ? props.leave : undefined,
        }),
      )}
    </div>
    <button type="submit" class="send" aria-label="Send the command" title="Send (Enter)">${icons.send()}</button>
  </form>`;
}
