import { MessageFlags } from "discord.js";
import { expect, test } from "vitest";
import { codeOf, movedClock, shown, stage, v2 } from "./bot.ts";

test("a button changes its message in place", async () => {
  const { ada, ben, playground } = await stage({
    command: (interaction) => interaction.reply(v2("Front", ["Show answer", "Stop"])),
    button: (interaction) =>
      interaction.update(v2(`By ${interaction.user.username}`, ["1 Not at all", "10 more"])),
  });
  const card = shown(await ada.slash("#general", "go"));
  expect(card).toMatchObject({ texts: "Front", channel: "#general", ephemeral: false, thinking: false });
  expect(card.message.interaction_metadata?.user.id).toBe(ada.user.id);
  expect(card.message.components?.[0]).toMatchObject({ id: 1, components: [{ id: 2 }, { id: 3 }] });

  const outcome = await ben.press(ben.last("#general"), "Show");
  expect(outcome).toMatchObject({ status: "answered", message: { id: card.id, texts: "By ben" } });
  expect(ada.last("#general").buttons.map((button) => button.label)).toEqual(["1 Not at all", "10 more"]);
  expect(card.texts).toBe("Front");
  await expect(ada.press(card, "Stop")).rejects.toThrow(
    'no button "Stop"; there are: "1 Not at all", "10 more"',
  );
  expect(shown(await ada.press(card, "1")).texts).toBe("By ada");
  expect(playground.problems).toEqual([]);
});

test("an ephemeral message is its person's alone, and can be updated by its own buttons", async () => {
  const { ada, ben, playground, bot } = await stage({
    command: (interaction) => interaction.reply(v2("Secret", ["Next"], MessageFlags.Ephemeral)),
    button: (interaction) => interaction.update(v2("Still secret", ["Next"])),
  });
  const secret = shown(await ada.slash("#general", "go"));
  expect(secret.ephemeral).toBe(true);
  expect(ben.messages("#general")).toEqual([]);
  await expect(ben.press(secret, "Next")).rejects.toThrow("ben cannot see this message");
  expect(shown(await ada.press(secret, "Next"))).toMatchObject({ texts: "Still secret", ephemeral: true });
  expect(ben.messages("#general")).toEqual([]);
  // The channel's routes know nothing of it either.
  expect(await codeOf(bot.client.rest.get(`/channels/${secret.channelId}/messages/${secret.id}`))).toBe(
    10008,
  );
  expect(playground.problems).toEqual([]);
});

test("a deferred reply is thinking until it is edited", async () => {
  const gate = Promise.withResolvers<void>();
  const { ada, playground } = await stage({
    command: async (interaction) => {
      await interaction.deferReply();
      await gate.promise;
      await interaction.editReply(v2("Here", ["Go"]));
    },
  });
  const pending = ada.slash("#general", "go");
  await ada.waitFor("#general", ([message]) => message?.thinking === true && message.texts === "");
  gate.resolve();
  expect(await pending).toMatchObject({ status: "answered", message: { texts: "Here", thinking: false } });
  expect(ada.messages("#general")).toHaveLength(1);
  expect(playground.problems).toEqual([]);
});

test("a deferral that is never completed fails after the patience given", async () => {
  const { ada } = await stage({ command: (interaction) => interaction.deferReply() });
  const outcome = await ada.slash("#general", "go", {}, { timeoutMs: 50 });
  expect(outcome).toMatchObject({ status: "failed", error: "No final answer after 50 ms" });
  await ada.waitFor("#general", ([message]) => message?.thinking);
});

test("a deferred update ends with the edit of the button's message", async () => {
  const { ada, playground } = await stage({
    command: (interaction) => interaction.reply(v2("One", ["Next"])),
    button: async (interaction) => {
      await interaction.deferUpdate();
      await interaction.editReply(v2("Two", ["Next"]));
    },
  });
  const one = shown(await ada.slash("#general", "go"));
  expect(shown(await ada.press(one, "Next"))).toMatchObject({ id: one.id, texts: "Two" });
  expect(ada.messages("#general")).toHaveLength(1);
  expect(playground.problems).toEqual([]);
});

test("a press that is answered with nothing has no final state; the client stops waiting all the same", async () => {
  const { ada, playground } = await stage({
    command: (interaction) => interaction.reply(v2("Here", ["Go"])),
    button: async (interaction) => {
      await interaction.deferUpdate();
    },
  });
  const message = shown(await ada.slash("#general", "go"));
  expect(await ada.press(message, "Go", { until: "acknowledged" })).toMatchObject({ status: "answered" });
  expect(await ada.press(message, "Go", { timeoutMs: 50 })).toMatchObject({ status: "failed" });
  expect(ada.last("#general").texts).toBe("Here");
  expect(playground.problems).toEqual([]);
});

