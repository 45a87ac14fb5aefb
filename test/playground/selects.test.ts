import { ComponentType, type StringSelectMenuInteraction } from "discord.js";
import { expect, test } from "vitest";
import { codeOf, shown, stage } from "./bot.ts";

const row = (select: object) => ({ type: 1 as const, components: [select] });
const options = (...values: string[]) => values.map((value) => ({ label: value.toUpperCase(), value }));
const decks = {
  type: 3,
  custom_id: "decks",
  placeholder: "Which decks?",
  min_values: 1,
  max_values: 2,
  options: [
    ...options("losses", "probability"),
    { label: "Calculus", value: "calc", description: "Slopes", default: true },
  ],
};
const message = (...selects: object[]) => ({
  flags: 1 << 15,
  components: selects.map(row) as unknown as [{ type: 1; components: [] }],
});

test("a select sends what was chosen, and its message can be updated", async () => {
  const got: unknown[] = [];
  const { ada, playground } = await stage({
    command: (interaction) => interaction.reply(message(decks)),
    select: (interaction) => {
      const { values, customId } = interaction as StringSelectMenuInteraction;
      got.push(interaction.isStringSelectMenu(), values, customId);
      return interaction.update(message({ ...decks, placeholder: "Again?" }));
    },
  });
  const seen = shown(await ada.slash("#general", "go"));
  expect(seen.selects).toMatchObject([
    { customId: "decks", type: 3, placeholder: "Which decks?", disabled: false, min: 1, max: 2 },
  ]);
  expect(seen.selects[0]?.options[2]).toEqual({
    label: "Calculus",
    value: "calc",
    description: "Slopes",
    chosen: true,
  });
  const outcome = await ada.select(seen, "Which", ["LOSSES", "calc"]);
  expect(outcome).toMatchObject({ status: "answered", message: { id: seen.id } });
  expect(got).toEqual([true, ["losses", "calc"], "decks"]);

  await expect(ada.select(seen, "Which", ["losses"])).rejects.toThrow(
    'no select "Which"; there are: "Again?"',
  );
  expect((await ada.selectStale(seen, "Which", ["losses"])).status).toBe("answered");
  await expect(ada.select(seen, "decks", [])).rejects.toThrow("takes at least 1, not 0");
  await expect(ada.select(seen, "decks", ["losses", "calc", "probability"])).rejects.toThrow(
    "at most 2, not 3",
  );
  await expect(ada.select(seen, "decks", ["losses", "losses"])).rejects.toThrow("nothing twice");
  await expect(ada.select(seen, "decks", ["slopes"])).rejects.toThrow('no option "slopes"');
  expect(got).toHaveLength(6);
  expect(playground.problems).toEqual([]);
});

test("people, roles, mentionables and channels are chosen by name, and resolved", async () => {
  const got: unknown[] = [];
  const { ada, ben, playground } = await stage({
    command: (interaction) =>
      interaction.reply(
        message(
          { type: 5, custom_id: "who", default_values: [{ id: ben.user.id, type: "user" }] },
          { type: 6, custom_id: "role" },
          { type: 7, custom_id: "any", max_values: 3 },
          { type: 8, custom_id: "where", channel_types: [0] },
        ),
      ),
    select: async (interaction) => {
      if (interaction.isUserSelectMenu()) {
        got.push(interaction.users.map((user) => user.username));
        got.push(interaction.members.first()?.roles);
      }
      if (interaction.isRoleSelectMenu()) got.push(interaction.roles.map((role) => role.name));
      if (interaction.isMentionableSelectMenu()) got.push(interaction.users.size, interaction.roles.size);
      if (interaction.isChannelSelectMenu()) {
        got.push(interaction.channels.map((channel) => "name" in channel && channel.name));
      }
      await interaction.deferUpdate();
      await interaction.editReply(message({ type: 5, custom_id: "who" }, { type: 6, custom_id: "role" }));
    },
  });
  const seen = shown(await ada.slash("#general", "go"));
  expect(seen.selects.map((select) => select.type)).toEqual([5, 6, 7, 8]);
  await ada.select(seen, "where", ["#quiet-room"]);
  await ada.selectStale(seen, "any", ["ben", "bot", "@Deck editors"]);
  await ada.select(seen, "role", ["Deck editors"]);
  await ada.select(seen, "who", ["chloe"]);
  expect(got.slice(0, 4)).toEqual([["quiet-room"], 2, 1, ["Deck editors"]]);
  expect(got[4]).toEqual(["chloe"]);
  await expect(ada.select(seen, "who", ["zoe"])).rejects.toThrow('no user "zoe"');
  await expect(ada.select(seen, "role", ["Admins"])).rejects.toThrow('no role "Admins"');
  expect(playground.problems).toEqual([]);
});

