import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Playground, startPlayground } from "../../../playground/index.ts";
import { createDirectMessages, type DirectMessages } from "../../../src/discord/direct-messages.ts";
import { card, text } from "../../../src/discord/views/parts.ts";

const VIEW = card(0, text("Hello <@123456789012345678>"));
const MINUTE = 60_000;

let playground: Playground;
let direct: DirectMessages;
/** The clock that the budget is kept by. */
let time: number;
let begin: number;

// One a test: what Discord lets into a channel in a few seconds is not much.
beforeEach(async () => {
  playground = await startPlayground();
  time = 1_800_000_000_000;
  direct = open();
  begin = 0;
});
afterEach(async () => {
  expect(playground.problems).toEqual([]);
  await playground.close();
});

const open = (token = playground.token) =>
  createDirectMessages({ apiUrl: playground.apiUrl, token, perSecond: 5000, clock: () => time });
const idOf = (name: string) => playground.actor(name).user.id;
const to = (name: string, channelId?: string) => ({ userId: idOf(name), channelId, silent: false });
const inbox = (name: string) => playground.actor(name).messages("@bot");
const asked = () => playground.requests.slice(begin).map(({ method, path }) => `${method} ${path}`);
const opening = /^\/users\/@me\/channels$/;
const posting = /\/messages$/;

/** Opens the channel and says which it is. */
async function channelOf(name: string): Promise<string> {
  const delivery = await direct.send(to(name), VIEW);
  if (delivery.outcome !== "sent") throw new Error(delivery.outcome);
  begin = playground.requests.length;
  return delivery.channelId;
}

describe("a message", () => {
  test("opens the channel, arrives, and pings nobody", async () => {
    const delivery = await direct.send(to("ada"), VIEW, "nonce-1");
    expect(delivery.outcome).toBe("sent");
    expect(inbox("ada").at(-1)?.texts).toContain("Hello");
    const [, { body } = { body: undefined }] = playground.requests.slice(begin);
    expect(body).toMatchObject({
      allowed_mentions: { parse: [] },
      nonce: "nonce-1",
      enforce_nonce: true,
      flags: 1 << 15,
    });
  });

  test("to a known channel is one request; the channel is remembered where it is not", async () => {
    const channelId = await channelOf("ada");
    await direct.send(to("ada"), VIEW);
    await open().send(to("ada", channelId), VIEW);
    expect(asked()).toEqual(Array(2).fill(`POST /channels/${channelId}/messages`));
  });

  test("that is to be silent is", async () => {
    await direct.send({ ...to("ada"), silent: true }, VIEW);
    expect(playground.requests.at(-1)?.body).toMatchObject({ flags: (1 << 15) | (1 << 12) });
  });

  test("with the same nonce is one message", async () => {
    await direct.send(to("ada"), VIEW, "nonce-2");
    const before = inbox("ada").length;
    expect((await direct.send(to("ada"), VIEW, "nonce-2")).outcome).toBe("sent");
    expect(inbox("ada").length).toBe(before);
  });

  test("to a channel that is gone goes to a new one", async () => {
    const channelId = await channelOf("ada");
    expect(await direct.send(to("ada", "700000000000000001"), VIEW)).toEqual({ outcome: "sent", channelId });
  });

  test("to a channel that is gone again and again is given up", async () => {
    playground.faults.rest({ match: { route: posting }, times: 9, answer: { status: 404, code: 10003 } });
    expect((await direct.send(to("ada", "700000000000000001"), VIEW)).outcome).toBe("failed");
    expect(asked().length).toBe(3);
  });
});

