import { expect, test } from "vitest";
import { codeOf, stage } from "./bot.ts";
import { every, input, label, modal, opened, options, short } from "./forms.ts";

const wrong: [name: string, data: object, reason: string][] = [
  ["a title of 46", { ...short, title: "x".repeat(46) }, "data.title"],
  ["no title", { ...short, title: "" }, "data.title"],
  ["a custom_id of 101", { ...short, custom_id: "x".repeat(101) }, "data.custom_id"],
  ["no components", modal(), "data.components"],
  [
    "6 components",
    modal(..."abcdef".split("").map((id) => label(id, input(id)))),
    "Must be between 1 and 5 in length, not 6",
  ],
  ["a row", modal({ type: 1, components: [input("a", { label: "A" })] }), "put the field into a Label"],
  ["a label of 46", modal(label("x".repeat(46), input("a"))), "components.0.label"],
  ["a description of 101", modal(label("A", input("a"), { description: "x".repeat(101) })), "description"],
  ["a label without a field", modal({ type: 18, label: "A" }), "components.0.component"],
  ["a button in a label", modal(label("A", { type: 2, style: 1, custom_id: "a", label: "b" })), "of no type"],
  ["one custom_id twice", modal(label("A", input("a")), label("B", input("a"))), "cannot be duplicated: a"],
  [
    "one id twice",
    modal(label("A", input("a", { id: 7 })), label("B", input("b"), { id: 7 })),
    "duplicated: 7",
  ],
  ["a style of 3", modal(label("A", input("a", { style: 3 }))), "component.style"],
  ["a label of a text input", modal(label("A", input("a", { label: "A" }))), "stands in the Label around it"],
  ["a max_length of 4001", modal(label("A", input("a", { max_length: 4_001 }))), "max_length"],
  ["a max_length of 0", modal(label("A", input("a", { max_length: 0 }))), "max_length"],
  [
    "a min above the max",
    modal(label("A", input("a", { min_length: 5, max_length: 4 }))),
    "is more than max",
  ],
  [
    "a value above the max",
    modal(label("A", input("a", { value: "abc", max_length: 2 }))),
    "component.value",
  ],
  ["a placeholder of 101", modal(label("A", input("a", { placeholder: "x".repeat(101) }))), "placeholder"],
  ["a disabled select", modal(label("A", { type: 5, custom_id: "a", disabled: false })), "no disabled"],
  [
    "a least of 0, required",
    modal(label("A", { type: 5, custom_id: "a", min_values: 0 })),
    "required: false",
  ],
  ["1 radio", modal(label("A", { type: 21, custom_id: "a", options: options("a") })), "component.options"],
  [
    "11 checkboxes",
    modal(label("A", { type: 22, custom_id: "a", options: options(..."abcdefghijk".split("")) })),
    "component.options",
  ],
  [
    "a type of files that is none",
    modal(label("A", { type: 19, custom_id: "a", file_types: ["csv"] })),
    '"csv" is neither',
  ],
  ["11 files", modal(label("A", { type: 19, custom_id: "a", max_values: 11 })), "component.max_values"],
  [
    "one option twice",
    modal(label("A", { type: 3, custom_id: "a", options: options("a", "a") })),
    "option value is already used",
  ],
];

test("modals that Discord would refuse are refused and noted, each with its reason", async () => {
  const codes: [string, unknown][] = [];
  const { ada, playground } = await stage({
    command: async ({ client, id, token, ...interaction }) => {
      const route = `/interactions/${id}/${token}/callback` as const;
      for (const [name, data] of wrong) {
        codes.push([name, await codeOf(client.rest.post(route, { body: { type: 9, data }, auth: false }))]);
      }
      await client.rest.post(route, { body: { type: 9, data: every }, auth: false });
      return interaction;
    },
  });
  expect(opened(await ada.slash("#general", "go")).title).toBe("New card");
  expect(codes).toEqual(wrong.map(([name]) => [name, 50035]));
  for (const [index, [name, , reason]] of wrong.entries()) {
    expect(playground.problems[index], name).toContain(reason);
  }
  expect(playground.problems).toHaveLength(wrong.length);
});
