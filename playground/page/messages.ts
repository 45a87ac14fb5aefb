import { html } from "htm/preact";
import { type ComponentChildren, Fragment, h } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PageChannel, PageMessage } from "../protocol.ts";
import { icons } from "./icons.ts";
import { messageNode, Pending } from "./message.ts";
import { isSameDay } from "./times.ts";
import { useView, type View } from "./view.ts";
import { welcome } from "./welcome.ts";

const groupMs = 7 * 60_000;
const nearBottomPx = 60;

/** True when `next` continues `previous` under one name: same author, kind and day, within Discord's 7 minutes. */
function continues(previous: PageMessage | undefined, next: PageMessage): boolean {
  if (previous === undefined || next.invokedBy !== undefined) return false;
  if (previous.message.author.id !== next.message.author.id || previous.ephemeral !== next.ephemeral)
    return false;
  const [before, after] = [new Date(previous.message.timestamp), new Date(next.message.timestamp)];
  return after.getTime() - before.getTime() < groupMs && isSameDay(before, after);
}

/** The messages of a channel. It stays at the bottom while the reader is there; give it the channel's id as key. */
function Messages({ channel }: { channel: PageChannel }): ComponentChildren {
  const view = useView();
  const list = view.state.messages[channel.id] ?? [];
  const pending = view.model.pending.filter(({ channelId }) => channelId === channel.id);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atBottom = useRef(true);
  const [away, setAway] = useState(false);

  const toBottom = useCallback(() => {
    if (scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, []);
  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (box === null) return;
    atBottom.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearBottomPx;
    setAway(!atBottom.current);
  }, []);
  useLayoutEffect(() => {
    if (atBottom.current) toBottom();
  });
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
          ${entries(list)} ${pending.map((command) => h(Pending, { key: `pending-${command.key}`, command }))}
        </div>
      </div>
    </div>
    ${
      away &&
      html`<button type="button" class="jump" onClick=${toBottom}>To the newest messages ${icons.down()}</button>`
    }
  </div>`;
}

/** A channel's messages as a node of their own: another channel starts at its own bottom. */
export function messagesOf(channel: PageChannel, { state }: View): ComponentChildren {
  return h(Messages, { key: `${state.you.id}-${channel.id}`, channel });
}

function entries(list: readonly PageMessage[]): ComponentChildren {
  return list.map((page, at) => {
    const previous = list[at - 1];
    const date = new Date(page.message.timestamp);
    const newDay = previous !== undefined && !isSameDay(new Date(previous.message.timestamp), date);
    return h(
      Fragment,
      { key: page.message.id },
      newDay &&
        html`<div class="day" role="separator"><span>${date.toLocaleDateString(undefined, { dateStyle: "long" })}</span></div>`,
      messageNode(page, continues(previous, page)),
    );
  });
}
