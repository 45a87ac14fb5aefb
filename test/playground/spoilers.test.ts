import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "../../playground/page/markdown-tree.ts";
import { coverText } from "../../playground/spoilers.ts";
import { channelOf, shown, stage } from "./bot.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** A round's card: the answer under a spoiler, a covered container with a button, a covered picture. */
const card = (count: number) => ({
  flags: 32768,
  files: [
    { attachment: png, name: "plain.png" },
    { attachment: png, name: "answer.png" },
  ],
  components: [
    {
      type: 17 as const,
      components: [
        { type: 10 as const, content: `Capital of Peru?\n**Answer:** ||Lima|| and ||more||` },
        { type: 10 as const, content: `${count} in` },
        {
          type: 12 as const,
          items: [
            { media: { url: "attachment://plain.png" }, description: "A map" },
            { media: { url: "attachment://answer.png" }, description: "Lima from above", spoiler: true },
          ],
        },
      ],
    },
    {
      type: 17 as const,
      spoiler: true,
      components: [
        { type: 10 as const, content: "Under cover" },
        {
          type: 1 as const,
          components: [{ type: 2 as const, style: 2 as const, label: "Secret", custom_id: "secret" }],
        },
      ],
    },
    {
      type: 1 as const,
      components: [{ type: 2 as const, style: 2 as const, label: "Rate", custom_id: "rate" }],
    },
  ],
});

test("what is covered is seen by nobody until they uncover it, for themselves and without a request", async () => {
  const { ada, ben, bot, playground } = await stage({
    button: (interaction) => interaction.reply({ content: `pressed ${interaction.customId}`, flags: 64 }),
  });
  const sent = await channelOf(bot, "general").send(card(0));
  const before = ada.last("#general");
  expect(before).toMatchObject({ hidden: 4, revealed: false });
  expect(before.texts).toBe("Capital of Peru?\n**Answer:** ▮▮▮ and ▮▮▮\n0 in");
  expect(before.images.map(({ description }) => description)).toEqual(["A map"]);
  expect(before.buttons.map(({ label }) => label)).toEqual(["Rate"]);
  await expect(ada.press(before, "Secret")).rejects.toThrow('no button "Secret"');

  const { length } = playground.requests;
  const after = ada.reveal(before);
  expect(after).toMatchObject({ hidden: 0, revealed: true });
  expect(after.texts).toBe("Capital of Peru?\n**Answer:** ||Lima|| and ||more||\n0 in\nUnder cover");
  expect(after.images.map(({ description }) => description)).toEqual(["A map", "Lima from above"]);
  expect(playground.requests).toHaveLength(length);
  expect(bot.received).toEqual([]);
  expect(ben.last("#general").texts).not.toContain("Lima");
  expect(shown(await ada.press(after, "Secret")).texts).toBe("pressed secret");
  expect(shown(await ben.press(ben.last("#general"), "Rate")).texts).toBe("pressed rate");

  await sent.edit({ components: card(2).components });
  expect(ada.reveal(after).texts).toContain("2 in");
  const plain = await ada.say("#general", "Nothing to see");
  expect(() => ada.reveal(plain)).toThrow("Nothing is covered in this message");
  expect(playground.problems).toEqual([]);
});

test("in content, embeds and attachments too", async () => {
  const { ada, bot } = await stage({});
  await channelOf(bot, "general").send({
    content: "It is ||forty-two||",
    embeds: [{ title: "||Title||", description: "plain", fields: [{ name: "n", value: "||value||" }] }],
    files: [
      { attachment: png, name: "SPOILER_a.png" },
      { attachment: png, name: "b.png" },
    ],
  });
  const seen = ada.last("#general");
  expect(seen.texts).toBe("It is ▮▮▮\n▮▮▮\nplain\nn\n▮▮▮");
  expect(seen.files.map(({ name }) => name)).toEqual(["b.png"]);
  expect(seen.hidden).toBe(4);
  const all = ada.reveal(seen);
  expect(all.texts).toContain("forty-two");
  expect(all.files).toHaveLength(2);
});

describe("which text is a spoiler", () => {
  test.each([
    ["||a|| b ||c||", "▮▮▮ b ▮▮▮"],
    ["||two\nlines||", "▮▮▮"],
    ["**||bold||**", "**▮▮▮**"],
    ["`||code||`", "`||code||`"],
    ["```\n||block||\n```", "```\n||block||\n```"],
    ["\\||no||", "\\||no||"],
    ["||one `x`||", "▮▮▮"],
    ["a || b", "a || b"],
    ["||||", "||||"],
    ["||a|", "||a|"],
  ])("%j", (source, expected) => expect(coverText(source).shown).toBe(expected));

  test("is what the page's markdown takes for one", () => {
    const spoilers = (nodes: unknown): number =>
      Array.isArray(nodes)
        ? nodes.reduce((sum: number, node) => sum + spoilers(node), 0)
        : typeof nodes === "object" && nodes !== null && "type" in nodes
          ? nodes.type === "spoiler"
            ? 1
            : spoilers("content" in nodes ? nodes.content : undefined)
          : 0;
    const text = fc
      .array(fc.constantFrom("a", "b c", "||", "|", "`", "\\", "\n"), { maxLength: 12 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (source) => {
        expect(coverText(source).count).toBe(spoilers(parse(source)));
      }),
      { numRuns: 2_000 },
    );
  });
});
