import { setTimeout as wait } from "node:timers/promises";
import type { Actor, Outcome, Seen } from "../../playground/index.ts";
import { roundKeys } from "../../src/store/keys.ts";
import { type House, shown } from "./flashback.ts";

/** What everybody sees in a channel, oldest first. */
export const publicIn = (actor: Actor, where = "#general"): readonly Seen[] =>
  actor.messages(where).filter(({ ephemeral, author }) => !ephemeral && author !== actor.user.username);

/** What a person alone sees there. */
export const privateIn = (actor: Actor, where = "#general"): readonly Seen[] =>
  actor.messages(where).filter(({ ephemeral }) => ephemeral);

const isCard = ({ buttons }: Seen) =>
  buttons.some(({ label }) => label === "5 Perfectly" || label === "I don't know");

/** The card that can be rated, or answered first; fails where there is none. */
export function roundCard(actor: Actor, where = "#general"): Seen {
  const card = publicIn(actor, where).findLast(isCard);
  if (card) return card;
  throw new Error(`no card: ${publicIn(actor, where).at(-1)?.texts ?? "nothing to see"}`);
}

/** "card 3 of 10" → 3 */
export const positionOf = ({ texts }: Seen): number => Number(/card (\d+) of/.exec(texts)?.[1]);

/** How many have rated a card, by what it says. */
export const ratedOf = ({ texts }: Seen): number => Number(/\*{0,2}(\d+)\*{0,2} rated/.exec(texts)?.[1] ?? 0);

/** Starts a round and waits for its first card; without a timer, if nothing else is said. */
export async function startRound(
  host: Actor,
  options: Readonly<Record<string, string | number>> = {},
  where = "#general",
): Promise<Seen> {
  const told = shown(await host.slash(where, "quiz", { with: "everyone", seconds: 0, ...options }));
  if (!told.texts.includes("Your round is on")) throw new Error(`no round: ${told.texts}`);
  return roundCard(host, where);
}

/** Goes on to the next card, and waits for it, or for the summary. */
export async function goOn(house: House, actor: Actor, where = "#general"): Promise<Seen> {
  const card = roundCard(actor, where);
  const [label = ""] = card.buttons.flatMap(({ label: name }) =>
    /^(Next card|Finish)$/.test(name) ? name : [],
  );
  const outcome = await actor.press(card, label, { until: "acknowledged" });
  if (outcome.status !== "answered") throw new Error(`could not go on: ${outcome.error}`);
  await actor.waitFor(where, () => isNext(actor, card, where));
  return await whenNoted(house, actor, where);
}

/** The newest message, once the bot has noted that it is there: from then on its time runs. */
async function whenNoted({ store }: House, actor: Actor, where = "#general"): Promise<Seen> {
  for (;;) {
    const last = publicIn(actor, where).at(-1);
    const noted = last && (await store.hget(roundKeys(last.channelId).round, "message"));
    if (last && noted === last.id) return last;
    await wait(10);
  }
}

/** Whether a message after this card is there that a round can end or go on with. */
function isNext(actor: Actor, card: Seen, where: string): boolean {
  const last = publicIn(actor, where).at(-1);
  if (!last || BigInt(last.id) <= BigInt(card.id)) return false;
  return last.texts.includes("Round over") || isCard(last);
}

/** Rates the card after a while of reading. */
export async function rateCard(
  house: House,
  actor: Actor,
  rating: number,
  where = "#general",
): Promise<Seen> {
  house.pass(9000);
  return whisper(await actor.press(roundCard(actor, where), String(rating)));
}

/** The private answer to a press. */
export function whisper(outcome: Outcome): Seen {
  const message = shown(outcome);
  if (!message.ephemeral) throw new Error(`everybody sees: ${message.texts}`);
  return message;
}

/** The gaps between the edits of messages in a channel, in ms, by the playground's clock. */
export function editGaps({ playground }: House): readonly number[] {
  const edits = playground.requests.filter(
    ({ method, route }) => method === "PATCH" && route === "/channels/:id/messages/:id",
  );
  return edits.slice(1).map(({ at }, index) => at - (edits[index]?.at ?? 0));
}
