import { expect, test } from "vitest";
import { codeOf, shown, stage, v2 } from "./bot.ts";

const both = { contexts: [0, 1, 2], integration_types: [0, 1] };
const commands = [
  { name: "go", description: "Do it", ...both },
  { type: 3, name: "Save as card", ...both },
  { type: 2, name: "Show progress", ...both },
  { type: 2, name: "Only in servers", integration_types: [0], contexts: [0] },
];

test("a message's context menu brings the whole message to the bot", async () => {
  const got: unknown[] = [];
  const { ada, ben, playground } = await stage(
    {
      messageMenu: (interaction) => {
        const { targetId, targetMessage, commandName } = interaction;
        got.push(commandName, targetId, targetMessage.content, targetMessage.author.username);
        got.push(targetMessage.attachments.first()?.name);
        return interaction.reply(v2("Saved", ["Undo"], 64));
      },
    },
    { commands },
  );
  const said = await ben.say("#general", "What is a loss?", [{ name: "a.txt", data: new Uint8Array(2) }]);
  const outcome = await ada.contextMenu(said, "Save as card");
  expect(shown(outcome)).toMatchObject({ texts: "Saved", ephemeral: true });
  expect(shown(outcome).message).toMatchObject({
    type: 23,
    interaction_metadata: { name: "Save as card", command_type: 3, target_message_id: said.id },
  });
  expect(got).toEqual(["Save as card", said.id, "What is a loss?", "ben", "a.txt"]);
  await expect(ada.contextMenu(said, "Show progress")).rejects.toThrow('there are: "Save as card"');
  await expect(ada.slash("#general", "Save as card")).rejects.toThrow("there are: /go");
  expect(playground.problems).toEqual([]);
});

test("a person's context menu brings them and their membership", async () => {
  const got: unknown[] = [];
  const { ada, ben, playground } = await stage(
    {
      userMenu: (interaction) => {
        const { targetUser, targetMember, targetId } = interaction;
        const roles = targetMember !== null && "roles" in targetMember ? targetMember.roles : undefined;
        got.push(targetId, targetUser.username, roles !== undefined);
        return interaction.reply({ content: "ok", flags: 64 });
      },
    },
    { commands },
  );
  const outcome = await ada.userMenu("#general", "ben", "Show progress");
  expect(shown(outcome).message.interaction_metadata).toMatchObject({
    command_type: 2,
    target_user: { username: "ben" },
  });
  await ada.userMenu("#general", "bot", "Only in servers");
  await expect(ada.userMenu("#general", "zoe", "Show progress")).rejects.toThrow('no user "zoe"');
  expect(got).toEqual([ben.user.id, "ben", true, playground.world.bot.id, "Flashback", true]);
  expect(playground.problems).toEqual([]);
});

test("where the bot is not a member, the commands of those who installed it work", async () => {
  const texts: string[] = [];
  const { ada, ben, playground } = await stage(
    {
      messageMenu: (interaction) => {
        texts.push(`${interaction.targetMessage.content} ${interaction.guild}`);
        return interaction.reply({ content: "ok", flags: 64 });
      },
    },
    { commands },
  );
  const said = await ben.say("#lounge", "over here");
  expect((await ada.contextMenu(said, "Save as card")).status).toBe("answered");
  expect(texts).toEqual(["over here null"]);
  await expect(ada.userMenu("#lounge", "ben", "Only in servers")).rejects.toThrow(
    'there are: "Show progress"',
  );
  expect(playground.problems).toEqual([]);
});

test("a message that is not theirs to see has no context menu", async () => {
  const { ada, ben, bot } = await stage(
    { command: (interaction) => interaction.reply({ content: "secret", flags: 64 }) },
    { commands },
  );
  const secret = shown(await ada.slash("#general", "go"));
  await expect(ben.contextMenu(secret, "Save as card")).rejects.toThrow("ben cannot see this message");
  expect(bot.received).toHaveLength(1);
});

test.each([
  ["a description", { type: 3, name: "Save", description: "x" }, "cannot have description"],
  [
    "options",
    { type: 2, name: "Save", options: [{ type: 3, name: "a", description: "x" }] },
    "cannot have options",
  ],
  ["a name of 33", { type: 2, name: "x".repeat(33) }, "name"],
  ["no name", { type: 3, name: "" }, "name"],
])("an entry of a context menu with %s is refused", async (_what, command, reason) => {
  const { bot, playground } = await stage({});
  const route = `/applications/${playground.world.applicationId}/commands` as const;
  expect(await codeOf(bot.client.rest.put(route, { body: [command] }))).toBe(50035);
  expect(playground.problems.join("\n")).toContain(reason);
});

test("of each type of context menu there are at most 15, beside the slash commands", async () => {
  const { bot, playground } = await stage({});
  const route = `/applications/${playground.world.applicationId}/commands` as const;
  const many = (count: number) =>
    [2, 3].flatMap((type) => Array.from({ length: count }, (_, index) => ({ type, name: `Entry ${index}` })));
  expect(await codeOf(bot.client.rest.put(route, { body: many(16) }))).toBe(50035);
  expect(await codeOf(bot.client.rest.put(route, { body: many(15) }))).toBe("no error");
  expect(playground.problems).toHaveLength(1);
});
