import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Actor,
  type Outcome,
  type Playground,
  type Seen,
  type SeenModal,
  startPlayground,
  type WorldSpec,
} from "../../playground/index.ts";
import { type RedisServer, startRedis } from "../../scripts/redis-server.ts";
import { start } from "../../src/main.ts";
import { connectStore, type Store } from "../../src/store/connection.ts";
import { learnerKeys } from "../../src/store/keys.ts";
import { configOf, type House, shown } from "./flashback.ts";

/** The form that an interaction was answered with; fails where it was answered with anything else. */
export function formOf(outcome: Outcome): SeenModal {
  if (outcome.modal) return outcome.modal;
  throw new Error(`no form: ${outcome.error ?? outcome.message?.texts ?? "nothing to see"}`);
}

/** What stands in the fields of a form as it opened, by label. */
export const valuesOf = (form: SeenModal): Readonly<Record<string, unknown>> =>
  Object.fromEntries(form.fields.map(({ label, value }) => [label, value]));

/** What the person alone was told; fails where everybody sees it. */
export function whispered(outcome: Outcome): string {
  const message = shown(outcome);
  if (!message.ephemeral) throw new Error(`everybody sees: ${message.texts}`);
  return message.texts;
}

/** The message that an interaction led to, once the work whose progress it shows is done. */
export async function atEnd(actor: Actor, outcome: Outcome): Promise<Seen> {
  const { id, channel } = shown(outcome);
  const now = () => actor.messages(channel).find((message) => message.id === id);
  await actor.waitFor(channel, () => !/^\*\*\w+ your cards…/.test(now()?.texts ?? ""), 30_000);
  const message = now();
  if (!message) throw new Error("the message is gone");
  return message;
}

/** The labels of a message's buttons, in reading order. */
export const labelsOf = (message: Seen): readonly string[] => message.buttons.map(({ label }) => label);

/** The deck that a message's buttons act on. */
export function deckIdOf(message: Seen): string {
  const ids = message.buttons.flatMap(
    ({ customId }) =>
      /^(?:[dc]1:[a-z]+|q1:start:\d+:study):([a-z0-9]{12})(?::|$)/.exec(customId ?? "")?.[1] ?? [],
  );
  const [id] = ids;
  if (id === undefined || ids.some((other) => other !== id)) throw new Error(`not one deck: ${ids.join()}`);
  return id;
}

/** A cell of a CSV file. */
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** A CSV file with a line of names, and a card a line after it. */
export const csvOf = (...cards: readonly (readonly [front: string, back: string])[]): Buffer =>
  Buffer.from(
    ["Question,Answer", ...cards.map(([front, back]) => `${cell(front)},${cell(back)}`)].join("\n"),
  );

/** A deck that was imported: its id, and the message that says so. */
interface Made {
  readonly id: string;
  readonly message: Seen;
}

/** Imports cards as a file of this title into a new deck. */
export async function makeDeck(
  actor: Actor,
  title: string,
  cards: readonly (readonly [front: string, back: string])[],
  { where = "#general", owner }: { readonly where?: string; readonly owner?: "server" | "me" } = {},
): Promise<Made> {
  const file = { name: `${title}.csv`, data: csvOf(...cards) };
  const preview = await atEnd(
    actor,
    await actor.slash(where, "deck import", { file, ...(owner && { owner }) }),
  );
  const message = await atEnd(actor, await actor.press(preview, "Import"));
  return { id: deckIdOf(message), message };
}

/** Starts a quiz of a deck, also where another one is open. */
export async function freshQuiz(actor: Actor, deck: string, where = "#general"): Promise<Seen> {
  const message = shown(await actor.slash(where, "quiz", { deck }));
  return labelsOf(message).includes("Start over") ? shown(await actor.press(message, "Start over")) : message;
}

/** So many cards, "Front 1" / "Back 1" and so on. */
export const numberedCards = (count: number): (readonly [string, string])[] =>
  Array.from({ length: count }, (_, index) => [`Front ${index + 1}`, `Back ${index + 1}`]);

/** A deck as a file, as its exporter downloads it. */
export async function exportOf(actor: Actor, where: string, deck: string, format: string) {
  const message = shown(await actor.slash(where, "deck export", { deck, format }));
  const [file] = message.files;
  if (!file) throw new Error(`no file: ${message.texts}`);
  return { name: file.name, data: await actor.download(file) };
}

/** A card as the JSON export has it, without what another deck may number otherwise. */
interface ExportedCard {
  readonly front: string;
  readonly back: string;
  readonly hint?: string;
  readonly tags?: readonly string[];
  readonly accepts?: readonly string[];
}

/** The cards of a deck, read from its export as JSON. */
export async function cardsOf(actor: Actor, where: string, deck: string): Promise<readonly ExportedCard[]> {
  const { data } = await exportOf(actor, where, deck, "json");
  const { cards } = JSON.parse(Buffer.from(data).toString()) as { cards: readonly ExportedCard[] };
  return cards.map(({ front, back, hint, tags = [], accepts = [] }) => ({
    front,
    back,
    tags,
    accepts,
    ...(hint !== undefined && { hint }),
  }));
}

/** On which learner day each card of a deck comes back for a person, by card number. */
export async function dueDays(
  { store }: Pick<House, "store">,
  actor: Actor,
  deckId: string,
): Promise<Readonly<Record<string, string>>> {
  const due: Record<string, string> = {};
  for (const key of await store.keys(learnerKeys(actor.user.id).due(deckId, 0).replace(/\d+$/, "*"))) {
    const flat = await store.zrange(key, "0", "-1", "WITHSCORES");
    for (let at = 0; at < flat.length; at += 2) due[String(flat[at])] = String(flat[at + 1]);
  }
  return due;
}

/** Flashback in a world of the test's own. */
export interface Hall {
  readonly playground: Playground;
  readonly redis: RedisServer;
  readonly store: Store;
  close(): Promise<void>;
}

/** Opens a Discord of this world, with the bot in this process. */
export async function openHall(world: WorldSpec): Promise<Hall> {
  const dir = await mkdtemp(join(tmpdir(), "flashback-test-"));
  const redis = await startRedis({ dir });
  const playground = await startPlayground({ world });
  const running = await start(configOf({ playground, redis }));
  await playground.whenBotReady();
  const store = await connectStore(redis.url);
  return {
    playground,
    redis,
    store,
    async close() {
      store.disconnect();
      await running.stop();
      await playground.close();
      await redis.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
