import type { APIMessage } from "discord-api-types/v10";
import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import type { PageMessage } from "../protocol.ts";
import { avatar } from "./avatar.ts";
import { MessageKind } from "./kinds.ts";
import { personOf } from "./model.ts";
import { plainText } from "./plain-text.ts";
import { nameHere, type View } from "./view.ts";

/** Whether a message answers another. */
export function isReply({ type, message_reference: reference }: APIMessage): boolean {
  return type === MessageKind.Reply && reference?.message_id !== undefined;
}

/** What a message answers, out of those of its channel; undefined where that is gone, or where it answers none. */
export function originalOf(message: APIMessage, list: readonly PageMessage[]): PageMessage | undefined {
  if (!isReply(message)) return undefined;
  return list.find((one) => one.message.id === message.message_reference?.message_id);
}

/** What a message answers, as a line above it that leads there. */
export function replyLine(message: APIMessage, view: View): ComponentChildren {
  const original = originalOf(message, view.state.messages[message.channel_id] ?? [])?.message;
  const spine = html`<span class="spine" aria-hidden="true"></span>`;
  if (original === undefined) {
    return html`<div class="invocation">${spine}<span class="reply-gone">Original message was deleted</span></div>`;
  }
  const author = personOf(view.state, original.author);
  const name = nameHere(view, author);
  return html`<div class="invocation">
    ${spine}
    <button type="button" class="reply" title=${`To the message by ${name}`} onClick=${() => showMessage(original.id)}>
      <span class="visually-hidden">In reply to</span>
      ${avatar(author, "small")}
      <span class="invocation-name">${name}</span>
      ${
        original.content === ""
          ? html`<i class="reply-text">Click to see the message</i>`
          : html`<span class="reply-text">${plainText(original.content, view)}</span>`
      }
    </button>
  </div>`;
}

/** Brings a message of the channel on screen into sight, gives it the focus and marks it for a moment. */
function showMessage(id: string): void {
  const element = document.querySelector<HTMLElement>(`[data-message-id="${id}"]`);
  element?.scrollIntoView({ block: "center" });
  element?.focus({ preventScroll: true });
  element?.animate([{ backgroundColor: "var(--ephemeral)" }, {}], { duration: 1500, easing: "ease-in" });
}
