import type { ChatInputCommandInteraction } from "discord.js";
import { expect, test } from "vitest";
import { codeOf, movedClock, shown, stage, v2 } from "./bot.ts";
import { every, label, modal, opened, options, short } from "./forms.ts";

test("a modal opens for its person, and what they fill in reaches the bot", async () => {
  const got: unknown[] = [];
  const { ada, ben, playground } = await stage({
    command: (interaction) => interaction.showModal(every),
    modal: (interaction) => {
      const { fields, customId, message } = interaction;
      got.push(customId, message, interaction.isFromMessage(), interaction.components.length);
      got.push(fields.getTextInputValue("front"), fields.getTextInputValue("back"));
      got.push(fields.getStringSelectValues("deck"), fields.getCheckboxGroup("tags"));
      return interaction.reply(v2("Saved", ["Undo"]));
    },
  });
  const outcome = await ada.slash("#general", "go");
  expect(outcome.message).toBeUndefined();
  const form = opened(outcome);
  expect(form).toMatchObject({ title: "New card", customId: "card", texts: "Fill it in." });
  expect(form.fields).toMatchObject([
    { label: "Front", description: "The question", customId: "front", type: 4, value: "a²", required: true },
    { label: "Back", value: "", required: false },
    { label: "Deck", type: 3, options: [{ label: "LOSSES", value: "losses" }, { value: "probability" }] },
    { label: "Tags", type: 22, value: [] },
  ]);
  expect(ada.modal()?.id).toBe(form.id);
  expect(ben.modal()).toBeUndefined();
  await expect(ben.submit(form, {})).rejects.toThrow("is not open any more");
  await expect(ben.submitStale(form, {})).rejects.toThrow("not open for ben");

  const saved = await ada.submit(form, { Deck: "LOSSES", tags: ["hard", "NEW"], back: "two\nlines" });
  expect(shown(saved)).toMatchObject({ texts: "Saved", author: "Flashback" });
  expect(shown(saved).message.interaction_metadata).toMatchObject({
    type: 5,
    triggering_interaction_metadata: { id: outcome.interactionId, type: 2, name: "go" },
  });
  expect(got).toEqual(["card", null, false, 5, "a²", "two\nlines", ["losses"], ["hard", "new"]]);
  expect(ada.modal()).toBeUndefined();
  await expect(ada.submit(form, {})).rejects.toThrow("is not open any more");
  expect(playground.problems).toEqual([]);
});

test("selects, files, radios and a checkbox in a modal, with what they name", async () => {
  const got: unknown[] = [];
  const pdf = { name: "my notes.pdf", data: new Uint8Array([0, 255, 10, 13]) };
  const { ada, ben, playground } = await stage({
    command: (interaction) =>
      interaction.showModal(
        modal(
          label("Who", { type: 7, custom_id: "who", max_values: 2 }),
          label("Where", { type: 8, custom_id: "where", required: false, channel_types: [0] }),
          label("Notes", { type: 19, custom_id: "notes", max_values: 3 }),
          label("Pace", { type: 21, custom_id: "pace", options: options("slow", "fast"), required: false }),
          label("Public", { type: 23, custom_id: "public" }),
        ),
      ),
    modal: async (interaction) => {
      const { fields } = interaction;
      const who = fields.getSelectedMentionables("who", true);
      got.push(
        who.users.map((user) => user.username),
        who.roles.map((role) => role?.name),
      );
      got.push(fields.getSelectedChannels("where", false));
      const file = fields.getUploadedFiles("notes", true).first();
      got.push(file?.name, file?.size, file?.ephemeral);
      got.push(new Uint8Array(await (await fetch(file?.url ?? "")).arrayBuffer()));
      got.push(fields.getRadioGroup("pace"), fields.getCheckbox("public"));
      await interaction.reply("ok");
    },
  });
  const form = opened(await ada.slash("#general", "go"));
  expect(form.fields.map((field) => field.required)).toEqual([true, false, true, false, false]);
  const outcome = await ada.submit(form, { Who: ["ben", "Deck editors"], Notes: pdf, Public: true });
  expect(outcome.status).toBe("answered");
  expect(got).toEqual([["ben"], ["Deck editors"], null, "my_notes.pdf", 4, true, pdf.data, null, true]);
  expect(ben.messages("#general")).toHaveLength(1);
  expect(playground.problems).toEqual([]);
});

