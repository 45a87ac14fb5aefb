import { expect, test } from "vitest";
import { codeOf, movedClock, shown, stage, v2 } from "./bot.ts";

test("commands and buttons work in direct messages, unseen by others", async () => {
  const { ada, ben, playground } = await stage({
    command: (interaction) =>
      interaction.reply(v2(`dm ${interaction.inGuild()} ${interaction.context}`, ["Next"])),
    button: (interaction) => interaction.update(v2("next", ["Next"])),
  });
  const message = shown(await ada.slash("@bot", "go"));
  expect(message).toMatchObject({ texts: "dm false 1", channel: "@bot" });
  expect(shown(await ada.press(message, "Next")).texts).toBe("next");
  expect(ben.messages("@bot")).toEqual([]);
  expect(playground.problems).toEqual([]);
});

test("the bot writes to a person first, unless they closed their direct messages", async () => {
  const { ada, ben, bot, playground } = await stage({});
  const user = await bot.client.users.fetch(ada.user.id);
  await user.send(v2("Hello", ["Stop"]));
  expect(ada.last("@bot")).toMatchObject({ author: "Flashback", texts: "Hello" });
  ben.closeDms();
  const other = await bot.client.users.fetch(ben.user.id);
  expect(await codeOf(other.send("Hello"))).toBe(50007);
  expect(ben.messages("@bot")).toEqual([]);
  ben.openDms();
  await other.send("Hello again");
  expect(ben.last("@bot").texts).toBe("Hello again");
  expect(playground.problems).toEqual([]);
});

test("an app that only the person installed: owners, context, no access, five follow-ups", async () => {
  const got: unknown[] = [];
  const { ada, bot, playground } = await stage({
    command: async (interaction, client) => {
      got.push(
        interaction.authorizingIntegrationOwners.userId,
        interaction.authorizingIntegrationOwners.guildId,
        interaction.context,
        interaction.guildId,
        interaction.guild,
      );
      await interaction.reply(v2("hi", ["Next"]));
      got.push(await codeOf(client.rest.get(`/channels/${interaction.channelId}`)));
      got.push(
        await codeOf(
          client.rest.post(`/channels/${interaction.channelId}/messages`, { body: { content: "x" } }),
        ),
      );
      got.push(
        await codeOf(client.rest.get(`/guilds/${interaction.guildId}/members/${interaction.user.id}`)),
      );
      for (let count = 1; count <= 5; count += 1) await interaction.followUp(`${count}`);
      got.push(await codeOf(interaction.followUp("6")));
      await interaction.editReply(v2("edited", ["Next"]));
    },
    button: (interaction) => interaction.update(v2("next", ["Next"])),
  });
  const guild = [...playground.world.guilds.values()].find((one) => one.name === "Guest House");
  expect(bot.client.guilds.cache.map((one) => one.name)).toEqual(["Study Hall"]);
  const first = shown(await ada.slash("#lounge@Guest House", "go"));
  await ada.waitFor("#lounge", ([message]) => message?.texts === "edited", 15_000);
  expect(got).toEqual([ada.user.id, null, 0, guild?.id, null, 50001, 50001, 50001, 40094]);
  expect(ada.messages("#lounge").map((message) => message.texts)).toEqual([
    "edited",
    "1",
    "2",
    "3",
    "4",
    "5",
  ]);
  expect(shown(await ada.press(first, "Next")).texts).toBe("next");
  expect(playground.problems).toEqual([]);
}, 30_000);

test("a command for servers that installed the bot is not offered elsewhere", async () => {
  const { ada, bot } = await stage({ command: (interaction) => interaction.reply("ok") });
  await bot.client.application.commands.set([
    { name: "here", description: "x", contexts: [0], integrationTypes: [0] },
    { name: "mine", description: "x", contexts: [1], integrationTypes: [1] },
  ]);
  expect((await ada.slash("#general", "here")).status).toBe("answered");
  expect((await ada.slash("@bot", "mine")).status).toBe("answered");
  await expect(ada.slash("#lounge", "here")).rejects.toThrow("no command /here here");
  await expect(ada.slash("@bot", "here")).rejects.toThrow("there are: /mine");
});

