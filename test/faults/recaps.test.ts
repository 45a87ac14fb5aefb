import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { createRecaps } from "../../src/recap/recaps.ts";
import { endedWeek } from "../../src/recap/week.ts";
import { wallClock } from "../../src/reminders/when.ts";
import { deadlineIn, type Store } from "../../src/store/connection.ts";
import { boardKeys, boardName } from "../../src/store/keys.ts";
import { nextRecapOf } from "../../src/store/recaps.ts";
import { readSettings, writeSettings } from "../../src/store/settings.ts";
import { asked, openReminderArena, passHalfMinute, type ReminderArena } from "./reminders-arena.ts";

const DAY = 86_400_000;
const START = Date.parse("2026-03-20T12:00Z");

/** Clocks that change between the Mondays of the test (29 March, 5 April), and some that do not. */
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Pacific/Auckland",
  "America/Santiago",
  "Asia/Kolkata",
];

const soon = () => deadlineIn(5000);
const QUEUE = "{bull}:recap-send";

interface Server {
  readonly id: string;
  readonly zone: string;
  readonly channel: string;
}

/** Sets up recaps in all servers, with points in each week of the test. */
async function seed(store: Store, servers: readonly Server[], users: readonly string[]): Promise<void> {
  const recaps = createRecaps({
    store,
    library: { contents: async () => new Map() },
    now: () => START,
    nameOf: async () => undefined,
  });
  for (const { id, zone, channel } of servers) {
    await writeSettings(store, id, { zone, recap: { channel, by: users[0] } }, soon());
    await recaps.schedule(id, await readSettings(store, id, soon()), soon());
    const { all, board } = boardKeys(id);
    for (let week = 0; week < 5; week += 1) {
      const name = boardName(endedWeek("UTC", START + week * 7 * DAY).name, undefined);
      await store.zadd(all, "inf", name);
      await store.zadd(board(name), ...users.flatMap((user, index) => [index + 1, user]));
    }
  }
}

/** The recaps that arrived in each server. */
const posted = ({ playground }: ReminderArena, { channel }: Server) =>
  playground.world.messages
    .forAll(channel)
    .filter(({ message }) => JSON.stringify(message.components).includes("## Our week")).length;

/** Waits until no job is left, whether waiting, in hand or put off. */
async function emptied(arena: ReminderArena): Promise<void> {
  for (;;) {
    const jobs = await asked(arena, (store) => store.keys(`${QUEUE}:[0-9]*`));
    if (jobs.length === 0) return;
    await wait(200);
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(50);
}

test("recaps come once a server and week, whatever is killed while they go out, over clock changes", {
  timeout: 240_000,
}, async () => {
  const names = ZONES.map((zone) => `Server of ${zone}`);
  const arena = await openReminderArena(
    3,
    2,
    names.map((name) => ({ name, channels: [{ name: "general" }] })),
  );
  const { playground, redis, workers } = arena;
  const servers = ZONES.map((zone, index): Server => {
    const guild = [...playground.world.guilds.values()].find(({ name }) => name === names[index]);
    if (!guild) throw new Error("no server");
    return { id: guild.id, zone, channel: [...guild.channelIds][0] ?? "" };
  });
  const match = { method: "POST", route: /^\/channels\/\d+\/messages$/ };
  try {
    await asked(arena, (store) => seed(store, servers, arena.users));
    const faults: readonly (() => Promise<void>)[] = [
      // Killed after Discord took some and before the worker knew it, and in the middle of others.
      async () => {
        const cut = playground.faults.rest({ match, times: 2, answer: "cut-after" });
        const slow = playground.faults.rest({ match, times: 2, answer: { delayMs: 60_000 } });
        await until(() => cut.taken() === 2 && slow.taken() >= 1);
        playground.faults.clear();
        await passHalfMinute(arena, QUEUE);
      },
      // Redis is killed while they go out, and comes back.
      async () => {
        const slow = playground.faults.rest({ match, times: 4, answer: { delayMs: 1500 } });
        await until(() => slow.taken() >= 1);
        await redis.kill();
        await wait(1000);
        await redis.restart();
      },
      // Discord has trouble, and one worker is told to stop.
      async () => {
        const failing = playground.faults.rest({ match, times: 3, answer: { status: 503 } });
        await until(() => failing.taken() >= 1);
        await workers[0]?.end("SIGTERM");
      },
      async () => {},
    ];
    for (const [week, fault] of faults.entries()) {
      const monday = Date.parse("2026-03-23T23:30Z") + week * 7 * DAY;
      arena.setClock(monday);
      await Promise.all(workers.map((worker) => worker.wake()));
      await fault();
      await until(() => servers.every((server) => posted(arena, server) > week));
      // What was cut off is tried again: whatever would be one too many arrives by then.
      await emptied(arena);
      expect(servers.map((server) => posted(arena, server))).toEqual(servers.map(() => week + 1));
    }
    const next = await asked(arena, (store) =>
      Promise.all(
        servers.map(async ({ id, zone }) => wallClock(zone, (await nextRecapOf(store, id, soon())) ?? 0)),
      ),
    );
    expect(next).toEqual(servers.map(() => Date.parse("2026-04-20T09:00Z")));
    expect(arena.crashes).toEqual([]);
    expect(playground.problems).toEqual([]);
  } finally {
    await arena.close();
  }
});
