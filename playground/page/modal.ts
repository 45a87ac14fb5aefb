import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { PageFieldValue, PageModal } from "../protocol.ts";
import { avatar } from "./avatar.ts";
import { icons } from "./icons.ts";
import { Kind } from "./kinds.ts";
import { markdown } from "./markdown.ts";
import { fieldId, labelled } from "./modal-fields.ts";
import { checkValues, type FieldValues, initialValues, modalFields, modalParts } from "./modal-values.ts";
import { channelsOf } from "./model.ts";
import { useView } from "./view.ts";

/**
 * A modal the bot opened: a dialog that keeps the focus until it is submitted or closed. Give it the modal's id as key,
 * so that another modal begins with its own values.
 */
function Modal({ modal }: { modal: PageModal }): ComponentChildren {
  const { state, actions } = useView();
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const begin = useMemo(() => initialValues(modal), [modal]);
  const [values, setValues] = useState<FieldValues>(begin);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const channel = channelsOf(state).find(({ id }) => id === modal.channelId);

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    const [first] = modalFields(modal);
    const field = first === undefined ? undefined : document.getElementById(fieldId(first.custom_id));
    // On a touch screen this would raise the keyboard over the form before one has read it.
    if (matchMedia("(pointer: fine)").matches) field?.focus();
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) toEnd(field);
    // Closed before it goes, so that the browser gives the focus back to where it was.
    return () => element?.close();
  }, []);

  function set(customId: string, value: PageFieldValue): void {
    setValues((before) => ({ ...before, [customId]: value }));
    tell(customId, "");
  }

  function tell(customId: string, error: string): void {
    setErrors(({ [customId]: _, ...others }) => (error === "" ? others : { ...others, [customId]: error }));
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const wrong = checkValues(modal, values);
    setErrors(wrong);
    setFailure("");
    const first = modalFields(modal).find(({ custom_id: id }) => wrong[id] !== undefined);
    if (first !== undefined) return document.getElementById(fieldId(first.custom_id))?.focus();
    setBusy(true);
    const error = await actions.submit(modal.id, values);
    setBusy(false);
    setFailure(error ?? "");
  }

  const close = (): void => actions.closeModal(modal.id);
  return html`<dialog
    ref=${dialog}
    class="modal"
    data-testid="modal"
    aria-labelledby="modal-title"
    onCancel=${(event: Event) => {
      event.preventDefault();
      if (event.target === dialog.current) close();
    }}
    onMouseDown=${(event: MouseEvent) => {
      // Beside the dialog: as long as nothing was filled in that would be lost.
      if (event.target === dialog.current && values === begin) close();
    }}
  >
    <form class="modal-form" novalidate onSubmit=${submit} onKeyDown=${(event: KeyboardEvent) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit(event);
    }}>
      <header class="modal-head">
        ${avatar(state.bot, "medium")}
        <h2 id="modal-title">${modal.title}</h2>
        <button type="button" class="icon-button" aria-label="Close" title="Close (Esc)" onClick=${close}>${icons.cross()}</button>
      </header>
      <div class="modal-body" ref=${body} tabindex="-1">
        ${modalParts(modal).map((part, at) => {
          if (part.type === Kind.TextDisplay)
            return html`<div class="text-display" key=${`text-${at}`}>${markdown(part.content)}</div>`;
          if (part.type !== Kind.Label)
            return html`<div class="unknown">Unknown component (type ${(part as { type: number }).type}): this page cannot draw it yet.</div>`;
          const { custom_id: customId } = part.component;
          return labelled(part, {
            state,
            channel,
            value: values[customId] ?? "",
            error: errors[customId],
            change: (value) => set(customId, value),
            tell: (error) => tell(customId, error),
          });
        })}
      </div>
      <footer class="modal-foot">
        <div class="modal-failure" role="alert" data-testid="modal-failure">${failure !== "" && html`${icons.warn()}<span>${failure}</span>`}</div>
        <div class="modal-buttons">
          <button type="button" class="button secondary" onClick=${close}>Cancel</button>
          <button type="submit" class=${busy ? "button primary loading" : "button primary"} aria-busy=${busy ? "true" : undefined}>
            <span class="button-label">Submit</span><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
          </button>
        </div>
      </footer>
    </form>
  </dialog>`;
}

function toEnd(field: HTMLInputElement | HTMLTextAreaElement): void {
  if (field.type === "text" || field instanceof HTMLTextAreaElement)
    field.setSelectionRange(field.value.length, field.value.length);
}

/** `Modal` as a node. */
export function modalNode(modal: PageModal): ComponentChildren {
  return h(Modal, { key: modal.id, modal });
}
