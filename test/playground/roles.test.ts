import { expect, test } from "vitest";
import { codeOf, stage } from "./bot.ts";

const commands = [
  {
    name: "grant",
    description: "Grant",
    contexts: [0, 1],
    integration_types: [0, 1],
    options: [
      { type: 8, name: "role", description: "Which" },
      { type: 6, name: "person", description: "Who" },
      { type: 7, name: "where", description: "Where", channel_types: [0] },
      { type: 9, name: "any", description: "Any" },
      { type: 10, name: "weight", description: "How much", min_value: 0.5 },
    ],
  },
];

const named = [
  { name: "Own", channels: [{ name: "inside" }], nicknames: { ada: "Ada the Great", bot: "Helper" } },
];

test("roles are the guild's, the members', and those of whoever uses a command", async () => {
  const roles: unknown[] = [];
  const { ada, ben, bot, playground } = await stage({
    command: (interaction) => {
      if (interaction.inCachedGuild()) {
        roles.push(
          interaction.member.roles.cache.map((role) => role.name).filter((name) => name !== "@everyone"),
        );
      }
      return interaction.reply("ok");
    },
  });
  await ada.slash("#general", "go");
  await ben.slash("#general", "go");
  expect(roles).toEqual([[], ["Deck editors"]]);
  const guild = bot.client.guilds.cache.first();
  expect(guild?.roles.cache.map((role) => role.name)).toEqual(["@everyone", "Flashback", "Deck editors"]);
  const editors = guild?.roles.cache.find((role) => role.name === "Deck editors");
  expect(editors?.colors.primaryColor).toBe(0x1abc9c);
  const fetched = (await bot.client.rest.get(`/guilds/${guild?.id}/roles`)) as { id: string; name: string }[];
  expect(fetched.map((role) => role.name)).toEqual(["@everyone", "Flashback", "Deck editors"]);
  expect(await bot.client.rest.get(`/guilds/${guild?.id}/roles/${editors?.id}`)).toEqual(fetched[2]);
  expect(await codeOf(bot.client.rest.get(`/guilds/${guild?.id}/roles/${ben.user.id}`))).toBe(10011);
  const member = await guild?.members.fetch({ user: ben.user.id, force: true });
  expect(member?.roles.cache.has(editors?.id ?? "")).toBe(true);
  expect(member?.permissions.has("ManageGuild")).toBe(false);
  expect(playground.problems).toEqual([]);
});

test("roles, people, channels and numbers as options", async () => {
  const got: unknown[] = [];
  const { ada, ben, playground } = await stage(
    {
      command: (interaction) => {
        const { options } = interaction;
        got.push(options.getRole("role")?.name, options.getUser("person")?.username);
        got.push(options.getChannel("where")?.name, options.getNumber("weight"));
        const any = options.getMentionable("any");
        got.push(any !== null && "name" in any ? any.name : undefined);
        return interaction.reply("ok");
      },
    },
    { commands },
  );
  const options = {
    role: "Deck editors",
    person: "@ben",
    where: "#quiet-room",
    weight: 0.75,
    any: "everyone",
  };
  expect((await ada.slash("#general", "grant", options)).status).toBe("answered");
  expect(got).toEqual(["Deck editors", "ben", "quiet-room", 0.75, "@everyone"]);
  await ada.slash("#general", "grant", { person: ben.user.id });
  expect(got[6]).toBe("ben");
  await expect(ada.slash("#general", "grant", { role: "Admins" })).rejects.toThrow('no role "Admins"');
  await expect(ada.slash("#general", "grant", { weight: 0.25 })).rejects.toThrow("at least 0.5");
  await expect(ada.slash("@bot", "grant", { role: "123456789012345678" })).rejects.toThrow(
    "no role with the id",
  );
  const lounge = [...playground.world.channels.values()].find((channel) => channel.name === "lounge");
  await expect(ada.slash("#general", "grant", { where: lounge?.id ?? "" })).rejects.toThrow(
    "no channel with the id",
  );
  expect(playground.problems).toEqual([]);
});

test("of the people there are by default, one is in no server but the one without the bot", async () => {
  const { bot, playground } = await stage({ command: (interaction) => interaction.reply("ok") });
  const dana = playground.actor("dana");
  await expect(dana.slash("#general", "go")).rejects.toThrow("dana is in no channel general");
  expect((await dana.slash("#lounge", "go")).status).toBe("answered");
  expect((await dana.slash("@bot", "go")).status).toBe("answered");
  const [guild] = [...bot.client.guilds.cache.values()];
  expect(await codeOf(bot.client.rest.get(`/guilds/${guild?.id}/members/${dana.user.id}`))).toBe(10007);
});

