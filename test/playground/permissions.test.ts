import type { PermissionFlagsBits } from "discord.js";
import { expect, test } from "vitest";
import type { Playground, WorldSpec } from "../../playground/index.ts";
import { type Bot, channelOf, codeOf, shown, stage, v2 } from "./bot.ts";

const guilds: WorldSpec["guilds"] = [
  {
    name: "Own",
    channels: [{ name: "inside" }, { name: "other" }],
    managers: ["ada"],
    roles: [{ name: "Winner" }, { name: "Admin" }],
    botRole: { permissions: ["ManageRoles"], above: "Winner" },
  },
];
const inOwn = { playground: { world: { guilds } } };

const guildOf = ({ client }: Bot) => client.guilds.cache.first() ?? expect.fail("no guild");
const roleOf = (bot: Bot, name: string) =>
  guildOf(bot).roles.cache.find((role) => role.name === name)?.id ?? expect.fail(`no role ${name}`);
/** What discord.js itself reckons from roles and overwrites that the bot may do. */
const reckoned = (bot: Bot, name: string, permission: keyof typeof PermissionFlagsBits) =>
  channelOf(bot, name).permissionsFor(bot.client.user)?.has(permission);
const file = { attachment: Buffer.from("x"), name: "x.txt" };

test("roles are given and taken with Manage Roles, below the bot's own role", async () => {
  const { bot, ben, playground } = await stage({}, inOwn);
  const { roles, members } = guildOf(bot);
  const member = await members.fetch(ben.user.id);
  const [winner, admin] = [roleOf(bot, "Winner"), roleOf(bot, "Admin")];
  expect(roles.cache.map(({ name, position }) => [name, position])).toEqual([
    ["@everyone", 0],
    ["Winner", 1],
    ["Flashback", 2],
    ["Admin", 3],
  ]);
  const updates: string[] = [];
  bot.client.on("guildMemberUpdate", ({ id }) => updates.push(id));
  const held = async () => (await members.fetch({ user: ben.user.id, force: true })).roles.cache.has(winner);

  await member.roles.add(winner);
  await member.roles.add(winner);
  expect(await held()).toBe(true);
  await member.roles.remove(winner);
  expect(await held()).toBe(false);
  // With the Guilds intent alone nobody is told.
  expect(updates).toEqual([]);

  expect(await codeOf(member.roles.add(admin))).toBe(50013);
  const give = (userId: string, roleId: string) =>
    codeOf(bot.client.rest.put(`/guilds/${guildOf(bot).id}/members/${userId}/roles/${roleId}`));
  expect(await give(ben.user.id, "123456789012345678")).toBe(10011);
  expect(await give("123456789012345678", winner)).toBe(10007);
  expect(await give(ben.user.id, guildOf(bot).id)).toBe(50028);
  playground.leave("ben", "Own");
  expect(await give(ben.user.id, winner)).toBe(10007);
  playground.join("ben", "Own");
  playground.moveBotRole("Own", undefined);
  expect(await give(ben.user.id, winner)).toBe(50013);
  playground.moveBotRole("Own", "Admin");
  expect(await give(ben.user.id, admin)).toBe("no error");
  expect(roles.cache.map(({ name, position }) => [name, position])).toContainEqual(["Flashback", 3]);
  playground.setBotPermissions("Own", { deny: ["ManageRoles"] });
  expect(await give(ben.user.id, winner)).toBe(50013);
  expect(() => playground.moveBotRole("Own", "Nobody")).toThrow("Own has no role Nobody");
  expect(playground.problems).toEqual([]);
});

test("a member's change of roles is told to a client with that intent", async () => {
  const privilegedIntents = ["GuildMembers"] as const;
  const { bot, ben } = await stage(
    {},
    { playground: { world: { guilds, bot: { privilegedIntents } } }, intents: ["Guilds", "GuildMembers"] },
  );
  const member = await guildOf(bot).members.fetch(ben.user.id);
  const told = new Promise((resolve) =>
    bot.client.once("guildMemberUpdate", (_, now) => resolve(now.roles.cache.has(roleOf(bot, "Winner")))),
  );
  await member.roles.add(roleOf(bot, "Winner"));
  expect(await told).toBe(true);
});

/** Tries everything a bot does in a channel by itself; answers Discord's codes. */
async function tryAll(bot: Bot, playground: Playground, name: string) {
  const channel = channelOf(bot, name);
  const messages = playground.world.messages.forAll(channel.id);
  const own = messages.find(({ message }) => message.author.bot)?.message.id ?? "";
  const others = messages.findLast(({ message }) => !message.author.bot)?.message.id ?? "";
  return {
    send: await codeOf(channel.send("x")),
    attach: await codeOf(channel.send({ files: [file] })),
    edit: await codeOf(channel.messages.edit(own, "edited")),
    read: await codeOf(channel.messages.fetch({ message: own, force: true })),
    see: await codeOf(channel.fetch(true)),
    remove: await codeOf(channel.messages.delete(others)),
  };
}
const allowed = "no error";