test("the client sends only what the form allows", async () => {
  const { ada, bot } = await stage({
    command: (interaction: ChatInputCommandInteraction) =>
      interaction.options.getInteger("cards") === 2
        ? interaction.showModal(
            modal(
              label("Files", {
                type: 19,
                custom_id: "f",
                min_values: 2,
                max_values: 3,
                file_types: ["image", ".TXT"],
              }),
            ),
          )
        : interaction.showModal(every),
  });
  const form = opened(await ada.slash("#general", "go"));
  const good = { Deck: "losses", Tags: ["hard", "easy"] };
  const refused: [Parameters<typeof ada.submit>[1], string][] = [
    [{ ...good, Front: "" }, '"Front" is required'],
    [{ ...good, Front: "12345678901" }, '"Front" takes 0 to 10 characters, not 11'],
    [{ ...good, Front: "a\nb" }, '"Front" takes one line'],
    [{ ...good, Front: ["a"] }, '"Front" takes text'],
    [{ ...good, Deck: [] }, '"Deck" is required'],
    [{ ...good, Deck: ["losses", "probability"] }, '"Deck" takes at most 1, not 2'],
    [{ ...good, Deck: "nope" }, 'no option "nope"; there are: "LOSSES", "PROBABILITY"'],
    [{ ...good, Tags: ["hard"] }, '"Tags" takes at least 2, not 1'],
    [{ ...good, Tags: ["hard", "hard"] }, "nothing twice"],
    [{ ...good, Size: "1" }, 'no field "Size"; it has: "Front", "Back", "Deck", "Tags"'],
  ];
  for (const [values, reason] of refused) await expect(ada.submit(form, values)).rejects.toThrow(reason);
  expect(bot.received).toHaveLength(1);
  const files = opened(await ada.slash("#general", "pick", { deck: "x", cards: 2 }));
  const file = { name: "a.txt", data: new Uint8Array(1) };
  await expect(ada.submit(files, { Files: file })).rejects.toThrow('"Files" takes at least 2, not 1');
  await expect(ada.submit(files, { Files: "a.txt" })).rejects.toThrow('"Files" takes files');
  const wrong = { name: "a.exe", data: new Uint8Array(1) };
  await expect(ada.submit(files, { Files: [file, wrong] })).rejects.toThrow(
    "takes only files of these types",
  );
  const large = { name: "b.txt", data: new Uint8Array(10 * 1024 * 1024 + 1) };
  await expect(ada.submit(files, { Files: [file, large] })).rejects.toThrow("too powerful: b.txt");
  expect(bot.received).toHaveLength(2);
});

test("a modal from a button can update the button's message, at once or after a deferral", async () => {
  let defer = false;
  const { ada, playground } = await stage({
    command: (interaction) => interaction.reply(v2("Card", ["Edit"])),
    button: (interaction) => interaction.showModal(short),
    modal: async (interaction) => {
      if (!interaction.isFromMessage()) throw new Error("no message");
      const view = v2(`Card ${interaction.fields.getTextInputValue("front")} ${interaction.message.id}`, [
        "Edit",
      ]);
      if (!defer) return interaction.update(view);
      await interaction.deferUpdate();
      return interaction.editReply(view);
    },
  });
  const card = shown(await ada.slash("#general", "go"));
  const first = await ada.submit(opened(await ada.press(card, "Edit")), { Front: "one" });
  expect(first).toMatchObject({ message: { id: card.id, texts: `Card one ${card.id}` } });
  defer = true;
  const second = await ada.submit(opened(await ada.press(card, "Edit")), { Front: "two" });
  expect(second).toMatchObject({ message: { id: card.id, texts: `Card two ${card.id}` } });
  expect(ada.messages("#general")).toHaveLength(1);
  expect(playground.problems).toEqual([]);
});

test("a message that is gone by the time its form is submitted cannot be updated", async () => {
  const codes: unknown[] = [];
  const { ada, bot } = await stage({
    command: (interaction) => interaction.reply(v2("Card", ["Edit"])),
    button: (interaction) => interaction.showModal(short),
    modal: async (interaction) => {
      if (!interaction.isFromMessage()) throw new Error("no message");
      codes.push(interaction.message.id, await codeOf(interaction.update(v2("Late", ["Edit"]))));
      await interaction.reply("It is gone");
    },
  });
  const card = shown(await ada.slash("#general", "go"));
  const form = opened(await ada.press(card, "Edit"));
  await bot.client.rest.delete(`/channels/${card.channelId}/messages/${card.id}`);
  expect(shown(await ada.submit(form, { Front: "x" })).texts).toBe("It is gone");
  expect(codes).toEqual([card.id, 10008]);
});