test("messages in channels: send, list, edit, delete, and other people's are theirs", async () => {
  const { ada, bot, playground } = await stage({});
  const theirs = await ada.say("#general", "hello all");
  const channel = await bot.client.channels.fetch(theirs.channelId);
  if (!channel?.isSendable()) throw new Error("no channel to send to");
  const mine = await channel.send("first");
  await mine.edit("second");
  expect(ada.messages("#general").map((message) => `${message.author}: ${message.texts}`)).toEqual([
    "ada: hello all",
    "Flashback: second",
  ]);
  expect((await channel.messages.fetch()).map((message) => message.id)).toEqual([mine.id, theirs.id]);
  const route = `/channels/${theirs.channelId}/messages/${theirs.id}` as const;
  expect(await codeOf(bot.client.rest.patch(route, { body: { content: "x" } }))).toBe(50005);
  expect(await codeOf(bot.client.rest.delete(route))).toBe(50013);
  await mine.delete();
  expect(await codeOf(mine.edit("x"))).toBe(10008);
  expect(ada.messages("#general")).toHaveLength(1);
  expect(playground.problems).toEqual([]);
});

test("one nonce is one message for some minutes", async () => {
  const clock = movedClock();
  const { ada, bot } = await stage({}, { playground: { now: clock.now } });
  const user = await bot.client.users.fetch(ada.user.id);
  const send = (nonce: string) => user.send({ content: "due", nonce, enforceNonce: true });
  const first = await send("a");
  expect((await send("a")).id).toBe(first.id);
  expect((await send("b")).id).not.toBe(first.id);
  clock.advance(10 * 60_000);
  expect((await send("a")).id).not.toBe(first.id);
  expect(ada.messages("@bot")).toHaveLength(3);
});

test("mentions ping only whom allowed_mentions lets them", async () => {
  const { ada, ben, bot } = await stage({});
  const user = await bot.client.users.fetch(ada.user.id);
  const text = `<@${ben.user.id}> @everyone`;
  await user.send(text);
  expect(ada.last("@bot").message).toMatchObject({ mentions: [], mention_everyone: false });
  await user.send({ ...v2(text, ["x"]), allowedMentions: { users: [ben.user.id] } });
  expect(ada.last("@bot").message).toMatchObject({
    mentions: [{ id: ben.user.id }],
    mention_everyone: false,
  });
  await bot.client.rest.post(`/channels/${ada.last("@bot").channelId}/messages`, { body: { content: text } });
  expect(ada.last("@bot").message).toMatchObject({ mentions: [{ id: ben.user.id }], mention_everyone: true });
});

test("files are shown by what refers to them, and served", async () => {
  const { ada, bot, playground } = await stage({});
  const user = await bot.client.users.fetch(ada.user.id);
  await user.send({
    flags: 1 << 15,
    components: [
      { type: 12, items: [{ media: { url: "attachment://formula.txt" }, description: "a² + b²" }] },
    ],
    files: [{ name: "formula.txt", attachment: Buffer.from("a² + b²") }],
  });
  const gallery = ada.last("@bot").message.components?.[0] as unknown as {
    items: { media: { url: string } }[];
  };
  const answer = await fetch(gallery.items[0]?.media.url ?? "");
  expect(await answer.text()).toBe("a² + b²");
  expect(playground.problems).toEqual([]);
});

test("who is not in a server sees none of it, and is no member to the bot", async () => {
  const guilds = [{ name: "Closed", channels: [{ name: "inside" }], members: ["ada"], managers: ["ada"] }];
  const { ada, ben, bot, playground } = await stage(
    { command: (interaction) => interaction.reply("ok") },
    { playground: { world: { guilds } } },
  );
  const { id } = bot.client.guilds.cache.first() ?? { id: "" };
  expect(await codeOf(bot.client.rest.get(`/guilds/${id}/members/${ben.user.id}`))).toBe(10007);
  expect(await codeOf(bot.client.rest.get(`/guilds/${id}/members/${ada.user.id}`))).toBe("no error");
  await expect(ben.slash("#inside", "go")).rejects.toThrow("ben is in no channel");
  await ada.slash("#inside", "go");
  expect(() => ben.messages("#inside")).toThrow("ben is in no channel");
  expect(playground.problems).toEqual([]);
});

test("a command that needs a permission is offered to those who have it", async () => {
  const { ada, ben, bot } = await stage({ command: (interaction) => interaction.reply("ok") });
  await bot.client.application.commands.set([
    { name: "settings", description: "x", defaultMemberPermissions: "ManageGuild" },
  ]);
  expect((await ada.slash("#general", "settings")).status).toBe("answered");
  await expect(ben.slash("#general", "settings")).rejects.toThrow("no command /settings here");
});
