import { expect, test } from "vitest";
import type { WorldSpec } from "../../playground/index.ts";
import { type Bot, codeOf, shown, stage, v2 } from "./bot.ts";

const guilds: WorldSpec["guilds"] = [
  {
    name: "Own",
    channels: [{ name: "inside" }],
    managers: ["ada"],
    nicknames: { bot: "Helper" },
    roles: [{ name: "Winner" }],
    botRole: { permissions: ["ManageRoles"], above: "Winner" },
  },
  { name: "Far", botPresent: false, channels: [{ name: "away" }] },
];
const inOwn = { playground: { world: { guilds } } };
const command = { name: "here", description: "x", contexts: [0], integration_types: [0] };
const handlers: Parameters<typeof stage>[0] = {
  command: (interaction) => interaction.reply(v2("one", ["Next"])),
  button: (interaction) => interaction.update(v2("two", ["Next"])),
};
const namesOf = ({ client }: Bot) => client.guilds.cache.map((guild) => guild.name);
const told = (bot: Bot, event: "guildCreate" | "guildDelete" | "guildAvailable" | "guildUnavailable") =>
  new Promise<string>((resolve) => bot.client.once(event, (guild) => resolve(guild.name)));

test("a bot that is removed has lost the guild, and one that is invited again begins anew", async () => {
  const { ada, bot, playground } = await stage(handlers, { ...inOwn, commands: [command] });
  const { id, channels, joinedTimestamp } = bot.client.guilds.cache.first() ?? expect.fail("no guild");
  const channelId = channels.cache.first()?.id ?? "";
  const message = shown(await ada.slash("#inside", "here"));
  playground.setBotPermissions("#inside", { deny: ["AttachFiles"] });
  const left = told(bot, "guildDelete");
  playground.removeBot("Own");
  expect(await left).toBe("Own");
  expect(namesOf(bot)).toEqual([]);
  expect(
    await codeOf(bot.client.rest.post(`/channels/${channelId}/messages`, { body: { content: "x" } })),
  ).toBe(50001);
  expect(await codeOf(bot.client.rest.get(`/guilds/${id}/members/${ada.user.id}`))).toBe(50001);
  await expect(ada.slash("#inside", "here")).rejects.toThrow("here");
  expect(() => playground.removeBot("Own")).toThrow("not a member of Own");

  const joined = told(bot, "guildCreate");
  playground.addBot("Own");
  expect(await joined).toBe("Own");
  const again = bot.client.guilds.cache.first();
  expect(again?.id).toBe(id);
  expect(again?.joinedTimestamp).toBeGreaterThan(joinedTimestamp);
  expect(again?.members.me?.displayName).toBe("Flashback");
  expect(again?.roles.cache.map((role) => role.name)).toEqual(["@everyone", "Flashback", "Winner"]);
  expect(again?.members.me?.permissions.has("ManageRoles")).toBe(true);
  expect(again?.channels.cache.first()?.permissionsFor(bot.client.user)?.has("AttachFiles")).toBe(true);
  expect(shown(await ada.slash("#inside", "here")).texts).toBe("one");
  expect(shown(await ada.press(message, "Next")).texts).toBe("two");
  expect(() => playground.addBot("Own")).toThrow("a member of Own already");
  const second = told(bot, "guildCreate");
  playground.addBot("Far");
  expect(await second).toBe("Far");
  expect(playground.problems).toEqual([]);
});

test("a guild's own commands go with the bot", async () => {
  const { bot, playground } = await stage(handlers, inOwn);
  const { id } = bot.client.guilds.cache.first() ?? expect.fail("no guild");
  const route = `/applications/${bot.client.application.id}/guilds/${id}/commands` as const;
  await bot.client.rest.put(route, { body: [{ ...command, contexts: undefined }] });
  playground.removeBot("Own");
  playground.addBot("Own");
  expect(await bot.client.rest.get(route)).toEqual([]);
});

test("an outage is no removal: people wait, the bot keeps the guild, and it comes back as it was", async () => {
  const { ada, bot, playground } = await stage(handlers, inOwn);
  const message = shown(await ada.slash("#inside", "go"));
  const gone = told(bot, "guildUnavailable");
  playground.setAvailable("Own", false);
  expect(await gone).toBe("Own");
  expect(namesOf(bot)).toEqual(["Own"]);
  expect(bot.client.guilds.cache.first()?.available).toBe(false);
  await expect(ada.press(message, "Next")).rejects.toThrow("Own is not available at the moment");
  await expect(ada.slash("#inside", "go")).rejects.toThrow("Own is not available at the moment");
  expect((await ada.slash("@bot", "go")).status).toBe("answered");
  expect(ada.messages("#inside")).toHaveLength(1);
  const back = told(bot, "guildAvailable");
  playground.setAvailable("Own", true);
  expect(await back).toBe("Own");
  expect(shown(await ada.press(message, "Next")).texts).toBe("two");
  expect(playground.problems).toEqual([]);
});

test("a bot that connects during an outage has the guild as unavailable, and gets it when that ends", async () => {
  const { bot, playground } = await stage(handlers, inOwn);
  const gone = told(bot, "guildUnavailable");
  playground.setAvailable("Own", false);
  await gone;
  const heard: unknown[] = [];
  bot.client.on("raw" as never, (packet: { t: string; d: object }) => {
    if (packet.t === "READY" || packet.t === "GUILD_DELETE" || packet.t === "GUILD_CREATE")
      heard.push(packet);
  });
  playground.faults.gateway.invalidate(false);
  await expect
    .poll(() => heard, { timeout: 20_000 })
    .toMatchObject([
      { t: "READY", d: { guilds: [{ unavailable: true }] } },
      { t: "GUILD_DELETE", d: { unavailable: true } },
    ]);
  playground.setAvailable("Own", true);
  await expect.poll(() => bot.client.guilds.cache.first()?.available, { timeout: 10_000 }).toBe(true);
});