test("an interaction that is not answered within 3 s fails, and its answer comes too late", async () => {
  const clock = movedClock();
  const gate = Promise.withResolvers<void>();
  const late = Promise.withResolvers<unknown>();
  const { ada, bot } = await stage(
    {
      command: async (interaction) => {
        await gate.promise;
        late.resolve(await codeOf(interaction.reply("late")));
      },
    },
    { playground: { now: clock.now } },
  );
  const pending = ada.slash("#general", "go");
  clock.advance(3_000);
  expect(await pending).toMatchObject({ status: "failed", error: "The application did not respond" });
  gate.resolve();
  expect(await late.promise).toBe(10062);
  expect(ada.messages("#general")).toEqual([]);
  expect(bot.errors).toEqual([]);
});

test("a token serves for 15 minutes", async () => {
  const clock = movedClock();
  const codes: unknown[] = [];
  const gate = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  const { ada } = await stage(
    {
      command: async (interaction) => {
        await interaction.reply("now");
        await gate.promise;
        clock.advance(15 * 60_000 - 1);
        codes.push(await codeOf(interaction.editReply("in time")));
        clock.advance(1);
        codes.push(await codeOf(interaction.editReply("late")), await codeOf(interaction.followUp("late")));
        done.resolve();
      },
    },
    { playground: { now: clock.now } },
  );
  await ada.slash("#general", "go");
  gate.resolve();
  await done.promise;
  expect(codes).toEqual(["no error", 50027, 50027]);
  expect(ada.messages("#general").map((message) => message.texts)).toEqual(["in time"]);
});

test("an interaction is acknowledged once, also when its event comes again", async () => {
  const { ada, bot, playground } = await stage({ command: (interaction) => interaction.reply("once") });
  const outcome = await ada.slash("#general", "go");
  playground.redeliver(outcome.interactionId);
  await expect.poll(() => bot.errors, { timeout: 10_000 }).toMatchObject([{ code: 40060 }]);
  expect(bot.received).toEqual([outcome.interactionId, outcome.interactionId]);
  expect(ada.messages("#general").map((message) => message.texts)).toEqual(["once"]);
});

test("follow-ups, edits of them, reading and deleting the original", async () => {
  const { ada, playground } = await stage({
    command: async (interaction) => {
      await interaction.reply("original");
      const second = await interaction.followUp({ content: "second", flags: MessageFlags.Ephemeral });
      await interaction.webhook.editMessage(second, "second, edited");
      const original = await interaction.fetchReply();
      await interaction.deleteReply(original);
    },
  });
  await ada.slash("#general", "go");
  const seen = await ada.waitFor(
    "#general",
    (messages) => messages.length === 1 && messages[0]?.texts.includes("edited"),
  );
  expect(seen[0]).toMatchObject({ texts: "second, edited", ephemeral: true });
  expect(playground.problems).toEqual([]);
});

test("the callback tells of its message when asked", async () => {
  const { ada } = await stage({
    command: async (interaction) => {
      const response = await interaction.reply({ content: "hello", withResponse: true });
      await interaction.followUp(`made ${response.resource?.message?.id}`);
    },
  });
  const { id } = shown(await ada.slash("#general", "go"));
  await ada.waitFor("#general", (messages) => messages.at(-1)?.texts === `made ${id}`);
});

test("two devices make two interactions; a stale screen can press what is gone", async () => {
  const pressed: string[] = [];
  const { ada, playground } = await stage({
    command: (interaction) => interaction.reply(v2("One", ["First"])),
    button: (interaction) => {
      pressed.push(interaction.customId);
      return interaction.update(v2(`After ${pressed.length}`, ["Second"]));
    },
  });
  const one = shown(await ada.slash("#general", "go"));
  const outcomes = await ada.pressTwice(one, "First");
  expect(new Set(outcomes.map((outcome) => outcome.interactionId)).size).toBe(2);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(["answered", "answered"]);
  await ada.pressStale(one, "First");
  expect(pressed).toEqual(["t1:First", "t1:First", "t1:First"]);
  await expect(ada.pressStale(one, "Second")).rejects.toThrow('no button "Second"');
  expect(playground.problems).toEqual([]);
});

test("disabled and ambiguous buttons cannot be pressed", async () => {
  const { ada, bot } = await stage({
    command: (interaction) =>
      interaction.reply({
        components: [
          {
            type: 1,
            components: [
              { type: 2, style: 2, label: "Later on", custom_id: "a", disabled: true },
              { type: 2, style: 2, label: "Go on", custom_id: "b" },
              { type: 2, style: 2, label: "Go off", custom_id: "c" },
              { type: 2, style: 5, label: "Docs", url: "https://example.com" },
            ],
          },
        ],
      }),
  });
  const message = shown(await ada.slash("#general", "go"));
  await expect(ada.press(message, "Later")).rejects.toThrow("is disabled");
  await expect(ada.pressStale(message, "Later")).rejects.toThrow("is disabled");
  await expect(ada.press(message, "Go")).rejects.toThrow("More than one button");
  await expect(ada.press(message, "Docs")).rejects.toThrow("is a link");
  expect(bot.received).toHaveLength(1);
});

test("waitFor rejects with what is visible", async () => {
  const { ada } = await stage({ command: (interaction) => interaction.reply("hello") });
  await ada.slash("#general", "go");
  await expect(ada.waitFor("#general", () => false, 20)).rejects.toThrow("Flashback: hello");
});