test("what is not there, disabled, or somebody else's cannot be chosen", async () => {
  const { ada, ben, bot } = await stage({
    command: (interaction) =>
      interaction.reply({
        ...message({ ...decks, disabled: true }, { type: 8, custom_id: "where", channel_types: [2] }),
        flags: (1 << 15) | 64,
      }),
  });
  const seen = shown(await ada.slash("#general", "go"));
  await expect(ada.select(seen, "decks", ["losses"])).rejects.toThrow('select "decks" is disabled');
  await expect(ada.select(seen, "other", ["losses"])).rejects.toThrow('no select "other"');
  await expect(ada.select(seen, "where", ["general"])).rejects.toThrow("a type that cannot be chosen here");
  await expect(ben.select(seen, "where", ["general"])).rejects.toThrow("ben cannot see this message");
  await expect(ben.sendForged(seen, { customId: "decks" })).rejects.toThrow("ben cannot see this message");
  expect(bot.received).toHaveLength(1);
});

test("a tampered client can choose what no select offers", async () => {
  const got: unknown[] = [];
  const { ada } = await stage({
    command: (interaction) => interaction.reply(message(decks)),
    select: (interaction) => {
      got.push(interaction.customId, interaction.values);
      return interaction.reply("ok");
    },
    button: (interaction) => {
      got.push(interaction.customId);
      return interaction.reply("ok");
    },
  });
  const seen = shown(await ada.slash("#general", "go"));
  const componentType = ComponentType.StringSelect;
  await ada.sendForged(seen, { customId: "none", componentType, values: ["1", "2", "3"] });
  await ada.sendForged(seen, { customId: "button" });
  expect(got).toEqual(["none", ["1", "2", "3"], "button"]);
});

const wrong: [name: string, select: object, reason: string][] = [
  ["no options", { ...decks, options: [] }, "options"],
  ["26 options", { ...decks, options: options(..."abcdefghijklmnopqrstuvwxyz".split("")) }, "options"],
  ["one value twice", { ...decks, options: options("a", "a") }, "option value is already used"],
  [
    "a label of 101",
    { ...decks, options: [...options("a"), { label: "x".repeat(101), value: "b" }] },
    "label",
  ],
  [
    "a value of 101",
    { ...decks, options: [...options("a"), { label: "b", value: "x".repeat(101) }] },
    "value",
  ],
  [
    "a description of 101",
    { ...decks, options: [...options("a"), { label: "b", value: "b", description: "x".repeat(101) }] },
    "description",
  ],
  ["a placeholder of 151", { ...decks, placeholder: "x".repeat(151) }, "placeholder"],
  [
    "a min above the max",
    { ...decks, min_values: 2, max_values: 1 },
    "min_values (2) is more than max_values (1)",
  ],
  ["a max above the options", { ...decks, max_values: 4 }, "max_values is 4, and there are 3 options"],
  ["26 values", { ...decks, max_values: 26 }, "max_values"],
  [
    "more chosen than can be",
    { ...decks, max_values: 1, options: options("a", "b").map((one) => ({ ...one, default: true })) },
    "2 are chosen beforehand, and at most 1 can be",
  ],
  [
    "a role among people",
    { type: 5, custom_id: "a", default_values: [{ id: "123456789012345678", type: "role" }] },
    "default_values",
  ],
  ["no custom_id", { type: 6 }, "custom_id"],
];

test("selects that Discord would refuse are refused and noted, each with its reason", async () => {
  const codes: [string, unknown][] = [];
  const { ada, playground } = await stage({
    command: async (interaction) => {
      const route = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
      for (const [name, select] of wrong) {
        const body = { type: 4, data: message(select) };
        codes.push([name, await codeOf(interaction.client.rest.post(route, { body, auth: false }))]);
      }
      await interaction.reply("ok");
    },
  });
  await ada.slash("#general", "go");
  expect(codes).toEqual(wrong.map(([name]) => [name, 50035]));
  for (const [index, [name, , reason]] of wrong.entries()) {
    expect(playground.problems[index], name).toContain(reason);
  }
});
