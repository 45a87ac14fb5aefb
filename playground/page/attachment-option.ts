import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { PageFile, PageOption } from "../protocol.ts";
import { filePicker, filesOf, takeFiles } from "./file-field.ts";
import { fileSize, sizeText } from "./files.ts";
import { icons } from "./icons.ts";
import type { Field } from "./options.ts";

/** What a file is as the value of an option. */
export function fileOf({ value }: Field): PageFile | undefined {
  return typeof value === "object" ? value : undefined;
}

/** A field as it stands with a file in it, or without one. */
export function fieldWith(file: PageFile | undefined): Field {
  return file === undefined ? { text: "" } : { text: file.name, value: file };
}

/** An option that takes a file: a button that opens the browser's file dialog, and a place to drop one. */
export function AttachmentOption(props: {
  readonly option: PageOption;
  readonly field: Field;
  readonly error: string | undefined;
  change(field: Field): void;
  /** Called when Backspace is pressed while there is no file. */
  readonly leave: (() => void) | undefined;
}): ComponentChildren {
  const { option, field, error } = props;
  const input = useRef<HTMLInputElement>(null);
  const [refusal, setRefusal] = useState("");
  const [over, setOver] = useState(false);
  const id = `option-${option.name}`;
  const file = fileOf(field);
  const intake = {
    files: [],
    most: 1,
    change: ([first]: readonly PageFile[]) => props.change(fieldWith(first)),
    tell: setRefusal,
  };
  const wrong = refusal || error;
  return html`<div class=${`option-field filled${wrong ? " wrong" : ""}`}>
    ${filePicker(input, intake)}
    <div
      class=${over ? "option-pill over" : "option-pill"}
      onDragOver=${(event: DragEvent) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave=${() => setOver(false)}
      onDrop=${(event: DragEvent) => {
        event.preventDefault();
        // The form around it would take the file a second time.
        event.stopPropagation();
        setOver(false);
        void takeFiles(filesOf(event.dataTransfer).slice(0, 1), intake);
      }}
    >
      <span class="option-name">${option.name}</span>
      <button
        type="button"
        id=${id}
        data-testid=${id}
        class="option-file"
        title=${option.description}
        aria-label=${`${option.name}: ${file === undefined ? "choose a file" : `${file.name}, choose another file`}`}
        aria-describedby=${`${id}-error`}
        onClick=${() => input.current?.click()}
        onKeyDown=${(event: KeyboardEvent) => {
          if (event.key === "Backspace" || event.key === "Delete") {
            event.preventDefault();
            if (file !== undefined) props.change(fieldWith(undefined));
            else if (event.key === "Backspace") props.leave?.();
          } else if (event.key === "Enter" && file !== undefined) {
            // With a file in it, Enter means what it means in every other field: send.
            event.preventDefault();
            (event.target as HTMLElement).closest("form")?.requestSubmit();
          }
        }}
      >
        ${
          file === undefined
            ? html`${icons.upload()}<span>Choose a file or drop it here</span>`
            : html`<span class="option-file-name">${file.name}</span><span class="option-file-size">${sizeText(fileSize(file))}</span>`
        }
      </button>
      ${
        file !== undefined &&
        html`<button type="button" class="option-clear" aria-label=${`Remove ${file.name}`} title="Remove" onClick=${() => {
          props.change(fieldWith(undefined));
          document.getElementById(id)?.focus();
        }}>${icons.close()}</button>`
      }
    </div>
    <div class="option-error" id=${`${id}-error`} role="alert">${wrong}</div>
  </div>`;
}
