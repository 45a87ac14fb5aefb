import { createHash } from "node:crypto";

/** How many shards all learners are spread over. Fixed for ever: it is part of every key. */
export const SHARDS = 256;

/** Cards in one hash or sorted set: small enough that Redis keeps it as a compact listpack. */
const BUCKET_BITS = 7;

/**
 * The shard of a learner, 0 to 255: FNV-1a (32 bit) of the decimal user id, modulo 256.
 * Source of the hash and its constants: draft-eastlake-fnv. Test vectors are in docs/data.md.
 */
export function shardOf(userId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < userId.length; index += 1) {
    hash = Math.imul(hash ^ userId.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % SHARDS;
}

/** The bucket of a card number: 128 cards share a hash of states and a sorted set of due days. */
export function bucketOf(cardNumber: number): number {
  return cardNumber >> BUCKET_BITS;
}

/** All keys of one learner. They share the hash tag of the learner's shard, so one script may touch all of them. */
export function learnerKeys(userId: string) {
  const shard = `{s${shardOf(userId)}}`;
  return {
    /** hash: revision, time zone, counters of the day, streak, started decks */
    learner: `${shard}:u:${userId}`,
    /** hash: the open quiz */
    quiz: `${shard}:quiz:${userId}`,
    /** list: what each rating of the open quiz changed, for Undo */
    undo: `${shard}:undo:${userId}`,
    /** set: cards that earned a point on the learner's point day */
    grants: `${shard}:pts:${userId}`,
    cardPrefix: `${shard}:c:${userId}:`,
    /** hash: card number → packed state */
    cards: (deck: string, bucket: number) => `${shard}:c:${userId}:${deck}:${bucket}`,
    /** sorted set: card number by due learner day */
    due: (deck: string, bucket: number) => `${shard}:due:${userId}:${deck}:${bucket}`,
    /** set: numbers of the deck's cards that the learner suspended */
    suspended: (deck: string) => `${shard}:off:${userId}:${deck}`,
    /** hash: when to remind the learner, and what came of it */
    reminder: `${shard}:r:${userId}`,
    /** hash: the learner's own decks, see `shelfKey` */
    shelf: `${shard}:decks:${userId}`,
    /** set: what of the person stands elsewhere, see `own.ts` */
    own: `${shard}:own:${userId}`,
    /** set: what of a person whose data is being deleted is still to go elsewhere */
    erasing: `${shard}:erasing:${userId}`,
    /** string: what was typed into a form that could not be taken as it was */
    draft: `${shard}:draft:${userId}`,
    /** set: ids of the files that are read, or wait to be imported */
    files: `${shard}:files:${userId}`,
    /** string: id of the import whose preview is open */
    importing: `${shard}:imports:${userId}`,
    /** hash: a file that was read, until it is imported or given up */
    staged: (id: string) => `${shard}:import:${userId}:${id}`,
    /** hash: points and reviews by day, server and deck, of one calendar month as yyyymm */
    tally: (month: string) => `${shard}:x:${userId}:${month}`,
    /** hash: points and reviews by server and deck, ever */
    tallyEver: `${shard}:x:${userId}:all`,
    /** sorted set of the shard, see `dirtyIndex` */
    dirty: `${shard}:dirty`,
    /** sorted set: the rounds they were in of late, `channel:round` by time in ms */
    entered: `${shard}:entered:${userId}`,
    /** hash: the learner's last rating in each of the rounds of late, see `receiptField` */
    receipts: `${shard}:rounds:${userId}`,
    /** list: packed reviews and point grants of one calendar month (UTC) */
    log: (at: number) => `${shard}:log:${userId}:${new Date(at).toISOString().slice(0, 7).replace("-", "")}`,
  } as const;
}

/** The index of a shard's reminders: a sorted set, user id → next time in ms. */
export const reminderIndex = (shard: number) => `{s${shard}}:rem`;

/** The people of a shard whose data is being deleted: a sorted set, user id → since when, in ms. */
export const erasingIndex = (shard: number) => `{s${shard}}:erase`;

/** What the key of a learner's reminder begins with. */
export const reminderPrefix = (shard: number) => `{s${shard}}:r:`;

/**
 * The learners of a shard whose boards are not up to date: a sorted set, user id → time of the oldest change that no
 * board knows, in ms.
 */
export const dirtyIndex = (shard: number) => `{s${shard}}:dirty`;

/** All keys of one deck that is not built in. They share a hash tag, so one script may touch all of them. */
export function deckKeys(deckId: string) {
  const tag = `{d${deckId}}`;
  return {
    /** hash: revision, title, owner, counts */
    head: `${tag}:head`,
    /** hash: card number → card as JSON */
    cards: (bucket: number) => `${tag}:c:${bucket}`,
    /** hash: the same as it will be once an import is committed */
    staged: (attempt: string, bucket: number) => `${tag}:n:${attempt}:${bucket}`,
    /** hash: image id → bytes */
    images: `${tag}:img`,
    /** hash: number → card that was deleted on a day (UTC, counted from 1970), for as long as it can be put back */
    gone: (day: number) => `${tag}:gone:${day}`,
    /** hash: suggestion id → suggestion as JSON */
    ideas: `${tag}:ideas`,
  } as const;
}

/** Key of a server's hash of decks: deck id → what a list says of it, as JSON. */
export const guildShelfKey = (guildId: string) => `{g${guildId}}:decks`;

/** The servers the bot is or was in: a sorted set, guild id → when it was removed, in ms; 0 where it is a member. */
export const guildIndex = "guilds";

/** String: set once the data of a server that removed the bot is gone, so that nothing is written there any more. */
export const guildGoneKey = (guildId: string) => `{g${guildId}}:gone`;

/** The servers with a recap to come: a sorted set, server id → next time in ms. */
export const recapIndex = "{recaps}:next";

/** Key of a server's hash of what came of its recaps. */
export const recapKey = (guildId: string) => `{g${guildId}}:recap`;

/** Key of a server's hash of settings. */
export const guildSettingsKey = (guildId: string) => `{g${guildId}}:set`;

/** The revision that the boards of a server know of somebody who deleted their data. */
export const GONE = Number.MAX_SAFE_INTEGER;

/** What a fence has for a person's id. */
const fenceOf = (userId: string) => createHash("sha256").update(userId).digest("hex").slice(0, 16);

/** The boards of a server. They share a hash tag, so one script may touch all of them. */
export function boardKeys(guildId: string) {
  const tag = `{g${guildId}}`;
  return {
    /** sorted set: user id → points; its name is `boardName`'s */
    board: (name: string) => `${tag}:b:${name}`,
    prefix: `${tag}:b:`,
    /** sorted set: the names of all boards there are, by when they go in seconds since 1970 */
    all: `${tag}:boards`,
    /** set: user ids of those who left the server and stand on no board for that */
    left: `${tag}:left`,
    /** string, for seconds: the revision of a learner that boards know, under a name that does not tell who it is */
    fence: (userId: string) => `${tag}:fence:${fenceOf(userId)}`,
  } as const;
}

/** What a board is called in its key: its period, and its deck where it is that of one deck. */
export const boardName = (period: string, deck: string | undefined) =>
  deck === undefined ? period : `${period}:${deck}`;

/** All keys of one channel's rounds. They share a hash tag, so one script may touch all of them. */
export function roundKeys(channelId: string, roundId = "") {
  const tag = `{c${channelId}}:round`;
  return {
    /** hash: revision, the channel's round as it stands */
    round: tag,
    /** hash: who edits the round's messages now, and when the next edit may be */
    pen: `${tag}:pen`,
    /** list: cards that have had their turn, whose messages are still to be closed */
    closing: `${tag}:closing`,
    /** string: token of the interaction that last answered a person in private */
    note: (userId: string) => `${tag}:note:${userId}`,
    /** list: the round's cards in the order shown */
    cards: `${tag}:${roundId}:cards`,
    /** sorted set: user id by when they last did anything in it, in ms */
    seen: `${tag}:${roundId}:seen`,
    /** hash: user id → points earned in it */
    points: `${tag}:${roundId}:points`,
    /** hash: user id → number of the card whose back they picked for a position, 0 for none of the four */
    picks: (position: number) => `${tag}:${roundId}:a:${position}`,
    picksPrefix: `${tag}:${roundId}:a:`,
    /** hash: user id → what they gave the card of a position */
    ratings: (position: number) => `${tag}:${roundId}:r:${position}`,
    ratingsPrefix: `${tag}:${roundId}:r:`,
    /** string, for seconds: a person who deleted their data is in no round here, under a name that tells nobody */
    fence: (userId: string) => `${tag}:fence:${fenceOf(userId)}`,
  } as const;
}

export type LearnerKeys = ReturnType<typeof learnerKeys>;
