import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { PageFile } from "../protocol.ts";
import { fileAddress, fileSize, isWanted, readFiles, refuseFiles, sizeText } from "./files.ts";
import { icons } from "./icons.ts";

interface Intake {
  readonly files: readonly PageFile[];
  /** How many there may be. */
  readonly most: number;
  /** The kinds that are wanted, as in Discord's `file_types`; all when absent. */
  readonly kinds?: readonly string[] | undefined;
  change(files: readonly PageFile[]): void;
  /** Tells what is wrong as a sentence; the empty string once nothing is. */
  tell(error: string): void;
}

/** Adds files a person chose, dropped or pasted, or says why not. Where one fits, a new one takes its place. */
export async function takeFiles(chosen: readonly File[], intake: Intake): Promise<void> {
  if (chosen.length === 0) return;
  const have = intake.most === 1 ? [] : intake.files;
  const other = chosen.find((file) => !isWanted(file, intake.kinds));
  const refusal =
    other === undefined
      ? refuseFiles(have, chosen, intake.most)
      : `${other.name} does not fit here: choose ${(intake.kinds ?? []).join(", ")}.`;
  if (refusal !== undefined) return intake.tell(refusal);
  try {
    const read = await readFiles(chosen);
    intake.tell("");
    intake.change([...have, ...read]);
  } catch (error) {
    intake.tell(error instanceof Error ? error.message : String(error));
  }
}

/** The files of a drop or a paste; none where it carried something else. */
export function filesOf(transfer: DataTransfer | null): readonly File[] {
  return [...(transfer?.files ?? [])];
}

/** The files that were chosen, each with its size and a way to take it back. */
export function fileChips(
  files: readonly PageFile[],
  remove: (files: readonly PageFile[]) => void,
): ComponentChildren {
  if (files.length === 0) return null;
  return html`<ul class="chips" aria-label="Chosen files">
    ${files.map(
      (file, at) => html`<li class="chip" key=${`${at}-${file.name}`} data-testid="chosen-file">
        ${
          file.contentType.startsWith("image/")
            ? html`<img class="chip-picture" src=${fileAddress(file)} alt="" />`
            : icons.file()
        }
        <span class="chip-text"><span class="chip-name" title=${file.name}>${file.name}</span
        ><span class="chip-size">${sizeText(fileSize(file))}</span></span>
        <button
          type="button"
          class="icon-button chip-remove"
          aria-label=${`Remove ${file.name}`}
          title="Remove"
          onClick=${() => remove(files.filter((_, index) => index !== at))}
        >${icons.trash()}</button>
      </li>`,
    )}
  </ul>`;
}

/** A place to choose files by button or drop them onto, with those that were chosen below it. */
export function FileField(
  props: Intake & {
    readonly id: string;
    readonly label: string;
    readonly invalid: boolean;
    readonly describedBy: string;
  },
): ComponentChildren {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { files, most } = props;
  return html`<div
    class=${`drop${over ? " over" : ""}${props.invalid ? " wrong" : ""}`}
    data-testid="drop"
    onDragOver=${(event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    }}
    onDragLeave=${() => setOver(false)}
    onDrop=${(event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      void takeFiles(filesOf(event.dataTransfer), props);
    }}
  >
    ${filePicker(input, props)}
    <div class="drop-ask">
      ${icons.upload()}
      <span class="drop-text">Drop ${most === 1 ? "a file" : `up to ${most} files`} here or${" "}
        <button
          type="button"
          class="text-button"
          id=${props.id}
          aria-label=${`Choose files for ${props.label}`}
          aria-describedby=${props.describedBy}
          onClick=${() => input.current?.click()}
        >choose ${most === 1 ? "one" : "them"}</button>
        ${props.kinds !== undefined && props.kinds.length > 0 && html`<small>${props.kinds.join(", ")}</small>`}
      </span>
    </div>
    ${fileChips(files, (left) => {
      props.tell("");
      props.change(left);
      document.getElementById(props.id)?.focus();
    })}
  </div>`;
}

/** The browser's own file dialog, opened by a button of ours: hidden, and out of the way of the Tab key. */
export function filePicker(
  ref: { readonly current: HTMLInputElement | null },
  intake: Intake,
): ComponentChildren {
  return html`<input
    ref=${ref}
    type="file"
    class="visually-hidden"
    tabindex="-1"
    aria-hidden="true"
    data-testid="file-input"
    multiple=${intake.most > 1}
    accept=${intake.kinds?.map((kind) => (/[./]/.test(kind) ? kind : `${kind}/*`)).join(",")}
    onChange=${(event: Event) => {
      const input = event.target as HTMLInputElement;
      const chosen = [...(input.files ?? [])];
      // Otherwise the same file could not be chosen again after it was taken back.
      input.value = "";
      void takeFiles(chosen, intake);
    }}
  />`;
}