describe("what Discord answers", () => {
  test("closed direct messages", async () => {
    playground.actor("ben").closeDms();
    expect(await direct.send(to("ben"), VIEW)).toEqual({ outcome: "closed" });
  });

  test("no server in common, and a person who is no more", async () => {
    playground.faults.rest({ match: { route: posting }, times: 1, answer: { status: 403, code: 50278 } });
    expect(await direct.send(to("ada"), VIEW)).toEqual({ outcome: "closed" });
    expect(await direct.send({ userId: "700000000000000009", silent: false }, VIEW)).toEqual({
      outcome: "closed",
    });
  });

  test.each([true, false])(
    "a rate limit (global: %s): as long as Discord says, without a second request",
    async (isGlobal) => {
      const channelId = await channelOf("ada");
      playground.faults.rest({
        match: { route: posting },
        times: 1,
        answer: { status: 429, retryAfter: 3, global: isGlobal },
      });
      const delivery = await direct.send(to("ada", channelId), VIEW);
      expect(delivery).toMatchObject({ outcome: "wait", whom: isGlobal ? "all" : "one" });
      if (delivery.outcome === "wait") {
        expect(delivery.milliseconds).toBeGreaterThanOrEqual(3000);
        expect(delivery.milliseconds).toBeLessThan(4000);
      }
      expect(asked().length).toBe(1);
    },
  );

  test("more than its own pace: to wait, without a request", async () => {
    const slow = createDirectMessages({ apiUrl: playground.apiUrl, token: playground.token, perSecond: 2 });
    const channelId = await channelOf("ada");
    const endings = [];
    for (let count = 0; count < 3; count += 1) endings.push(await slow.send(to("ada", channelId), VIEW));
    expect(endings.map(({ outcome }) => outcome)).toEqual(["sent", "sent", "wait"]);
    expect(endings.at(-1)).toMatchObject({ whom: "all" });
    expect(asked().length).toBe(2);
  });

  test("what is only looked up waits its turn instead", async () => {
    const slow = createDirectMessages({ apiUrl: playground.apiUrl, token: playground.token, perSecond: 2 });
    const path = `/users/${idOf("ada")}` as const;
    const asking = [slow.get(path), slow.get(path), slow.get(path)];
    expect(await Promise.all(asking)).toEqual(Array(3).fill(expect.objectContaining({ id: idOf("ada") })));
  });

  test("channels are opened too fast: none is for a while, and known ones go on", async () => {
    playground.faults.rest({ match: { route: opening }, times: 1, answer: { status: 400, code: 40003 } });
    const delivery = await direct.send(to("ada"), VIEW);
    expect(delivery).toEqual({ outcome: "wait", milliseconds: 10_000, whom: "one" });
    time += 4000;
    expect(await direct.send(to("ben"), VIEW)).toEqual({ outcome: "wait", milliseconds: 6000, whom: "one" });
    expect(asked().length).toBe(1);
    const channelId = playground.world.channels
      .values()
      .find(({ recipientId }) => recipientId === idOf("ada"))?.id;
    expect((await direct.send(to("ada", channelId), VIEW)).outcome).toBe("sent");
    time += 6000;
    expect((await direct.send(to("ben"), VIEW)).outcome).toBe("sent");
  });

  test.each([
    ["a 5xx", { status: 500 }],
    ["a connection that breaks before", "cut-before"],
    ["a connection that breaks after", "cut-after"],
  ] as const)("%s: unknown for a message, failed for a channel, and one request each", async (_, answer) => {
    const channelId = await channelOf("ada");
    playground.faults.rest({ match: { route: posting }, times: 1, answer });
    expect((await direct.send(to("ada", channelId), VIEW)).outcome).toBe("unknown");
    playground.faults.rest({ match: { route: opening }, times: 1, answer });
    expect((await open().send(to("ada"), VIEW)).outcome).toBe("failed");
    expect(asked().filter((one) => one.includes("messages")).length).toBe(1);
  });

  test("anything else it refuses did not arrive", async () => {
    playground.faults.rest({ match: { route: posting }, times: 1, answer: { status: 400, code: 50035 } });
    expect((await direct.send(to("ada"), VIEW)).outcome).toBe("failed");
  });
});

describe("requests that Discord counts against the bot", () => {
  test("a token that was revoked: one request, then none for ten minutes, then one", async () => {
    const revoked = open("bm90LWEtdG9rZW4.x.y");
    expect((await revoked.send(to("ada"), VIEW)).outcome).toBe("failed");
    for (let count = 0; count < 20; count += 1) {
      expect(await revoked.send(to("ada"), VIEW)).toEqual({
        outcome: "wait",
        milliseconds: 10 * MINUTE,
        whom: "process",
      });
    }
    await expect(revoked.get(`/users/${idOf("ada")}`)).rejects.toThrow("not asked for a while");
    expect(revoked.silence()).toBe(10 * MINUTE);
    expect(asked().length).toBe(1);
    time += 10 * MINUTE;
    expect((await revoked.send(to("ada"), VIEW)).outcome).toBe("failed");
    expect(asked().length).toBe(2);
  });

  test("after 1,000 in ten minutes nothing is sent for the rest of them", async () => {
    const channelId = await channelOf("ada");
    const answer = { status: 403, code: 50007 };
    playground.faults.rest({ match: { route: posting }, times: 2000, answer });
    for (let count = 0; count < 999; count += 1) await direct.send(to("ada", channelId), VIEW);
    time += 4 * MINUTE;
    expect(await direct.send(to("ada", channelId), VIEW)).toEqual({ outcome: "closed" });
    expect(await direct.send(to("ada", channelId), VIEW)).toEqual({
      outcome: "wait",
      milliseconds: 6 * MINUTE,
      whom: "process",
    });
    expect(asked().length).toBe(1000);
    playground.faults.clear();
    time += 6 * MINUTE;
    expect((await direct.send(to("ada", channelId), VIEW)).outcome).toBe("sent");
  });
});
