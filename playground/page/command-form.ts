import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PageCommand, PageOption } from "../protocol.ts";
import { AttachmentOption, fieldWith, fileOf } from "./attachment-option.ts";
import type { OptionValues } from "./client.ts";
import { filesOf, takeFiles } from "./file-field.ts";
import { icons } from "./icons.ts";
import { Option } from "./kinds.ts";
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
    const [first] = options;
    const field = first === undefined ? null : document.getElementById(`option-${first.name}`);
    (field ?? form.current?.querySelector<HTMLElement>(".send"))?.focus();
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

  /** A file dropped anywhere on the form goes to the first option that waits for one. */
  function drop(event: DragEvent): void {
    const wanted = options.filter(({ type }) => type === Option.Attachment);
    const target = wanted.find(({ name }) => fileOf(fields[name] ?? { text: "" }) === undefined) ?? wanted[0];
    if (target === undefined) return;
    event.preventDefault();
    void takeFiles(filesOf(event.dataTransfer).slice(0, 1), {
      files: [],
      most: 1,
      change: ([file]) => change(target.name, fieldWith(file)),
      tell: (error) => setErrors((before) => ({ ...before, [target.name]: error })),
    });
  }

  return html`<form
    ref=${form}
    class="composer command"
    data-testid="command-form"
    aria-label=${`Command ${command.path}`}
    onSubmit=${submit}
    onDragOver=${(event: Event) => event.preventDefault()}
    onDrop=${drop}
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
      ${options.map((option, at) => {
        const shared = {
          key: option.name,
          option,
          field: fields[option.name] ?? { text: "" },
          error: errors[option.name],
          change: (field: Field) => change(option.name, field),
          leave: at === 0 ? props.leave : undefined,
        };
        if (option.type === Option.Attachment) return h(AttachmentOption, shared);
        const others = (): OptionValues => textOf(readFields(options, fields, listFor).values);
        return h(OptionField, { ...shared, path: command.path, list: listFor(option), others });
      })}
    </div>
    <button type="submit" class="send" aria-label="Send the command" title="Send (Enter)">${icons.send()}</button>
  </form>`;
}

// Completing one option does not need the other's whole file.
function textOf(values: OptionValues): OptionValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value !== "object"));
}