test("what the bot may do in a channel is taken and given while it runs, and told to it", async () => {
  const { ada, bot, playground } = await stage({}, inOwn);
  const may = () => tryAll(bot, playground, "inside");
  await channelOf(bot, "inside").send("first");
  await ada.say("#inside", "hers");
  const atFirst = {
    send: allowed,
    attach: allowed,
    edit: allowed,
    read: allowed,
    see: allowed,
    remove: 50013,
  };
  expect(await may()).toEqual(atFirst);

  const updated = new Promise((resolve) => bot.client.once("channelUpdate", resolve));
  playground.setBotPermissions("#inside", { deny: ["AttachFiles"], allow: ["ManageMessages"] });
  await updated;
  expect(await may()).toEqual({ ...atFirst, attach: 50013, remove: allowed });
  expect(reckoned(bot, "inside", "AttachFiles")).toBe(false);
  expect(reckoned(bot, "other", "AttachFiles")).toBe(true);

  await ada.say("#inside", "hers");
  playground.setBotPermissions("#inside", { deny: ["SendMessages", "ManageMessages"] });
  expect(await may()).toEqual({ ...atFirst, send: 50013, attach: 50013 });
  playground.setBotPermissions("#inside", { allow: ["SendMessages"], deny: ["ReadMessageHistory"] });
  expect(await may()).toEqual({ ...atFirst, attach: 50013, read: 50013 });
  expect(await bot.client.rest.get(`/channels/${channelOf(bot, "inside").id}/messages`)).toEqual([]);
  playground.setBotPermissions("#inside", { deny: ["ViewChannel"] });
  const none = { send: 50001, attach: 50001, edit: 50001, read: 50001, see: 50001, remove: 50001 };
  expect(await may()).toEqual(none);
  await expect.poll(() => reckoned(bot, "inside", "ViewChannel"), { timeout: 10_000 }).toBe(false);
  expect(await codeOf(channelOf(bot, "other").send("x"))).toBe(allowed);

  playground.setBotPermissions("#inside", { allow: ["ViewChannel", "AttachFiles", "ReadMessageHistory"] });
  expect(await may()).toEqual(atFirst);
  expect(() => playground.setBotPermissions("#nowhere", {})).toThrow("There is no #nowhere");
  expect(() => playground.setBotPermissions("Own", { allow: ["Speak"], deny: ["Speak"] })).toThrow(
    "cannot be denied in the same breath",
  );
  expect(playground.problems).toEqual([]);
}, 60_000);

test("what is taken in a whole guild is taken from everyone, and interactions are answered all the same", async () => {
  const got: unknown[] = [];
  const { ada, bot, playground } = await stage(
    {
      command: async (interaction) => {
        const { appPermissions, memberPermissions } = interaction;
        got.push([appPermissions.has("SendMessages"), memberPermissions?.has("SendMessages")]);
        await interaction.reply({ files: [file] });
        await interaction.followUp("more");
      },
    },
    inOwn,
  );
  await ada.slash("#inside", "go");
  const updated = new Promise((resolve) => bot.client.once("roleUpdate", resolve));
  playground.setBotPermissions("Own", { deny: ["SendMessages", "AttachFiles"] });
  await updated;
  await ada.slash("#inside", "go");
  playground.setBotPermissions("#inside", { allow: ["SendMessages"] });
  await ada.slash("#inside", "go");
  expect(got).toEqual([
    [true, true],
    [false, false],
    [true, false],
  ]);
  await expect(ada.say("#inside", "hello")).rejects.toThrow("permission to send messages in #inside");
  expect(await codeOf(channelOf(bot, "inside").send("x"))).toBe(allowed);
  expect(await codeOf(channelOf(bot, "other").send("x"))).toBe(50013);
  expect(ada.messages("#inside")).toHaveLength(7);
  expect(bot.errors).toEqual([]);

  playground.setBotPermissions("Own", { deny: ["UseApplicationCommands"] });
  await expect(ada.slash("#inside", "go")).rejects.toThrow("go");
  playground.setBotPermissions("Own", { deny: ["ViewChannel"] });
  await expect(ada.slash("#inside", "go")).rejects.toThrow("ada is in no channel inside");
  expect(playground.problems).toEqual([]);
});

test("a bot with Administrator may do everything, whatever a channel says", async () => {
  const { bot, playground } = await stage({}, inOwn);
  playground.setBotPermissions("Own", { allow: ["Administrator"] });
  playground.setBotPermissions("#inside", { deny: ["SendMessages"] });
  expect(await codeOf(channelOf(bot, "inside").send("x"))).toBe(allowed);
});

test("a press is answered in a channel that the bot may not view any more", async () => {
  const { ada, playground } = await stage(
    {
      command: (interaction) => interaction.reply(v2("one", ["Next"])),
      button: (interaction) => interaction.update(v2("two", ["Next"])),
    },
    inOwn,
  );
  const message = shown(await ada.slash("#inside", "go"));
  playground.setBotPermissions("#inside", { deny: ["ViewChannel"] });
  expect(shown(await ada.press(message, "Next")).texts).toBe("two");
});
