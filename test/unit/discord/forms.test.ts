import { expect, test } from "vitest";
import {
  cardForm,
  editDeckForm,
  type Form,
  filled,
  importForm,
  newDeckForm,
  saveForm,
  searchForm,
  separatorsForm,
} from "../../../src/discord/views/forms.ts";
import { keptView } from "../../../src/discord/views/notes.ts";
import type { View } from "../../../src/discord/views/parts.ts";
import type { DeckInfo } from "../../../src/library/library.ts";
import { StoreError } from "../../../src/store/connection.ts";
import { UserError } from "../../../src/user-error.ts";
import { checkForm, checkView, labelsOf, type Part, textOf } from "./limits.ts";

const TEXT_INPUT = 4;
const USER = "123456789012345678";
const ROLE = "111111111111111111";

const info: DeckInfo = {
  id: "abcdefghijkl",
  title: "Bones",
  description: "Of the hand",
  tags: ["anatomy"],
  cards: 3,
  ideas: 0,
  owner: { kind: "server", id: "876543210987654321" },
  creator: USER,
  editorRole: ROLE,
};
const HERE = info.owner.kind === "server" ? info.owner.id : "";

const CARD = { front: "Ulna?", back: "Elle", hint: "Arm", accepts: "elbow", tags: "arm" };
const DECKS = [
  { label: "Bones", value: "abcdefghijkl" },
  { label: "Verbs", value: "mnopqrstuvwx" },
];

const FORMS: readonly (readonly [string, Form])[] = [
  ["a new card", cardForm("add", info, 0)],
  ["a card there is", cardForm("edit", info, 3, CARD)],
  ["a message to save", saveForm(DECKS, CARD)],
  ["a new deck", newDeckForm(true)],
  ["a deck there is", editDeckForm(info, HERE)],
  ["a search", searchForm(info)],
  ["an import", importForm("server", info.id)],
  ["separators", separatorsForm(info.id, undefined)],
];

const fieldsOf = (form: Form) =>
  (form.components as readonly Part[]).flatMap(({ component }) => component ?? []);
const fieldOf = (form: Form, id: string) => fieldsOf(form).find(({ custom_id }) => custom_id === id);
const chosenIn = (form: Form, id: string) =>
  fieldOf(form, id)?.options?.flatMap((option) => (option.default ? [option.value] : []));
const fileOf = (view: View) => view.files?.[0]?.data.toString() ?? "";

test.each(FORMS)(
  "%s opens again with every text that stood in it, and without what was emptied",
  (_, form) => {
    const inputs = fieldsOf(form).filter(({ type }) => type === TEXT_INPUT);
    const texts = inputs.map(({ custom_id = "", max_length = 0 }) => [
      custom_id,
      `${custom_id} ${"x".repeat(4000)}`.slice(0, max_length),
    ]);
    const again = filled(form, Object.fromEntries(texts));
    checkForm(again);
    expect(texts.map(([id = ""]) => [id, fieldOf(again, id)?.value])).toEqual(texts);
    expect({ ...again, components: [] }).toEqual({ ...form, components: [] });

    const empty = filled(form, Object.fromEntries(texts.map(([id]) => [id, ""])));
    checkForm(empty);
    expect(fieldsOf(empty).flatMap(({ value }) => value ?? [])).toEqual([]);
    expect(filled(form, {})).toEqual(form);
  },
);

test("choices are as they were; one there is no more is the form's own", () => {
  const save = saveForm(DECKS, CARD);
  expect(chosenIn(save, "deck")).toEqual(["abcdefghijkl"]);
  for (const deck of ["mnopqrstuvwx", "new"]) {
    const again = filled(save, { deck });
    checkForm(again);
    expect(chosenIn(again, "deck")).toEqual([deck]);
  }
  expect(filled(save, { deck: "gone" })).toEqual(save);
  expect(chosenIn(filled(newDeckForm(true), { owner: "me" }), "owner")).toEqual(["me"]);
  expect(chosenIn(filled(newDeckForm(false), { owner: "server" }), "owner")).toEqual(["me"]);
  const role = (id: string) =>
    fieldOf(filled(editDeckForm(info, HERE), { role: id }), "role")?.default_values;
  expect(role("222222222222222222")).toEqual([{ id: "222222222222222222", type: "role" }]);
  expect(role("")).toEqual([]);
});

test("the role that may edit a deck is asked for in the deck's own server alone", () => {
  expect(fieldOf(editDeckForm(info, HERE), "role")?.default_values).toEqual([{ id: ROLE, type: "role" }]);
  const own = { ...info, owner: { kind: "person", id: USER } } as const;
  for (const form of [editDeckForm(info, undefined), editDeckForm(info, "1"), editDeckForm(own, HERE)]) {
    expect(fieldsOf(form).map(({ custom_id }) => custom_id)).toEqual(["title", "description", "tags"]);
  }
});

test("where the form is kept, a button opens it, and a file is to be chosen once more", () => {
  const view = keptView(
    new UserError("The title is taken."),
    { title: "Bones", file: "a.csv" },
    "d1:again:x",
  );
  checkView(view);
  expect(labelsOf(view)).toEqual(["Back to the form"]);
  expect(textOf(view)).toContain("The title is taken.");
  expect(textOf(view)).toContain("choose yours once more");
  expect(view.files).toBeUndefined();
  expect(textOf(keptView(new UserError("Taken."), { file: "" }, "d1:again:x"))).toBe("Taken.");
});

test.each(FORMS)("where %s cannot be kept, every text of it comes back whole", (_, form) => {
  const inputs = fieldsOf(form).filter(({ type }) => type === TEXT_INPUT);
  const fields = Object.fromEntries(
    inputs.map(({ custom_id = "", max_length = 0 }) => [
      custom_id,
      `${custom_id}\n\`\`\`\`\n${"é".repeat(4000)}`.slice(0, max_length),
    ]),
  );
  const view = keptView(new StoreError("unknown", undefined), { ...fields, deck: "abcdefghijkl" });
  checkView(view);
  expect(labelsOf(view)).toEqual([]);
  expect(textOf(view)).toContain("it may be there already");
  expect(textOf(view).match(/```/g)).toHaveLength(2);
  for (const text of Object.values(fields)) expect(fileOf(view)).toContain(text);
  expect(fileOf(view)).not.toContain("abcdefghijkl");
});

test("the longest reason leaves room for what was written; where nothing was, there is no file", () => {
  checkView(keptView(new UserError("*".repeat(5000)), { text: "x".repeat(4000) }));
  const view = keptView(new StoreError("not-sent", undefined), { text: "", title: "" });
  checkView(view);
  expect(view.files).toBeUndefined();
  expect(textOf(view)).toMatch(/^\*\*Not saved:\*\*/);
});
