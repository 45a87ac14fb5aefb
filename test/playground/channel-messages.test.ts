/** What the bot writes into channels by itself, without an interaction. */
import { expect, test } from "vitest";
import { mostWithin } from "../../playground/index.ts";
import { channelOf, codeOf, shown, stage, v2 } from "./bot.ts";

test("a message with buttons is everybody's to press; its edits reach all", async () => {
  const { ada, ben, bot, playground } = await stage({
    button: (interaction) => interaction.reply({ content: `${interaction.user.username} is in`, flags: 64 }),
  });
  const sent = await channelOf(bot, "general").send(v2("Round: 0 in", ["Join"]));
  const [hers, his] = [ada.last("#general"), ben.last("#general")];
  expect(hers).toMatchObject({ id: sent.id, author: "Flashback", texts: "Round: 0 in" });
  expect(shown(await ada.press(hers, "Join")).texts).toBe("ada is in");
  expect(shown(await ben.press(his, "Join")).texts).toBe("ben is in");
  await sent.edit(v2("Round: 2 in", ["Join"]));
  for (const person of [ada, ben]) {
    expect(person.messages("#general").map(({ texts }) => texts)).toEqual([
      "Round: 2 in",
      `${person.user.username} is in`,
    ]);
  }
  expect(playground.problems).toEqual([]);
});

test("a reply tells what it answers, pings whom it answers unless told not to, and asks for history", async () => {
  const { ada, bot, playground } = await stage({});
  const channel = channelOf(bot, "general");
  const said = await ada.say("#general", "When is the round?");
  const reply = { messageReference: said.id };
  const sent = await channel.send({ content: "At eight", reply });
  expect(sent.reference).toMatchObject({ messageId: said.id, channelId: said.channelId });
  const { message } = ada.last("#general");
  expect(message).toMatchObject({
    type: 19,
    message_reference: { message_id: said.id, guild_id: channel.guildId },
    referenced_message: { id: said.id, content: "When is the round?" },
    mentions: [],
  });
  await channel.send({ content: "At nine", reply, allowedMentions: { repliedUser: true } });
  expect(ada.last("#general").message.mentions).toMatchObject([{ id: ada.user.id }]);

  playground.setBotPermissions("#general", { deny: ["ReadMessageHistory"] });
  expect(await codeOf(channel.send({ content: "x", reply }))).toBe(160002);
  playground.setBotPermissions("#general", { allow: ["ReadMessageHistory"] });
  ada.deleteMessage(said);
  await channel.send({ content: "plain", reply: { ...reply, failIfNotExists: false } });
  expect(ada.last("#general").message).toMatchObject({ type: 0, content: "plain" });
  expect(playground.problems).toEqual([]);
  expect(await codeOf(channel.send({ content: "x", reply }))).toBe(50035);
  expect(playground.problems[0]).toContain("message_reference: Unknown message");
}, 30_000);

test("a channel takes five messages and five edits in five seconds, each channel and each kind by itself", async () => {
  const { ada, bot, playground } = await stage({});
  const { channelId } = await ada.say("#general", "hello");
  const other = (await ada.say("#quiet-room", "hello")).channelId;
  const ask = async (method: string, path: string) => {
    const answer = await fetch(`${playground.apiUrl}/v10${path}`, {
      method,
      headers: { authorization: `Bot ${playground.token}`, "content-type": "application/json" },
      body: JSON.stringify({ content: "x" }),
    });
    return { status: answer.status, id: ((await answer.json()) as { id: string }).id };
  };
  const post = (where: string) => ask("POST", `/channels/${where}/messages`);
  const statuses: number[] = [];
  const { id } = await post(channelId);
  for (let count = 1; count <= 5; count += 1) statuses.push((await post(channelId)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 429]);
  for (let count = 1; count <= 6; count += 1) {
    statuses.push((await ask("PATCH", `/channels/${channelId}/messages/${id}`)).status);
  }
  expect(statuses.slice(5)).toEqual([200, 200, 200, 200, 200, 429]);
  expect((await post(other)).status).toBe(200);

  expect(playground.limited.map(({ method, route, status }) => [method, route, status])).toEqual([
    ["POST", "/channels/:id/messages", 429],
    ["PATCH", "/channels/:id/messages/:id", 429],
  ]);
  const edits = playground.requestsTo("PATCH", "/channels/:id/messages/:id", id);
  expect(edits).toHaveLength(6);
  expect(mostWithin(edits, 60_000)).toBe(6);
  expect(playground.requestsTo("POST", "/channels/:id/messages", other)).toHaveLength(1);
  expect(playground.requestsTo("POST", "/channels/:id/messages")).toHaveLength(7);
  expect(bot.errors).toEqual([]);
});

test("the most requests within a span, from their times", () => {
  const at = (...times: number[]) =>
    times.map((realMs) => ({
      method: "GET",
      path: "",
      route: "",
      body: undefined,
      status: 200,
      at: 0,
      realMs,
    }));
  expect(mostWithin([], 1_000)).toBe(0);
  expect(mostWithin(at(0, 1_000, 2_000), 1_000)).toBe(1);
  expect(mostWithin(at(0, 999, 2_000), 1_000)).toBe(2);
  expect(mostWithin(at(500, 0, 400, 5_000, 5_100, 5_200, 5_300), 1_000)).toBe(4);
});

test("answers to many people in one channel are limited by their own tokens alone", async () => {
  const { bot, playground } = await stage(
    {
      button: async (interaction) => {
        await interaction.reply({ content: "1", flags: 64 });
        await interaction.editReply("2");
        await interaction.followUp({ content: "3", flags: 64 });
      },
    },
    { playground: { world: { crowd: 30 } } },
  );
  await channelOf(bot, "general").send(v2("Round", ["Join"]));
  const actors = playground.crowd;
  await Promise.all(actors.map((actor) => actor.press(actor.last("#general"), "Join")));
  await Promise.all(actors.map((actor) => actor.waitFor("#general", (seen) => seen.length === 3, 20_000)));
  expect(actors.map((actor) => actor.messages("#general").map(({ texts }) => texts))).toEqual(
    actors.map(() => ["Round", "2", "3"]),
  );
  expect(playground.limited).toEqual([]);
  expect(playground.problems).toEqual([]);
}, 60_000);
