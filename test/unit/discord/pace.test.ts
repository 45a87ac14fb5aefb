import { describe, expect, test } from "vitest";
import { PACES, paced } from "../../../src/discord/pace.ts";

const BASE = "https://discord.test/api";

/** A paced client's fetch, and what it did: what it asked, and how long it waited before. */
function open(perSecond: number) {
  const asked: string[] = [];
  const pauses: number[] = [];
  const request = paced(BASE, perSecond, {
    makeRequest: async (url) => {
      asked.push(url);
      return new Response() as never;
    },
    pause: async (milliseconds) => void pauses.push(milliseconds),
  });
  return { asked, pauses, get: (path: string) => request(`${BASE}/v10${path}`, {}) };
}

test("the shares of a bot and its worker, or of one process that is both, are 40 of Discord's 50", () => {
  const { all, bot, worker } = PACES;
  expect(all.client + all.direct).toBe(40);
  expect(bot.client + bot.direct + worker.client + worker.direct).toBe(40);
});

describe("requests to Discord", () => {
  test("go out at the pace, after a few at once", async () => {
    const { asked, pauses, get } = open(10);
    await Promise.all(Array.from({ length: 9 }, () => get("/channels/1/messages")));
    expect(asked.length).toBe(9);
    expect(pauses.map((pause) => Math.round(pause / 100))).toEqual([1, 2, 3, 4]);
  });

  test("that answer interactions, or follow on them, wait for nothing and take nobody's turn", async () => {
    const { pauses, get } = open(10);
    for (let count = 0; count < 50; count += 1) {
      await get("/interactions/1/token/callback?with_response=true");
      await get("/webhooks/1/token/messages/@original");
    }
    for (let count = 0; count < 5; count += 1) await get("/channels/1/webhooks/");
    expect(pauses).toEqual([]);
  });
});
