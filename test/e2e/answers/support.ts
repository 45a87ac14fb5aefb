import type { Actor, Seen } from "../../../playground/index.ts";
import { formOf } from "../../support/decks.ts";
import { front, type House, shown } from "../../support/flashback.ts";

/** Six cards whose backs are six different words. */
export const FRENCH = [
  ["the dog", "le chien"],
  ["the table", "la table"],
  ["the water", "l'eau"],
  ["the school", "l'école"],
  ["the window", "la fenêtre"],
  ["the bread", "le pain"],
] as const;

/** The back of the card that a message shows, by its front. */
export function backOf(message: Seen, cards: readonly (readonly [string, string])[] = FRENCH): string {
  const found = cards.find(([asked]) => asked === front(message));
  if (!found) throw new Error(`no such card: ${message.texts}`);
  return found[1];
}

/** The choices on a message, by their letters. */
export const choicesOn = (message: Seen): ReadonlyMap<string, string> =>
  new Map(
    [...message.texts.matchAll(/^\*\*([A-D])\*\*\u2003(.+)$/gm)].map(([, letter = "", text = ""]) => [
      letter,
      text,
    ]),
  );

/** The letter of the right choice, or of a wrong one. */
export function letterOf(message: Seen, wanted: "right" | "wrong"): string {
  const back = backOf(message);
  const found = [...choicesOn(message)].find(([, text]) => (text === back) === (wanted === "right"));
  if (!found) throw new Error(`no ${wanted} choice: ${message.texts}`);
  return found[0];
}

/** The ratings that can be pressed. */
export const openRatings = (message: Seen): readonly string[] =>
  message.buttons.flatMap(({ label, disabled }) =>
    /^[1-5]/.test(label) && !disabled ? label.slice(0, 1) : [],
  );

/** Types an answer into the form of a question. */
export async function typeIn(actor: Actor, question: Seen, answer: string): Promise<Seen> {
  const form = formOf(await actor.press(question, "Type the answer"));
  return shown(await actor.submit(form, { Answer: answer }));
}

/** Rates an answered card, as a person who reads for a while does. */
export async function rateIt(house: House, actor: Actor, message: Seen, rating: string): Promise<Seen> {
  house.pass(9000);
  return shown(await actor.press(message, rating));
}

/** The `custom_id` of a button, by its label. */
export function idOf(message: Seen, label: string): string {
  const found = message.buttons.find((button) => button.label === label)?.customId;
  if (!found) throw new Error(`no button ${label}`);
  return found;
}
