/**
 * What a person has not seen yet: counted from the newest message they have seen in each channel, which their browser
 * keeps. As the rest of the model it is plain data, without DOM or network.
 */
import type { PageMessage } from "../protocol.ts";
import type { Model } from "./model.ts";

/** By channel id: the newest message a person has seen there. */
export type ReadMarks = Readonly<Record<string, string>>;

/** As Discord's badges: what is more than two digits is told as "99+". */
const mostTold = 99;

/** True when snowflake `a` was made after snowflake `b`; the empty string is older than everything. */
export function isNewer(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}

/** Two tabs' marks as one: of each channel the newer mark. `ours` itself where `theirs` tells nothing new. */
export function mergeRead(ours: ReadMarks, theirs: ReadMarks): ReadMarks {
  const newer = Object.entries(theirs).filter(([channelId, id]) => isNewer(id, ours[channelId] ?? ""));
  return newer.length === 0 ? ours : { ...ours, ...Object.fromEntries(newer) };
}

/**
 * The messages of a channel that a person has not seen, oldest first. Their own never count, nor, in the channel on
 * screen, what only they can see: it answers what they have just done there.
 */
function unread(model: Model, channelId: string): readonly PageMessage[] {
  const you = model.state?.you.id;
  const read = model.read[channelId] ?? "";
  const onScreen = channelId === model.channelId;
  return (model.state?.messages[channelId] ?? []).filter(
    ({ message, ephemeral }) =>
      isNewer(message.id, read) && message.author.id !== you && !(onScreen && ephemeral),
  );
}

/** How many messages of a channel this person has not seen. */
export function unreadIn(model: Model, channelId: string): number {
  return unread(model, channelId).length;
}

/** How many direct messages this person has not seen. */
export function unreadDirect(model: Model): number {
  return sum(model, model.state?.dms ?? []);
}

/** What a person has not seen in the channels that are not on screen: direct messages, and all together. */
export function unreadElsewhere(model: Model): { readonly direct: number; readonly all: number } {
  const { state, channelId } = model;
  if (state === undefined) return { direct: 0, all: 0 };
  const direct = sum(
    model,
    state.dms.filter(({ id }) => id !== channelId),
  );
  const others = state.guilds.flatMap(({ channels }) => channels).filter(({ id }) => id !== channelId);
  return { direct, all: direct + sum(model, others) };
}

function sum(model: Model, channels: readonly { readonly id: string }[]): number {
  return channels.reduce((total, { id }) => total + unreadIn(model, id), 0);
}

/** "1 unread message", "2 unread messages". */
function unreadWords(count: number): string {
  return `${count} unread ${count === 1 ? "message" : "messages"}`;
}

/** A name for screen readers, with what is unread there: "general, 1 unread message"; the name alone for none. */
export function labelWithUnread(name: string, count: number): string {
  return count === 0 ? name : `${name}, ${unreadWords(count)}`;
}

/** A count as a badge or a title has room for it: "1" to "99", then "99+". */
export function shortCount(count: number): string {
  return count > mostTold ? `${mostTold}+` : String(count);
}

/** The model after a person has opened a channel. Nothing is read by that: it is once they stand at its end. */
export function openChannel(model: Model, channelId: string): Model {
  if (channelId === model.channelId) return model;
  const { firstNew: _, ...rest } = model;
  // Before the channel is on screen: what only they can see is new there, too, if it came while they were elsewhere.
  const first = unread(model, channelId)[0]?.message.id;
  return { ...rest, channelId, atEnd: false, ...(first === undefined ? {} : { firstNew: first }) };
}

/**
 * The model after a channel was drawn or scrolled.
 *
 * @param atEnd whether its newest message is within sight
 * @param looking whether the person has the page before them
 */
export function scrolled(model: Model, channelId: string, atEnd: boolean, looking: boolean): Model {
  // A channel that is about to leave the screen has nothing to say about the one that comes.
  if (channelId !== model.channelId) return model;
  const next = atEnd === model.atEnd ? model : { ...model, atEnd };
  return looking ? markRead(next) : next;
}

/** The model after a person has looked at the page: read up to the newest message, if that is within sight. */
export function markRead(model: Model): Model {
  return model.atEnd ? readAll(model) : model;
}

/** The model after messages may have come into the channel on screen. */
export function afterArrival(model: Model, looking: boolean): Model {
  if (model.channelId === undefined) return model;
  // Where all that came are their own doings, the mark follows: they are not to turn up as unread elsewhere.
  if ((looking && model.atEnd) || unreadIn(model, model.channelId) === 0) return readAll(model);
  return withLine(model);
}

/** The model after the whole state was sent: what came while nobody was connected gets its line, even at the end. */
export function afterState(model: Model, looking: boolean): Model {
  return afterArrival(withLine(model), looking);
}

function readAll(model: Model): Model {
  const { channelId } = model;
  if (channelId === undefined) return model;
  const newest = model.state?.messages[channelId]?.at(-1)?.message.id ?? "";
  const read = mergeRead(model.read, { [channelId]: newest });
  return read === model.read ? model : { ...model, read };
}

// Read messages move no line: it stays where the news began until the channel is left, or there are others.
function withLine(model: Model): Model {
  const first = model.channelId === undefined ? undefined : unread(model, model.channelId)[0]?.message.id;
  return first === undefined || first === model.firstNew ? model : { ...model, firstNew: first };
}
