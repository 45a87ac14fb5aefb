import { expect, test } from "vitest";
import { codeOf, movedClock, shown, stage, v2 } from "./bot.ts";

test("an event missed while the connection was broken is replayed on resume", async () => {
  const { ada, bot, playground } = await stage({ command: (interaction) => interaction.reply("hello") });
  const resumed = new Promise((resolve) =>
    bot.client.once("shardResume", (_, replayed) => resolve(replayed)),
  );
  playground.faults.gateway.drop();
  const outcome = await ada.slash("#general", "go");
  expect(outcome).toMatchObject({ status: "answered", message: { texts: "hello" } });
  expect(await resumed).toBeGreaterThanOrEqual(1);
  expect(bot.received).toEqual([outcome.interactionId]);
});

test("a client that is asked to reconnect resumes", async () => {
  const { ada, bot, playground } = await stage({ command: (interaction) => interaction.reply("hello") });
  const resumed = new Promise((resolve) => bot.client.once("shardResume", resolve));
  playground.faults.gateway.reconnect();
  await resumed;
  expect((await ada.slash("#general", "go")).status).toBe("answered");
  expect(bot.received).toHaveLength(1);
});

test("a session that can be resumed is, on the same connection", async () => {
  const { ada, bot, playground } = await stage({ command: (interaction) => interaction.reply("hello") });
  const resumed = new Promise((resolve) => bot.client.once("shardResume", resolve));
  playground.faults.gateway.invalidate(true);
  await resumed;
  expect((await ada.slash("#general", "go")).status).toBe("answered");
  expect(bot.errors).toEqual([]);
});

test("after an invalid session the client identifies afresh", async () => {
  const { ada, bot, playground } = await stage({ command: (interaction) => interaction.reply("hello") });
  const ready = new Promise((resolve) => bot.client.once("shardReady", resolve));
  playground.faults.gateway.invalidate(false);
  await ready;
  await playground.whenBotReady();
  expect((await ada.slash("#general", "go")).status).toBe("answered");
}, 30_000);

test("members come over the gateway without the privileged intent", async () => {
  const { ada, bot } = await stage({});
  const guild = bot.client.guilds.cache.first();
  const members = await guild?.members.fetch({ user: [ada.user.id] });
  expect(members?.map((member) => member.displayName)).toEqual(["Ada"]);
});

test("a request for members stays without an answer while that fault lasts", async () => {
  const { ada, bot, playground } = await stage({});
  const guild = bot.client.guilds.cache.first();
  const fault = playground.faults.gateway.muteMembers();
  const asked = guild?.members.fetch({ user: [ada.user.id], time: 50 });
  expect(await codeOf(asked as Promise<unknown>)).toBe("GuildMembersTimeout");
  expect(fault.taken()).toBe(1);
  playground.faults.clear();
  expect((await guild?.members.fetch({ user: [ada.user.id] }))?.size).toBe(1);
});

test("discord.js waits out a 429 and repeats after a 5xx", async () => {
  const { ada, bot, playground } = await stage({});
  const user = await bot.client.users.fetch(ada.user.id);
  await user.createDM();
  const match = { method: "POST", route: /^\/channels\/\d+\/messages$/ };
  playground.faults.rest({ match, times: 1, answer: { status: 429, retryAfter: 0.02 } });
  playground.faults.rest({ match, times: 2, answer: { status: 503 } });
  await user.send("at last");
  expect(ada.messages("@bot")).toHaveLength(1);
  const statuses = playground.requests.filter((one) => one.route === "/channels/:id/messages");
  expect(statuses.map((one) => one.status)).toEqual([429, 503, 503, 200]);
});

test("too many messages at once are refused with Discord's headers", async () => {
  const { ada, playground } = await stage({});
  const { channelId } = await ada.say("#general", "hello");
  const post = () =>
    fetch(`${playground.apiUrl}/v10/channels/${channelId}/messages`, {
      method: "POST",
      headers: { authorization: `Bot ${playground.token}`, "content-type": "application/json" },
      body: JSON.stringify({ content: "x" }),
    });
  const answers = [await post(), await post(), await post(), await post(), await post(), await post()];
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 429]);
  expect(answers.map((answer) => answer.headers.get("x-ratelimit-remaining"))).toEqual([
    "4",
    "3",
    "2",
    "1",
    "0",
    "0",
  ]);
  const last = answers.at(-1);
  const body = (await last?.json()) as { retry_after: number };
  expect(body).toMatchObject({ global: false, message: "You are being rate limited." });
  expect(Number(last?.headers.get("retry-after"))).toBeCloseTo(body.retry_after, 2);
  expect(ada.messages("#general")).toHaveLength(6);
});

