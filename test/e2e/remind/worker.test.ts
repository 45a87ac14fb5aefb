import { afterEach, beforeEach, expect, test } from "vitest";
import type { Config } from "../../../src/config.ts";
import { type Running, start } from "../../../src/main.ts";
import { openReminderQueue, type ReminderQueues } from "../../../src/queues/reminders.ts";
import { tick } from "../../../src/reminders/planner.ts";
import { freshQuiz, makeDeck } from "../../support/decks.ts";
import { configOf, type House, openHouse, rate } from "../../support/flashback.ts";

const NOON = Date.parse("2026-05-15T12:00Z");

let house: House;
let queue: ReminderQueues;
let ahead: number;
const running: Running[] = [];

const now = () => Date.now() + ahead;

beforeEach(async () => {
  ahead = NOON - Date.now();
  house = await openHouse({ bot: "none" });
  queue = openReminderQueue({ url: house.redis.url }, () => {});
  running.push(await start({ ...configOf(house), role: "bot" }, { now }));
  await house.playground.whenBotReady();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await queue.close();
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const startWorker = async (more: Partial<Config> = {}) =>
  void running.push(await start({ ...configOf(house), role: "worker", ...more }, { now }));

const asked = (method: string, route: RegExp) =>
  house.playground.requests.filter((request) => request.method === method && route.test(request.path)).length;

const reminders = () => house.ada.messages("@bot").filter(({ texts }) => texts.includes("for today"));

/** Ada has learned something of a deck of her server's, and wants to be reminded at one. */
async function prepare(): Promise<void> {
  const { ada } = house;
  const { id } = await makeDeck(
    ada,
    "Knots",
    [
      ["Front 1", "Back 1"],
      ["Front 2", "Back 2"],
    ],
    { owner: "server" },
  );
  const quiz = await rate(house, ada, await freshQuiz(ada, id), 4);
  await ada.press(quiz, "Stop");
  await ada.slash("#general", "remind on", { time: "13:00", timezone: "UTC" });
  ahead += 61 * 60_000;
}

const plan = () =>
  tick({ store: house.store, now, waiting: queue.waiting, add: queue.add, onPlanned: () => {} });

test("a worker without a gateway plans and sends, and asks about members itself", async () => {
  await prepare();
  const [gateways, members] = [asked("GET", /^\/gateway/), asked("GET", /^\/guilds\/\d+\/members\//)];
  await startWorker();
  await house.ada.waitFor("@bot", () => reminders().length > 0);
  expect(reminders()[0]?.texts).toContain("- **Knots**: 1 new card");
  expect(asked("GET", /^\/guilds\/\d+\/members\//)).toBe(members + 1);
  expect(asked("GET", /^\/gateway/)).toBe(gateways);
});

test("a worker with a token that was reset asks once, says so, and leaves the reminder to another", async () => {
  await prepare();
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const ready = async () => await (await fetch(`http://127.0.0.1:${port}/ready`)).text();
  await startWorker({ token: "bm90LXRoZS10b2tlbg.x.y", http: { host: "127.0.0.1", port } });
  await expect.poll(ready, { timeout: 10_000 }).toContain("discord: refuses the token, or too much");
  expect(reminders()).toEqual([]);
  await startWorker();
  await house.ada.waitFor("@bot", () => reminders().length > 0, 20_000);
  ahead += 24 * 60 * 60_000;
  expect(await plan()).toBe(1);
  await house.ada.waitFor("@bot", () => reminders().length > 1, 20_000);
  expect(house.playground.requests.filter(({ status }) => status === 401).length).toBe(1);
});
