import { ApplicationCommandOptionType as Type } from "discord-api-types/v10";
import { describe, expect, test } from "vitest";
import {
  type Choice,
  filterChoices,
  orderOptions,
  placeholderFor,
  readFields,
  searchCommands,
} from "../../playground/page/options.ts";
import { formatPlace, parsePlace, peopleOf } from "../../playground/page/place.ts";
import type { PageCommand, PageOption } from "../../playground/protocol.ts";

const option = (name: string, type: Type, more: Partial<PageOption> = {}): PageOption => ({
  name,
  description: "",
  type,
  required: false,
  autocomplete: false,
  choices: [],
  ...more,
});

const command = (path: string, kind: PageCommand["kind"] = "slash"): PageCommand => ({
  id: "1",
  kind,
  path,
  description: "",
  options: [],
});

describe("commands as they are typed", () => {
  const slash = ["quiz", "deck list", "deck import", "help"].map((path) => command(path));
  const commands = [...slash, command("quiz me on this", "message"), command("decks", "user")];
  test.each([
    ["", ["quiz", "deck list", "deck import", "help"]],
    ["d", ["deck list", "deck import"]],
    ["LI", ["deck list"]],
    ["deck i", ["deck import"]],
    ["p", ["deck import", "help"]],
    ["xyz", []],
  ])("/%s", (typed, paths) => {
    expect(searchCommands(commands, typed).map(({ path }) => path)).toEqual(paths);
  });
});

describe("options as they are filled in", () => {
  const deck = option("deck", Type.String, { autocomplete: true, maxLength: 10 });
  const cards = option("cards", Type.Integer, { minValue: 1, maxValue: 100 });
  const share = option("share", Type.Number, { minValue: 0 });
  const hidden = option("hidden", Type.Boolean);
  const wanted = option("wanted", Type.String, { required: true });
  const yesOrNo: readonly Choice[] = [
    { name: "True", value: true },
    { name: "False", value: false },
  ];
  const listFor = ({ type }: PageOption) => (type === Type.Boolean ? yesOrNo : undefined);
  const read = (one: PageOption, text: string, value?: string) =>
    readFields([one], { [one.name]: value === undefined ? { text } : { text, value } }, listFor);

  test.each([
    [deck, " losses ", "losses"],
    [cards, "7", 7],
    [cards, "100", 100],
    [share, "0.5", 0.5],
    [hidden, "true", true],
    [hidden, "FALSE", false],
  ] as const)("%o takes “%s”", (one, text, value) => {
    expect(read(one, text)).toEqual({ values: { [one.name]: value }, errors: {} });
  });

  test.each([
    [cards, "0", "Enter a whole number from 1 to 100."],
    [cards, "101", "Enter a whole number from 1 to 100."],
    [cards, "2.5", "Enter a whole number from 1 to 100."],
    [cards, "ten", "Enter a whole number from 1 to 100."],
    [share, "-1", "Enter a number of 0 or more."],
    [hidden, "perhaps", "Choose one from the list."],
    [deck, "x".repeat(11), "Use at most 10 characters."],
    [wanted, "  ", "Fill in wanted: this command needs it."],
    [option("who", Type.Role), "x", "The playground cannot fill in this kind of option yet: leave it empty."],
    [
      option("file", Type.Attachment, { required: true }),
      "",
      "Choose a file for file: this command needs it.",
    ],
  ] as const)("%o refuses “%s” in words", (one, text, words) => {
    expect(read(one, text)).toEqual({ values: {}, errors: { [one.name]: words } });
  });

  test("what was taken from a list goes by its value, and empty optional ones are left out", () => {
    expect(read(deck, "Losses", "losses").values).toEqual({ deck: "losses" });
    expect(read(cards, "")).toEqual({ values: {}, errors: {} });
  });

  test("a chosen file is the value of its option", () => {
    const file = { name: "a.csv", contentType: "text/csv", data: "YQ==" };
    const wanted = option("file", Type.Attachment, { required: true });
    const { values, errors } = readFields(
      [wanted],
      { file: { text: file.name, value: file } },
      () => undefined,
    );
    expect(values).toEqual({ file });
    expect(errors).toEqual({});
  });

  test("required ones come first; an empty field says what it wants", () => {
    expect(orderOptions([deck, wanted, cards])).toEqual([wanted, deck, cards]);
    expect(placeholderFor(cards, false)).toBe("1–100");
    expect(placeholderFor(hidden, true)).toBe("True or False");
    expect(filterChoices(yesOrNo, " fa")).toEqual([{ name: "False", value: false }]);
  });
});

test("who one is and where survive a reload in the address", () => {
  const place = { userId: "123456789012345678", channelId: "223456789012345678" };
  expect(parsePlace(`#${formatPlace(place).replace(/^#/, "")}`)).toEqual(place);
  expect(parsePlace("#%%%")).not.toEqual(place);
  expect(peopleOf("?as=ada")).toEqual(["ada"]);
  expect(peopleOf("?as=ada,%20ben,,123456789012345678")).toEqual(["ada", "ben", "123456789012345678"]);
  expect([peopleOf(""), peopleOf("?as=")]).toEqual([[], []]);
});