test("who leaves a guild is no member any more, and comes back without roles", async () => {
  const { ben, bot, playground } = await stage({ command: (interaction) => interaction.reply("ok") });
  const { id } = bot.client.guilds.cache.first() ?? { id: "" };
  const route = `/guilds/${id}/members/${ben.user.id}` as const;
  const rolesNow = async () => ((await bot.client.rest.get(route)) as { roles: string[] }).roles.length;
  expect(await rolesNow()).toBe(1);
  playground.leave("ben", "Study Hall");
  expect(await codeOf(bot.client.rest.get(route))).toBe(10007);
  await expect(ben.slash("#general", "go")).rejects.toThrow("ben is in no channel");
  expect((await ben.slash("#lounge", "go")).status).toBe("answered");
  playground.join("ben", "Study Hall");
  expect((await ben.slash("#general", "go")).status).toBe("answered");
  expect(await rolesNow()).toBe(0);
  playground.setRoles("ben", "Study Hall", ["Deck editors"]);
  expect(await rolesNow()).toBe(1);
  playground.setRoles("ben", "Study Hall", []);
  expect(await rolesNow()).toBe(0);
  expect(() => playground.setRoles("ben", "Study Hall", ["Admins"])).toThrow("it has: Deck editors");
  expect(() => playground.leave("ben", "Nowhere")).toThrow("there are Study Hall, Guest House");
  expect(() => playground.join("zoe", "Study Hall")).toThrow("nobody named zoe");
});

test("Manage Server goes with whoever leaves", async () => {
  const seen: unknown[] = [];
  const { ada, playground } = await stage({
    command: (interaction) => {
      seen.push(interaction.memberPermissions?.has("ManageGuild"));
      return interaction.reply("ok");
    },
  });
  await ada.slash("#general", "go");
  playground.leave("ada", "Study Hall");
  playground.join("ada", "Study Hall");
  await ada.slash("#general", "go");
  expect(seen).toEqual([true, false]);
});

test("a world can say which roles there are", async () => {
  const guilds = [
    {
      name: "Own",
      channels: [{ name: "inside" }],
      roles: [{ id: "111111111111111111", name: "Tutor", color: 255, members: ["ada"] }, { name: "Empty" }],
    },
  ];
  const { bot } = await stage({}, { playground: { world: { guilds } } });
  const [guild] = [...bot.client.guilds.cache.values()];
  expect(guild?.roles.cache.get("111111111111111111")).toMatchObject({ name: "Tutor" });
  expect(guild?.roles.cache.find((role) => role.name === "Empty")?.colors.primaryColor).toBe(0);
});

test("a nickname is the member's own in one guild, wherever Discord tells of the member", async () => {
  const names: unknown[] = [];
  const { ada, ben, bot, playground } = await stage(
    {
      command: (interaction) => {
        const target = interaction.options.getMember("person");
        names.push([
          interaction.inCachedGuild() ? interaction.member.displayName : interaction.user.displayName,
          target !== null && "displayName" in target ? target.displayName : undefined,
        ]);
        return interaction.reply("ok");
      },
    },
    { commands, playground: { world: { guilds: named } } },
  );
  const guild = bot.client.guilds.cache.first();
  expect(guild?.members.me?.displayName).toBe("Helper");
  await ada.slash("#inside", "grant", { person: "ben" });
  playground.setNickname("ben", "Own", "Benny");
  playground.setNickname("bot", "Own", undefined);
  await ben.slash("#inside", "grant", { person: "ada" });
  await ben.slash("@bot", "grant");
  expect(names).toEqual([
    ["Ada the Great", "Ben"],
    ["Benny", "Ada the Great"],
    ["Ben", undefined],
  ]);
  const people = playground.world.people.map(({ id }) => id);
  const members = await guild?.members.fetch({ user: people });
  expect(members?.map(({ displayName }) => displayName)).toEqual(["Ada the Great", "Benny", "Chloe", "Dana"]);
  const one = await guild?.members.fetch({ user: bot.client.user.id, force: true });
  expect(one?.displayName).toBe("Flashback");
  playground.leave("ben", "Own");
  playground.join("ben", "Own");
  expect((await guild?.members.fetch({ user: ben.user.id, force: true }))?.nickname).toBe(null);
  expect(() => playground.setNickname("ben", "Own", "x".repeat(33))).toThrow("1 to 32 characters, not 33");
  expect(() => playground.setNickname("zoe", "Own", "Z")).toThrow("nobody named zoe");
  playground.leave("ben", "Own");
  expect(() => playground.setNickname("ben", "Own", "B")).toThrow("ben is not in Own");
  expect(playground.problems).toEqual([]);
});
