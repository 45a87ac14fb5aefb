import { expect, test } from "vitest";
import { checkAutocomplete } from "../../playground/validate-commands.ts";
import { codeOf, shown, stage, v2 } from "./bot.ts";

const text = (content: string) => ({ type: 10, content });
const button = (label: string, customId: string, more: object = {}) => ({
  type: 2,
  style: 2,
  label,
  custom_id: customId,
  ...more,
});
const row = (...components: object[]) => ({ type: 1, components });
const isV2 = 1 << 15;

/** Bodies Discord refuses, and a part of the reason that must be in `problems`. */
const wrong: [name: string, body: object, reason: string][] = [
  ["2,001 characters", { content: "x".repeat(2_001) }, "data.content: Must be 2000 or fewer"],
  ["6,001 characters of embeds", { embeds: embeds(6_001) }, "data.embeds: Must be 6000 or fewer"],
  ["nothing", { content: "" }, "50006 Cannot send an empty message"],
  [
    "content beside V2",
    { flags: isV2, content: "x", components: [text("a")] },
    "'content' field cannot be used",
  ],
  ["embeds beside V2", { flags: isV2, embeds: [{ title: "x" }], components: [text("a")] }, "'embeds' field"],
  ["text without the V2 flag", { components: [text("a")] }, "needs MessageFlags.IS_COMPONENTS_V2"],
  ["an empty text", { flags: isV2, components: [text("")] }, "components.0.content"],
  ["41 components", { flags: isV2, components: Array.from({ length: 41 }, () => text("a")) }, "components"],
  [
    "41 components with the nested ones",
    { flags: isV2, components: [{ type: 17, components: Array.from({ length: 40 }, () => text("a")) }] },
    "40 or fewer components with the nested ones, not 41",
  ],
  [
    "4,001 characters of text in all",
    { flags: isV2, components: [text("x".repeat(2_000)), text("x".repeat(2_001))] },
    "4000 or fewer characters of text in all, not 4001",
  ],
  [
    "6 rows",
    { content: "x", components: Array.from({ length: 6 }, (_, i) => row(button("a", `${i}`))) },
    "5 or fewer",
  ],
  [
    "6 buttons in a row",
    { components: [row(..."abcdef".split("").map((id) => button(id, id)))] },
    "components.0",
  ],
  [
    "a button beside a select",
    { components: [row(button("a", "a"), { type: 5, custom_id: "b" })] },
    "1 to 5 buttons or one select",
  ],
  ["a label of 81", { components: [row(button("x".repeat(81), "a"))] }, "components.0.components.0.label"],
  [
    "a button without label and emoji",
    { components: [row({ type: 2, style: 2, custom_id: "a" })] },
    "label or an emoji",
  ],
  [
    "a button without custom_id",
    { components: [row({ type: 2, style: 2, label: "a" })] },
    "style 2 needs custom_id",
  ],
  [
    "a link with a custom_id",
    { components: [row(button("a", "a", { style: 5, url: "https://a.bc" }))] },
    "takes no custom_id",
  ],
  ["a custom_id of 101", { components: [row(button("a", "x".repeat(101)))] }, "custom_id"],
  [
    "one custom_id twice",
    { components: [row(button("a", "a"), button("b", "a"))] },
    "cannot be duplicated: a",
  ],
  [
    "a section without accessory",
    { flags: isV2, components: [{ type: 9, components: [text("a")] }] },
    "accessory",
  ],
  [
    "a section of 4 texts",
    {
      flags: isV2,
      components: [{ type: 9, components: "abcd".split("").map(text), accessory: button("a", "a") }],
    },
    "components.0.components",
  ],
  [
    "an unknown file",
    { flags: isV2, components: [{ type: 13, file: { url: "attachment://a.txt" } }] },
    'named "a.txt"',
  ],
  ["a component of no known type", { flags: isV2, components: [{ type: 99 }] }, "components.0.type"],
  [
    "a colour out of range",
    { flags: isV2, components: [{ type: 17, accent_color: -1, components: [text("a")] }] },
    "accent_color",
  ],
];

function embeds(characters: number): object[] {
  const full = Math.floor(characters / 4_000);
  const parts = [...Array.from({ length: full }, () => 4_000), characters % 4_000];
  return parts.map((length) => ({ description: "x".repeat(length) }));
}

test("bodies that Discord would refuse are refused and noted, each with its reason", async () => {
  const arrived = Promise.withResolvers<{ id: string; token: string }>();
  const { ada, playground } = await stage({
    command: async ({ id, token }) => arrived.resolve({ id, token }),
  });
  const pending = ada.slash("#general", "go");
  const { id, token } = await arrived.promise;
  // By hand, since discord.js refuses some of these itself; a refused callback leaves the interaction open.
  const answer = async (data: object) => {
    const response = await fetch(`${playground.apiUrl}/v10/interactions/${id}/${token}/callback`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ type: 4, data }),
    });
    return response.status;
  };
  for (const [name, body, reason] of wrong) {
    const before = playground.problems.length;
    expect([name, await answer(body)]).toEqual([name, 400]);
    expect(playground.problems.slice(before).join("\n"), name).toContain(reason);
  }
  expect(ada.messages("#general")).toEqual([]);
  expect(await answer({ content: "x".repeat(2_000) })).toBe(204);
  expect((await pending).status).toBe("answered");
});

