import { ChannelType, ComponentType, SelectMenuDefaultValueType } from "discord-api-types/v10";
import { describe, expect, test } from "vitest";
import { placeBeside } from "../../playground/page/floating.ts";
import {
  channelItems,
  defaultValues,
  rangeText,
  searchItems,
  selectItems,
  toggleValue,
} from "../../playground/page/items.ts";
import type { PageChannel, PageState, Person } from "../../playground/protocol.ts";

const person = (id: string, globalName: string, bot = false): Person => ({
  id,
  username: globalName.toLowerCase(),
  globalName,
  color: "#123456",
  bot,
});

const people = [person("1", "Ada"), person("2", "Ben"), person("3", "Chloe")];
const bot = person("9", "Flashback", true);

const text = (id: string, name: string, guildId: string, botPresent: boolean): PageChannel => ({
  id,
  kind: "text",
  name,
  guildId,
  botPresent,
});

const general: PageChannel = text("11", "general", "10", true);
const lounge: PageChannel = text("21", "lounge", "20", false);
const dm: PageChannel = { id: "31", kind: "dm", name: "Flashback", botPresent: true };

/** Ada's view of a server with the bot, one without it, and a direct message. */
const state: PageState = {
  you: people[0] ?? bot,
  people,
  bot,
  users: Object.fromEntries([...people, bot].map((one) => [one.id, one])),
  guilds: [
    {
      id: "10",
      name: "Study Hall",
      roles: [
        { id: "101", name: "Deck editors", color: 0x00ff7f, memberIds: ["2"] },
        { id: "102", name: "Readers", color: 0, memberIds: ["1", "2"] },
      ],
      memberIds: ["1", "2"],
      nicknames: { "2": "Benny" },
      available: true,
      moderates: false,
      channels: [general, text("12", "quiet-room", "10", true)],
    },
    {
      id: "20",
      name: "Guest House",
      roles: [],
      memberIds: ["1", "3"],
      nicknames: {},
      available: true,
      moderates: false,
      channels: [lounge],
    },
  ],
  dms: [dm],
  messages: {},
  commands: [],
  botOnline: true,
};

const labels = (items: readonly { readonly label: string }[]) => items.map(({ label }) => label);

describe("what a select offers", () => {
  test("the options of the bot, with what they say of themselves", () => {
    const options = [
      { label: "Losses", value: "l", description: "40 cards", emoji: { name: "📉" } },
      { label: "Metrics", value: "m", default: true },
    ];
    const select = { type: ComponentType.StringSelect, custom_id: "x", options } as const;
    expect(selectItems(select, state, general)).toEqual([
      { label: "Losses", value: "l", note: "40 cards", emoji: { name: "📉" } },
      { label: "Metrics", value: "m" },
    ]);
    expect(defaultValues(select)).toEqual(["m"]);
  });

  test("the people, roles and channels of the server one is in", () => {
    const user = { type: ComponentType.UserSelect, custom_id: "x" } as const;
    const role = { type: ComponentType.RoleSelect, custom_id: "x" } as const;
    const either = { type: ComponentType.MentionableSelect, custom_id: "x" } as const;
    const channel = { type: ComponentType.ChannelSelect, custom_id: "x" } as const;
    expect(labels(selectItems(user, state, general))).toEqual(["Ada", "Benny", "Flashback"]);
    expect(labels(selectItems(user, state, lounge))).toEqual(["Ada", "Chloe"]);
    expect(labels(selectItems(user, state, dm))).toEqual(["Ada", "Flashback"]);
    expect(selectItems(role, state, general).map(({ roleColor }) => roleColor)).toEqual([
      "#00ff7f",
      "currentcolor",
    ]);
    expect(selectItems(role, state, dm)).toEqual([]);
    expect(labels(selectItems(either, state, general))).toEqual([
      "Ada",
      "Benny",
      "Flashback",
      "Deck editors",
      "Readers",
    ]);
    expect(labels(selectItems(channel, state, general))).toEqual(["general", "quiet-room"]);
    expect(channelItems(state, general, [ChannelType.GuildVoice])).toEqual([]);
    expect(labels(channelItems(state, general, [ChannelType.GuildText]))).toHaveLength(2);
    const preset = { ...user, default_values: [{ id: "2", type: SelectMenuDefaultValueType.User as const }] };
    expect(defaultValues(preset)).toEqual(["2"]);
  });

  test.each([
    ["", ["Losses", "Metrics", "Less"]],
    [" le", ["Less"]],
    ["s", ["Losses", "Metrics", "Less"]],
    ["40", ["Losses"]],
    ["@met", ["Metrics"]],
    ["xyz", []],
  ])("searched for “%s”", (typed, found) => {
    const items = [
      { value: "l", label: "Losses", note: "40 cards" },
      { value: "m", label: "Metrics" },
      { value: "e", label: "Less" },
    ];
    expect(labels(searchItems(items, typed))).toEqual(found);
  });
});

test.each([
  [[], "a", { min: 1, max: 1 }, ["a"]],
  [["b"], "a", { min: 1, max: 1 }, ["a"]],
  [["a"], "a", { min: 1, max: 1 }, ["a"]],
  [["a"], "a", { min: 0, max: 1 }, []],
  [["a"], "b", { min: 1, max: 3 }, ["a", "b"]],
  [["a", "b"], "a", { min: 1, max: 3 }, ["b"]],
  [["a", "b"], "c", { min: 1, max: 2 }, ["a", "b"]],
])("with %j chosen, pressing %s (%j) leaves %j", (values, value, range, left) => {
  expect(toggleValue(values, value, range)).toEqual(left);
});

test("how many it wants, in words", () => {
  expect([
    rangeText({ min: 2, max: 2 }),
    rangeText({ min: 1, max: 3 }),
    rangeText({ min: 0, max: 3 }),
  ]).toEqual(["2", "1–3", "up to 3"]);
});

describe("where a list opens", () => {
  const anchor = (top: number, left = 100) => ({ left, right: left + 200, top, bottom: top + 40 });
  const viewport = { width: 800, height: 600 };

  test("below what it belongs to, at its left edge", () => {
    expect(placeBeside(anchor(100), { width: 200, height: 300 }, viewport)).toMatchObject({
      left: 100,
      top: 144,
    });
  });

  test("above it where below is too little room", () => {
    const { top, maxHeight } = placeBeside(anchor(450), { width: 200, height: 300 }, viewport);
    expect(top + 300).toBe(446);
    expect(maxHeight).toBeGreaterThanOrEqual(300);
  });

  test("never outside of the window, however tall or far to the right", () => {
    const tall = placeBeside(anchor(200), { width: 200, height: 5000 }, viewport);
    expect(tall.top + tall.maxHeight).toBeLessThanOrEqual(600);
    const far = placeBeside(anchor(100, 750), { width: 200, height: 100 }, viewport);
    expect(far.left + 200).toBeLessThanOrEqual(800);
    expect(placeBeside(anchor(100, -50), { width: 200, height: 100 }, viewport).left).toBeGreaterThan(0);
  });
});
