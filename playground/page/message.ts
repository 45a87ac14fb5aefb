import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { PageMessage, Person } from "../protocol.ts";
import { attachments, embed } from "./attachments.ts";
import { avatar } from "./avatar.ts";
import { components } from "./components.ts";
import { focusedLabel, keepFocus, leaveFocus, offerFocus } from "./focus.ts";
import { icons } from "./icons.ts";
import { cssColor } from "./items.ts";
import { Flag } from "./kinds.ts";
import { markdown } from "./markdown.ts";
import { menuHandlers, moreButton } from "./message-menu.ts";
import { currentChannel, nameColor, type PendingCommand, personOf, plainPath } from "./model.ts";
import { isReply, replyLine } from "./reply.ts";
import { messageTime } from "./times.ts";
import { nameHere, useView, type View } from "./view.ts";

/**
 * One message as this person sees it.
 *
 * @param grouped true when it continues the one above: then without avatar and name
 */
export function Message({ page, grouped }: { page: PageMessage; grouped: boolean }): ComponentChildren {
  const view = useView();
  const { model, state, actions } = view;
  const { message, thinking } = page;
  const root = useRef<HTMLElement>(null);
  const hadFocus = focusedLabel(root.current);
  const wantsFocus = model.focusMessage === message.id;

  useLayoutEffect(() => {
    if (hadFocus !== undefined && root.current !== null) keepFocus(root.current, hadFocus);
  }, [page]);
  useLayoutEffect(() => {
    // A form over the page keeps the focus until it closes.
    if (!wantsFocus || thinking || root.current === null || model.modal !== undefined) return;
    offerFocus(root.current);
    actions.focused();
  }, [wantsFocus, thinking, model.modal]);

  useLayoutEffect(() => () => leaveFocus(root.current), []);

  const author = personOf(state, message.author);
  const { id } = message;
  const failure = model.failures[id];
  const menu = useMemo(() => menuHandlers(), []);
  menu.update({ message, ephemeral: page.ephemeral, author, view });
  const userId = page.invokedBy?.userId ?? message.interaction_metadata?.user.id;
  return html`<article
    ref=${root}
    class=${`message${grouped ? " grouped" : ""}${page.ephemeral ? " ephemeral" : ""}`}
    tabindex="-1"
    aria-labelledby=${`author-${id}`}
    data-testid="message"
    ...${menu.handlers}
    data-message-id=${id}
    data-bot=${String(author.bot)}
    data-mine=${String(userId === state.you.id)}
    data-others=${String(userId !== undefined && userId !== state.you.id)}
  >
    ${page.invokedBy && invocation(page.invokedBy.userId, page.invokedBy.command, view)}
    ${isReply(message) && replyLine(message, view)}
    <div class="message-side">${grouped ? shortTime(message.timestamp) : html`<span data-author>${avatar(author)}</span>`}</div>
    <div class="message-main">
      ${header(author, id, message.timestamp, grouped, view)}
      ${thinking ? thinkingLine(`${nameHere(view, author)} is thinking…`) : body(page, view)}
      ${failure !== undefined && html`<div class="failure" role="alert">${icons.warn()}${failure}</div>`}
      ${
        page.ephemeral &&
        html`<div class="ephemeral-note">
          ${icons.eye()}<span>Only you can see this</span><span aria-hidden="true">•</span>
          <button type="button" class="text-button" onClick=${() => actions.dismiss(id)}>Dismiss message</button>
        </div>`
      }
    </div>
    ${moreButton({ message, ephemeral: page.ephemeral, author, view })}
  </article>`;
}

/** A command that has been sent and not answered, or that failed. */
export function Pending({ command }: { command: PendingCommand }): ComponentChildren {
  const view = useView();
  const { state, actions } = view;
  const { error, path, key } = command;
  return html`<article class=${error === undefined ? "message" : "message ephemeral"} data-testid="pending">
    ${invocation(state.you.id, path, view)}
    <div class="message-side">${avatar(state.bot)}</div>
    <div class="message-main">
      ${header(state.bot, `pending-${key}`, new Date().toISOString(), false, view)}
      ${
        error === undefined
          ? thinkingLine("Sending command…")
          : html`<div class="failure" role="alert">${icons.warn()}${error}</div>
            <div class="ephemeral-note">
              ${icons.eye()}<span>Only you can see this</span><span aria-hidden="true">•</span>
              <button type="button" class="text-button" onClick=${() => actions.forget(key)}>Dismiss message</button>
            </div>`
      }
    </div>
  </article>`;
}

function invocation(userId: string, command: string, view: View): ComponentChildren {
  const person = view.state.users[userId];
  const path = plainPath(command);
  const kinds = view.state.commands.filter((one) => one.path === path).map(({ kind }) => kind);
  const isMenu = kinds.length > 0 && !kinds.includes("slash");
  return html`<div class="invocation">
    <span class="spine" aria-hidden="true"></span>
    ${person && avatar(person, "small")}
    <span class="invocation-name">${person === undefined ? "Someone" : nameHere(view, person)}</span>
    <span>used</span>
    ${
      isMenu
        ? html`<span class="mention">${path}</span>`
        : html`<button type="button" class="mention" onClick=${() => view.fillComposer(path)}>/${path}</button>`
    }
  </div>`;
}

function header(author: Person, id: string, iso: string, grouped: boolean, view: View): ComponentChildren {
  const color = nameColor(view.state, currentChannel(view.model), author.id);
  return html`<h2 class=${grouped ? "message-header visually-hidden" : "message-header"} id=${`author-${id}`}>
    <span class="author" style=${color === undefined ? undefined : `--role: ${cssColor(color)}`} data-author
    >${nameHere(view, author)}</span>
    ${author.bot && html`<span class="app-tag">APP</span>`}
    <time class="time" datetime=${iso} title=${new Date(iso).toLocaleString()}>${messageTime(iso, Date.now())}</time>
  </h2>`;
}

function shortTime(iso: string): ComponentChildren {
  const text = new Date(iso).toLocaleTimeString(undefined, { timeStyle: "short" });
  return html`<span class="time hover-time" aria-hidden="true">${text}</span>`;
}

function thinkingLine(text: string): ComponentChildren {
  return html`<div class="thinking">
    <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${text}</span>
  </div>`;
}

function body({ message }: PageMessage, view: View): ComponentChildren {
  const isV2 = ((message.flags ?? 0) & Flag.IsComponentsV2) !== 0;
  if (isV2) return html`<div class="components">${components(message, view)}</div>`;
  const edited = message.edited_timestamp !== null && message.content !== "";
  return html`
    ${message.content !== "" && html`<div class="content">${markdown(message.content)}</div>`}
    ${edited && html`<span class="edited">(edited)</span>`}
    ${attachments(message.attachments)}
    ${message.embeds.map(embed)}
    ${(message.components ?? []).length > 0 && html`<div class="components">${components(message, view)}</div>`}
  `;
}