test("what is just within the limits passes", async () => {
  const { ada, playground } = await stage({
    command: (interaction) =>
      interaction.reply({
        flags: isV2,
        components: [
          { type: 10, content: "x".repeat(3_999) },
          {
            type: 9,
            components: [{ type: 10, content: "y" }],
            accessory: { type: 2, style: 1, label: "l".repeat(80), custom_id: "a" },
          },
          {
            type: 1,
            components: [1, 2, 3, 4, 5].map((n) => ({
              type: 2,
              style: 1,
              label: `${n}`,
              custom_id: `${n}`.padEnd(100),
            })),
          },
          ...Array.from({ length: 30 }, () => ({ type: 14 })),
        ],
      }),
  });
  const message = shown(await ada.slash("#general", "go"));
  expect(message.buttons).toHaveLength(6);
  expect(playground.problems).toEqual([]);
});

test("the V2 flag cannot be taken off, and content cannot come back", async () => {
  const codes: unknown[] = [];
  const { ada, playground } = await stage({
    command: async (interaction) => {
      await interaction.reply(v2("one", ["a"]));
      const edit = (body: object) =>
        codeOf(
          interaction.client.rest.patch(
            `/webhooks/${interaction.applicationId}/${interaction.token}/messages/@original`,
            { body, auth: false },
          ),
        );
      codes.push(await edit({ flags: 0 }), await edit({ content: "plain" }), await edit({ components: [] }));
      await interaction.followUp("done");
    },
  });
  await ada.slash("#general", "go");
  await ada.waitFor("#general", (messages) => messages.length === 2);
  expect(codes).toEqual([50035, 50035, 50006]);
  expect(playground.problems.map((line) => line.split(":")[0])).toEqual(
    Array.from({ length: 3 }, () => "PATCH /webhooks/"),
  );
  expect(ada.messages("#general")[0]?.texts).toBe("one");
});

test("callbacks that do not fit the interaction, and types not known yet, fail loudly", async () => {
  const codes: unknown[] = [];
  const { ada, playground } = await stage({
    command: async (interaction) => {
      const send = (body: object) =>
        codeOf(
          interaction.client.rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, {
            body,
            auth: false,
          }),
        );
      codes.push(await send({ type: 7, data: { content: "x" } }));
      codes.push(await send({ type: 8, data: { choices: [] } }));
      codes.push(await send({ type: 5, data: { flags: isV2 } }));
      codes.push(await send({ type: 12 }));
      await interaction.reply("ok");
    },
  });
  expect((await ada.slash("#general", "go")).status).toBe("answered");
  expect(codes).toEqual([50035, 50035, 50035, 50035]);
  expect(playground.problems).toHaveLength(4);
  expect(playground.problems[3]).toContain("does not know callback type 12 yet");
});

test("an unknown route is answered 404 and noted", async () => {
  const { bot, playground } = await stage({});
  const guild = bot.client.guilds.cache.first();
  expect(await codeOf(bot.client.rest.get(`/guilds/${guild?.id}/bans`))).toBe(0);
  expect(playground.problems).toEqual([
    `GET /guilds/${guild?.id}/bans: the playground does not know this route`,
  ]);
  const old = await fetch(`${playground.apiUrl}/v9/users/@me`);
  expect(old.status).toBe(404);
  expect(playground.problems[1]).toContain("only version 10");
});

test("a body that is no JSON is answered 400 and noted", async () => {
  const { playground } = await stage({});
  const response = await fetch(`${playground.apiUrl}/v10/users/@me/channels`, { method: "POST", body: "{" });
  expect([response.status, ((await response.json()) as { code: number }).code]).toEqual([400, 50109]);
  expect(playground.problems[0]).toContain("the body is no JSON");
});

test("with validation off, Discord's rules of form are not asked", async () => {
  const { ada, playground } = await stage(
    { command: (interaction) => interaction.reply({ content: "x".repeat(2_001) }) },
    { playground: { validate: false } },
  );
  expect(shown(await ada.slash("#general", "go")).texts).toHaveLength(2_001);
  expect(playground.problems).toEqual([]);
});

test("choices of an autocompletion: at most 25, of 1 to 100 characters", () => {
  const choices = (count: number, name: string, value: string | number) =>
    checkAutocomplete({ choices: Array.from({ length: count }, () => ({ name, value })) }).length;
  expect(choices(25, "n".repeat(100), "v".repeat(100))).toBe(0);
  expect(choices(26, "n", "v")).toBe(1);
  expect(choices(1, "", "v")).toBe(1);
  expect(choices(1, "n", "v".repeat(101))).toBe(1);
  expect(choices(1, "n", 5)).toBe(0);
});