test("a modal's submission cannot be answered with a modal, nor update a message it did not come from", async () => {
  const codes: unknown[] = [];
  const { ada, playground } = await stage({
    command: (interaction) => interaction.showModal(short),
    modal: async (interaction) => {
      const send = (body: object) =>
        codeOf(
          interaction.client.rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, {
            body,
            auth: false,
          }),
        );
      codes.push(await send({ type: 9, data: short }), await send({ type: 6 }));
      codes.push(
        await send({ type: 7, data: { content: "x" } }),
        await send({ type: 8, data: { choices: [] } }),
      );
      await interaction.deferReply();
      codes.push(await send({ type: 9, data: short }));
      await interaction.editReply("done");
    },
  });
  const form = opened(await ada.slash("#general", "go"));
  expect(shown(await ada.submit(form, { front: "x" })).texts).toBe("done");
  expect(codes).toEqual([50035, 50035, 50035, 50035, 40060]);
  expect(playground.problems[0]).toContain("a modal cannot be answered with another");
});

test("one modal is open at a time; dismissing it tells the bot nothing", async () => {
  const { ada, bot } = await stage({
    command: (interaction) => interaction.showModal(short),
    modal: (interaction) => interaction.reply("ok"),
  });
  const first = opened(await ada.slash("#general", "go"));
  const second = opened(await ada.slash("#general", "go"));
  await expect(ada.submit(first, { front: "x" })).rejects.toThrow("is not open any more");
  expect(ada.modal()?.id).toBe(second.id);
  ada.dismissModal(second);
  expect(ada.modal()).toBeUndefined();
  expect(() => ada.dismissModal(second)).toThrow("is not open any more");
  expect(bot.received).toHaveLength(2);
});

test("a submission nobody answers fails, and the form stays open", async () => {
  const clock = movedClock();
  const arrived = Promise.withResolvers<void>();
  const { ada } = await stage(
    { command: (interaction) => interaction.showModal(short), modal: async () => arrived.resolve() },
    { playground: { now: clock.now } },
  );
  const form = opened(await ada.slash("#general", "go"));
  const pending = ada.submit(form, { front: "x" });
  await arrived.promise;
  clock.advance(3_000);
  expect(await pending).toMatchObject({ status: "failed", error: "Something went wrong. Try again." });
  expect(ada.modal()?.id).toBe(form.id);
});

test("two devices, a device that was offline, and an event that comes again", async () => {
  const fronts: string[] = [];
  const { ada, bot, playground } = await stage({
    command: (interaction) => interaction.showModal(short),
    modal: (interaction) => {
      fronts.push(`${interaction.fields.getTextInputValue("front")} ${interaction.id}`);
      return interaction.reply("ok");
    },
  });
  const form = opened(await ada.slash("#general", "go"));
  const twice = await ada.submitTwice(form, { front: "x" });
  expect(twice.map((outcome) => outcome.status)).toEqual(["answered", "answered"]);
  expect(new Set(twice.map((outcome) => outcome.interactionId)).size).toBe(2);
  const stale = await ada.submitStale(form, { front: "y" });
  expect(stale.status).toBe("answered");
  playground.redeliver(stale.interactionId);
  await expect.poll(() => bot.errors, { timeout: 10_000 }).toMatchObject([{ code: 40060 }]);
  expect(fronts).toHaveLength(4);
  expect(fronts[3]).toBe(fronts[2]);
  expect(ada.messages("#general")).toHaveLength(3);
});

test("a tampered client can submit a form that nobody opened, and fields that are none", async () => {
  const got: unknown[] = [];
  const { ada } = await stage({
    command: (interaction) => interaction.reply(v2("Card", ["Edit"])),
    modal: (interaction) => {
      got.push(interaction.customId, interaction.isFromMessage(), [...interaction.fields.fields.keys()]);
      return interaction.reply("ok");
    },
  });
  await ada.submitForged("#general", { customId: "none", fields: { a: "x", b: ["y"], c: true } });
  const card = shown(await ada.slash("#general", "go"));
  const outcome = await ada.submitForged(card, { customId: "none", fields: {} });
  expect(outcome.status).toBe("answered");
  expect(got).toEqual(["none", false, ["a", "b", "c"], "none", true, []]);
});
