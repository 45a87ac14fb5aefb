import { expect, onTestFinished, test } from "vitest";
import { startPlayground } from "../../playground/index.ts";
import { stage, startBot } from "./bot.ts";

test("a command keeps its id when others change, and across restarts of the playground", async () => {
  const { playground, bot } = await stage({});
  const first = await bot.client.application.commands.fetch();
  const idOf = (name: string) => first.find((command) => command.name === name)?.id;
  const changed = [
    { name: "go", description: "Do it now", contexts: [0, 1], integrationTypes: [0, 1] },
    { name: "new", description: "New" },
  ];
  const second = await bot.client.application.commands.set(changed);
  expect(second.map((command) => command.name)).toEqual(["go", "new"]);
  expect(second.find((command) => command.name === "go")?.id).toBe(idOf("go"));

  const other = await startPlayground();
  onTestFinished(() => other.close());
  const otherBot = await startBot(other, {});
  onTestFinished(() => otherBot.stop());
  const again = await otherBot.client.application.commands.fetch();
  expect(again.find((command) => command.name === "pick")?.id).toBe(idOf("pick"));
  expect(other.token).toBe(playground.token);
  expect(other.world.people).toEqual(playground.world.people);
});

test("what a command needs reaches the bot with its types", async () => {
  const got: unknown[] = [];
  const { ada, playground } = await stage({
    command: (interaction) => {
      const { options } = interaction;
      got.push(options.getString("deck"), options.getInteger("cards"), options.getBoolean("private"));
      got.push(interaction.guild?.name, interaction.locale, interaction.inCachedGuild(), interaction.context);
      return interaction.reply("ok");
    },
  });
  const outcome = await ada.slash("#general", "pick", { deck: "losses", cards: 7, private: true });
  expect(outcome).toMatchObject({ status: "answered", message: { texts: "ok", author: "Flashback" } });
  expect(got).toEqual(["losses", 7, true, "Study Hall", "en-US", true, 0]);
  expect(playground.problems).toEqual([]);
});

test("what the client would refuse to send is refused", async () => {
  const { ada, bot } = await stage({});
  await expect(ada.slash("#general", "pick")).rejects.toThrow('needs the option "deck"');
  await expect(ada.slash("#general", "pick", { deck: "a", cards: 101 })).rejects.toThrow("at most 100");
  await expect(ada.slash("#general", "pick", { deck: "a", cards: 1.5 })).rejects.toThrow("whole number");
  await expect(ada.slash("#general", "pick", { deck: 3 })).rejects.toThrow("takes a string");
  await expect(ada.slash("#general", "pick", { deck: "a", size: 1 })).rejects.toThrow('no option "size"');
  await expect(ada.slash("#general", "nope")).rejects.toThrow("there are: /go, /pick");
  await expect(ada.slash("#nowhere", "go")).rejects.toThrow("There is no #nowhere");
  expect(bot.received).toEqual([]);
});

test("subcommands are typed by their path", async () => {
  const { ada, bot, playground } = await stage({
    command: (interaction) =>
      interaction.reply(`${interaction.options.getSubcommand()} ${interaction.options.getString("name")}`),
  });
  await bot.client.application.commands.set([
    {
      name: "deck",
      description: "Decks",
      options: [
        {
          type: 1,
          name: "new",
          description: "New",
          options: [{ type: 3, name: "name", description: "Name", required: true }],
        },
        { type: 1, name: "list", description: "List" },
      ],
    },
  ]);
  const outcome = await ada.slash("#general", "deck new", { name: "Biology" });
  expect(outcome.message?.texts).toBe("new Biology");
  await expect(ada.slash("#general", "deck")).rejects.toThrow("/deck new, /deck list");
  expect(playground.problems).toEqual([]);
});

test("autocompletion brings the bot's choices, for what is typed so far", async () => {
  const { ada, playground } = await stage({
    autocomplete: (interaction) =>
      interaction.respond([{ name: `For ${interaction.options.getFocused()}`, value: "x" }]),
  });
  expect(await ada.autocomplete("#general", "pick", "deck", { deck: "lo", cards: 3 })).toEqual([
    { name: "For lo", value: "x" },
  ]);
  expect(playground.problems).toEqual([]);
});

test.each([
  ["a name in capitals", { name: "Go", description: "x" }, "Command name is invalid"],
  ["no description", { name: "go" }, "This field is required"],
  ["a long description", { name: "go", description: "x".repeat(101) }, "description"],
  [
    "26 options",
    {
      name: "go",
      description: "x",
      options: Array.from({ length: 26 }, (_, index) => ({ type: 3, name: `o${index}`, description: "x" })),
    },
    "options",
  ],
  [
    "a required option after an optional one",
    {
      name: "go",
      description: "x",
      options: [
        { type: 3, name: "a", description: "x" },
        { type: 3, name: "b", description: "x", required: true },
      ],
    },
    "Required options must be placed before",
  ],
  [
    "more than 8,000 characters",
    {
      name: "go",
      description: "x",
      options: Array.from({ length: 4 }, (_, option) => ({
        type: 3,
        name: `o${option}`,
        description: "x",
        choices: Array.from({ length: 25 }, (_, choice) => ({
          name: `${choice}`.padEnd(50, "n"),
          value: `${choice}`.padEnd(50, "v"),
        })),
      })),
    },
    "8000 characters",
  ],
])("a command with %s is refused and noted", async (_, command, reason) => {
  const { playground, bot } = await stage({});
  const before = playground.world.commands.get("");
  const put = bot.client.rest.put(`/applications/${playground.world.applicationId}/commands`, {
    body: [command],
  });
  await expect(put).rejects.toMatchObject({ code: 50035, status: 400 });
  expect(playground.problems).toHaveLength(1);
  expect(playground.problems[0]).toContain(reason);
  expect(playground.world.commands.get("")).toBe(before);
});
