import { html } from "htm/preact";
import { type ComponentChildren, Fragment, h } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PageChannel, PageMessage } from "../protocol.ts";
import { icons } from "./icons.ts";
import { messageNode } from "./kept-message.ts";
import { Pending } from "./message.ts";
import { isReply, originalOf } from "./reply.ts";
import { isSameDay } from "./times.ts";
import { isNewer, unreadIn } from "./unread.ts";
import { useView, type View } from "./view.ts";
import { welcome } from "./welcome.ts";

const groupMs = 7 * 60_000;
const nearBottomPx = 60;
/** Of what is read already, so much stays in sight above "New messages", in pixels. */
const aboveNewPx = 96;

/** True when `next` continues `previous` under one name: same author, kind and day, within Discord's 7 minutes. */
function continues(previous: PageMessage | undefined, next: PageMessage): boolean {
  if (previous === undefined || next.invokedBy !== undefined || isReply(next.message)) return false;
  if (previous.message.author.id !== next.message.author.id || previous.ephemeral !== next.ephemeral)
    return false;
  const [before, after] = [new Date(previous.message.timestamp), new Date(next.message.timestamp)];
  return after.getTime() - before.getTime() < groupMs && isSameDay(before, after);
}

/**
 * The messages of a channel; give it the channel's id as key. It begins at the first new message, or at the bottom
 * where that is in sight from there, and stays at the bottom while the reader is there.
 */
function Messages({ channel }: { channel: PageChannel }): ComponentChildren {
  const view = useView();
  const list = view.state.messages[channel.id] ?? [];
  const pending = view.model.pending.filter(({ channelId }) => channelId === channel.id);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atBottom = useRef(true);
  const [away, setAway] = useState(false);
  const { actions, model } = view;
  const unread = unreadIn(model, channel.id);
  const placed = useRef(false);

  const toBottom = useCallback(() => {
    if (scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, []);
  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (box === null) return;
    atBottom.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearBottomPx;
    setAway(!atBottom.current);
    actions.scrolled(channel.id, atBottom.current);
  }, [actions, channel.id]);
  useLayoutEffect(() => {
    if (placed.current) {
      if (atBottom.current) toBottom();
      return;
    }
    placed.current = true;
    if (!toFirstNew(scroller.current)) toBottom();
    onScroll();
  });
  // Whoever writes or asks for something wants to see it and its answer, wherever they are reading.
  const doings = newestDoing(list, view.state.you.id, pending.at(-1)?.key);
  const seenDoings = useRef(doings);
  useLayoutEffect(() => {
    const before = seenDoings.current;
    seenDoings.current = { ...doings, command: Math.max(before.command, doings.command) };
    if (doings.command <= before.command && !isNewer(doings.messageId, before.messageId)) return;
    toBottom();
    onScroll();
  }, [doings.command, doings.messageId]);
  // Images that load and a composer that grows change the heights without a render.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (atBottom.current) toBottom();
    });
    if (scroller.current !== null) observer.observe(scroller.current);
    if (content.current !== null) observer.observe(content.current);
    return () => observer.disconnect();
  }, [toBottom]);

  return html`<div class="messages-frame">
    <div class="messages" ref=${scroller} onScroll=${onScroll}>
      <div class="messages-content" ref=${content}>
        ${welcome(channel, list.length + pending.length === 0, view)}
        <div role="log" aria-live="polite" aria-relevant="additions text" aria-label=${`Messages in ${channel.name}`}>
          ${entries(list, view)} ${pending.map((command) => h(Pending, { key: `pending-${command.key}`, command }))}
        </div>
      </div>
    </div>
    ${
      away &&
      html`<button type="button" class="jump" onClick=${toBottom}
      >${unread > 0 ? `${unread} new ${unread === 1 ? "message" : "messages"}` : "To the newest messages"} ${icons.down()}</button>`
    }
  </div>`;
}

/** A channel's messages as a node of their own: another channel starts at its own bottom. */
export function messagesOf(channel: PageChannel, { state }: View): ComponentChildren {
  return h(Messages, { key: `${state.you.id}-${channel.id}`, channel });
}

/** Scrolls to the first new message, as far as there is room; false where nothing is new. */
function toFirstNew(box: HTMLElement | null): boolean {
  const line = box?.querySelector("[data-new-line]");
  if (!box || !line) return false;
  box.scrollTop += line.getBoundingClientRect().top - box.getBoundingClientRect().top - aboveNewPx;
  return true;
}

/** A person's newest command that waits for an answer, and their newest message; 0 and the empty string for none. */
function newestDoing(
  list: readonly PageMessage[],
  you: string,
  pending: number | undefined,
): { readonly command: number; readonly messageId: string } {
  const said = list.findLast(({ message }) => message.author.id === you);
  return { command: pending ?? 0, messageId: said?.message.id ?? "" };
}

function entries(list: readonly PageMessage[], view: View): ComponentChildren {
  const { firstNew } = view.model;
  return list.map((page, at) => {
    const previous = list[at - 1];
    const date = new Date(page.message.timestamp);
    const isFirstNew = page.message.id === firstNew;
    const newDay = previous !== undefined && !isSameDay(new Date(previous.message.timestamp), date);
    return h(
      Fragment,
      { key: page.message.id },
      newDay &&
        html`<div class="day" role="separator"><span>${date.toLocaleDateString(undefined, { dateStyle: "long" })}</span></div>`,
      isFirstNew &&
        html`<div class="new-line" role="separator" aria-label="New messages" data-new-line>
          <span>New messages</span>
        </div>`,
      messageNode({
        page,
        original: originalOf(page.message, list),
        grouped: !isFirstNew && continues(previous, page),
        view,
      }),
    );
  });
}