test("cut after: Discord took it; a repeat with the same nonce is the same message", async () => {
  const { ada, bot, playground } = await stage({});
  const user = await bot.client.users.fetch(ada.user.id);
  await user.createDM();
  const match = { method: "POST", route: /messages$/ };
  const cut = playground.faults.rest({ match, times: 1, answer: "cut-after" });
  await user.send({ content: "due", nonce: "n1", enforceNonce: true });
  expect(cut.taken()).toBe(1);
  expect(ada.messages("@bot")).toHaveLength(1);
  playground.faults.rest({ match, times: 1, answer: "cut-after" });
  await user.send("no nonce");
  expect(ada.messages("@bot")).toHaveLength(3);
});

test("cut before: Discord never heard of it", async () => {
  const { ada, bot, playground } = await stage({}, { rest: { retries: 0 } });
  const user = await bot.client.users.fetch(ada.user.id);
  await user.createDM();
  playground.faults.rest({ match: { route: /messages$/ }, times: 1, answer: "cut-before" });
  await expect(user.send("lost")).rejects.toThrow();
  expect(ada.messages("@bot")).toEqual([]);
  expect(playground.requests.at(-1)?.status).toBe(0);
});

test("a callback whose answer was lost is repeated by discord.js and finds itself acknowledged", async () => {
  const { ada, bot, playground } = await stage({ command: (interaction) => interaction.reply("hello") });
  playground.faults.rest({ match: { route: /callback$/ }, times: 1, answer: "cut-after" });
  expect(shown(await ada.slash("#general", "go")).texts).toBe("hello");
  await expect.poll(() => bot.errors, { timeout: 10_000 }).toMatchObject([{ code: 40060 }]);
  expect(ada.messages("#general")).toHaveLength(1);
});

test("a delayed request is taken later, and clear ends all faults", async () => {
  const { ada, playground } = await stage({ command: (interaction) => interaction.reply("hello") });
  const fault = playground.faults.rest({ match: { route: /callback$/ }, times: 5, answer: { delayMs: 5 } });
  expect((await ada.slash("#general", "go")).status).toBe("answered");
  expect(fault.taken()).toBe(1);
  playground.faults.clear();
  await ada.slash("#general", "go");
  expect(fault.taken()).toBe(1);
});

test("old messages take no more edits once that is switched on", async () => {
  const clock = movedClock();
  const { ada, bot, playground } = await stage(
    {
      command: (interaction) => interaction.reply(v2("old", ["Next"])),
      button: async (interaction) => {
        const code = await codeOf(interaction.update(v2("new", ["Next"])));
        await interaction.reply(`instead: ${code}`);
      },
    },
    { playground: { now: clock.now } },
  );
  const old = shown(await ada.slash("#general", "go"));
  playground.faults.refuseOldEdits();
  clock.advance(3_600_001);
  expect(shown(await ada.press(old, "Next")).texts).toBe("instead: 30046");
  expect(
    await codeOf(bot.client.rest.patch(`/channels/${old.channelId}/messages/${old.id}`, { body: {} })),
  ).toBe(30046);
  expect(ada.messages("#general")[0]?.texts).toBe("old");
});

test("a wrong token is refused everywhere", async () => {
  const { playground } = await stage({});
  const answer = await fetch(`${playground.apiUrl}/v10/users/@me`, { headers: { authorization: "Bot x" } });
  expect(answer.status).toBe(401);
  const socket = new WebSocket(playground.url.replace("http", "ws").concat("gateway?v=10&encoding=json"));
  socket.addEventListener("message", () => socket.send(JSON.stringify({ op: 2, d: { token: "x" } })), {
    once: true,
  });
  const closed = await new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
  expect(closed.code).toBe(4004);
});
