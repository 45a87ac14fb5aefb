import type { CardRef } from "../study/plan.ts";
import { type Deadline, type Store, within } from "./connection.ts";
import { learnerKeys, roundKeys } from "./keys.ts";
import type { RoundRecord } from "./round-record.ts";
import { ROUND_SECONDS, type RoundSnapshot, readShown } from "./rounds.ts";

type Ref = Pick<RoundRecord, "channelId" | "id">;

/**
 * Keeps what a person picked for a card, unless the round has changed since the snapshot. The first pick stands.
 *
 * @param position of the card, from 1
 * @param picked number of the card whose back it is, 0 for none of the four
 * @returns what stands; "conflict" when the round changed: nothing was written, load again; "gone" when the person's data
 *   was deleted a moment ago: nothing is written for a while
 * @throws StoreError "unknown" where it may have been kept
 */
export async function keepPick(
  store: Store,
  { channelId, revision }: RoundSnapshot,
  id: string,
  position: number,
  userId: string,
  picked: number,
  deadline: Deadline,
): Promise<number | "conflict" | "gone"> {
  const keys = roundKeys(channelId, id);
  const names = [keys.round, keys.picks(position), keys.pen, keys.fence(userId)];
  const reply = store.keepPick(...names, revision, userId, picked, ROUND_SECONDS);
  const stands = await within(reply, deadline, true);
  return stands === "conflict" || stands === "gone" ? stands : Number(stands);
}

/** What a person picked for a card, see `keepPick`; undefined where they have not. @throws StoreError "not-sent" */
export async function readPick(
  store: Store,
  { channelId, id }: Ref,
  position: number,
  userId: string,
  deadline: Deadline,
): Promise<number | undefined> {
  const picked = await within(store.hget(roundKeys(channelId, id).picks(position), userId), deadline, false);
  return picked === null ? undefined : Number(picked);
}

/** How many people have answered a card, and how many of them picked the one of a number. @throws StoreError "not-sent" */
export async function countPicks(
  store: Store,
  { channelId, id }: Ref,
  position: number,
  number: number,
  deadline: Deadline,
): Promise<{ readonly answered: number; readonly right: number }> {
  const picks = await within(store.hvals(roundKeys(channelId, id).picks(position)), deadline, false);
  return { answered: picks.length, right: picks.filter((picked) => Number(picked) === number).length };
}

/** What a person picked in the rounds that are kept, in the order in which they came to them. @throws StoreError "not-sent" */
export async function readOwnPicks(
  store: Store,
  userId: string,
  deadline: Deadline,
): Promise<readonly { readonly channelId: string; readonly card: CardRef; readonly picked: number }[]> {
  const rounds = await within(store.zrange(learnerKeys(userId).entered, "0", "-1"), deadline, false);
  const picks = rounds.map(async (round) => {
    const [channelId = "", id = ""] = round.split(":");
    const shown = await readShown(store, { channelId, id }, deadline);
    return await Promise.all(
      shown.map(async (card, index) => ({
        channelId,
        card,
        picked: await readPick(store, { channelId, id }, index + 1, userId, deadline),
      })),
    );
  });
  return (await Promise.all(picks))
    .flat()
    .flatMap(({ picked, ...rest }) => (picked === undefined ? [] : { ...rest, picked }));
}
