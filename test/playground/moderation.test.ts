import { expect, onTestFinished, test } from "vitest";
import { startPlayground } from "../../playground/index.ts";
import { channelOf, codeOf, shown, stage, startBot, v2 } from "./bot.ts";

test("a moderator deletes what anybody wrote; after that the bot cannot edit it and nobody can press in it", async () => {
  const { ada, ben, bot, playground } = await stage({ command: (interaction) => interaction.reply("ok") });
  await channelOf(bot, "general").send(v2("round", ["Join"]));
  const message = ada.last("#general");
  const { id, channelId } = message;
  expect(() => ben.deleteMessage(message)).toThrow("ben may not delete this message");
  const gone = ben.waitFor("#general", (seen) => seen.length === 0);
  ada.deleteMessage(message);
  expect(await gone).toEqual([]);
  const route = `/channels/${channelId}/messages/${id}` as const;
  expect(await codeOf(bot.client.rest.patch(route, { body: { components: [] } }))).toBe(10008);
  expect(await codeOf(bot.client.rest.delete(route))).toBe(10008);
  await expect(ben.press(message, "Join")).rejects.toThrow("not there any more");

  const mine = await ben.say("#general", "mine");
  ben.deleteMessage(mine);
  await bot.client.users.send(ada.user.id, "hello");
  expect(() => ada.deleteMessage(ada.last("@bot"))).toThrow("ada may not delete");
  expect(playground.problems).toEqual([]);
});

test("a message that is deleted while the bot works on a press in it", async () => {
  const codes: unknown[] = [];
  let pressed = () => {};
  const { ada, playground } = await stage({
    command: (interaction) => interaction.reply(v2("one", ["Next"])),
    button: async (interaction) => {
      pressed();
      codes.push(await codeOf(interaction.update(v2("two", ["Next"]))));
      codes.push(await codeOf(interaction.reply("instead")));
      codes.push(await codeOf(interaction.followUp("and more")));
    },
  });
  const message = shown(await ada.slash("#general", "go"));
  const arrived = new Promise<void>((resolve) => {
    pressed = () => {
      ada.deleteMessage(message);
      resolve();
    };
  });
  const outcome = ada.press(message, "Next");
  await arrived;
  expect(shown(await outcome).texts).toBe("instead");
  await expect.poll(() => codes, { timeout: 10_000 }).toEqual([10008, "no error", "no error"]);
  expect(ada.messages("#general").map(({ texts }) => texts)).toEqual(["instead", "and more"]);
  expect(playground.problems).toEqual([]);
});

test("a deleted message is told to clients with the intent for messages, an ephemeral one to nobody", async () => {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const heard: unknown[] = [];
  const listen = async (name: string, intents: ("Guilds" | "GuildMessages" | "DirectMessages")[]) => {
    const bot = await startBot(
      playground,
      { command: (interaction) => interaction.reply({ content: "private", flags: 64 }) },
      { intents },
    );
    onTestFinished(() => bot.stop());
    bot.client.on("raw" as never, (packet: { t: string; d: { id: string; guild_id?: string } }) => {
      if (packet.t === "MESSAGE_DELETE") heard.push([name, packet.d.id, packet.d.guild_id]);
    });
    return bot;
  };
  const bot = await listen("guilds", ["Guilds"]);
  await listen("messages", ["Guilds", "GuildMessages"]);
  await listen("direct", ["Guilds", "DirectMessages"]);
  const ada = playground.actor("ada");
  const guildId = [...playground.world.guilds.keys()][0];
  const said = await ada.say("#general", "mine");
  ada.deleteMessage(said);
  const sent = await bot.client.users.send(ada.user.id, "hello");
  await sent.delete();
  await expect
    .poll(() => heard, { timeout: 10_000 })
    .toEqual([
      ["messages", said.id, guildId],
      ["direct", sent.id, undefined],
    ]);
});

test("a deleted channel is unknown, to the bot and to people, and so are the messages that were in it", async () => {
  const codes: unknown[] = [];
  let deletes = () => {};
  const { ada, ben, bot, playground } = await stage({
    command: async (interaction) => {
      deletes();
      codes.push(await codeOf(interaction.reply("too late")));
    },
  });
  const { id } = channelOf(bot, "quiet-room");
  const sent = await channelOf(bot, "quiet-room").send(v2("round", ["Join"]));
  const message = ben.last("#quiet-room");
  expect(() => ben.deleteChannel("#quiet-room")).toThrow("ben may not delete quiet-room");
  const told = new Promise((resolve) => bot.client.once("channelDelete", (channel) => resolve(channel.id)));
  ada.deleteChannel("#quiet-room");
  expect(await told).toBe(id);
  expect(bot.client.channels.cache.has(id)).toBe(false);
  expect(await codeOf(bot.client.rest.get(`/channels/${id}`))).toBe(10003);
  expect(await codeOf(sent.edit(v2("two", ["Join"])))).not.toBe("no error");
  expect(await codeOf(bot.client.rest.patch(`/channels/${id}/messages/${sent.id}`, { body: {} }))).toBe(
    10003,
  );
  expect(await codeOf(bot.client.rest.post(`/channels/${id}/messages`, { body: { content: "x" } }))).toBe(
    10003,
  );
  await expect(ben.press(message, "Join")).rejects.toThrow("not there any more");
  await expect(ben.slash("#quiet-room", "go")).rejects.toThrow("There is no #quiet-room");

  deletes = () => ada.deleteChannel("#machine-learning");
  const outcome = await ben.slash("#machine-learning", "go", {}, { timeoutMs: 200 });
  expect(outcome.status).toBe("failed");
  expect(codes).toEqual([10003]);
  expect(() => ada.deleteChannel("@bot")).toThrow("ada may not delete");
  expect(playground.problems).toEqual([]);
});
