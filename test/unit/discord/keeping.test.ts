import { expect, test } from "vitest";
import type { Context } from "../../../src/discord/command.ts";
import { keeping, reopen } from "../../../src/discord/keeping.ts";
import { type Form, filled, newDeckForm } from "../../../src/discord/views/forms.ts";
import type { View } from "../../../src/discord/views/parts.ts";
import { BusyError } from "../../../src/offload/offload.ts";
import { StoreError } from "../../../src/store/connection.ts";
import type { Draft } from "../../../src/store/drafts.ts";
import { UserError } from "../../../src/user-error.ts";
import { labelsOf, partsOf, textOf } from "./limits.ts";

const FIELDS = { title: { value: "Bones" }, owner: { values: ["me"] } };

const person = { user: { id: "123456789012345678" }, guildId: null };
const submitted = (customId = "d1:create") =>
  ({
    ...person,
    customId,
    fields: { fields: new Map(Object.entries(FIELDS)) },
  }) as unknown as Parameters<typeof keeping>[0];
const pressed = (customId: string) => ({ ...person, customId }) as unknown as Parameters<typeof reopen>[0];

/** What a flow works with, as far as a form needs it. @param fails whether the store does */
function surroundings({ fails = false } = {}) {
  const told: View[] = [];
  const asked: Form[] = [];
  let kept: Draft | undefined;
  const context = {
    respond: {
      hold: () => {},
      ask: async (form: Form) => void asked.push(form),
      tell: async (view: View) => void told.push(view),
    },
    editing: {
      async keepDraft(_: unknown, draft: Draft) {
        if (fails) throw new StoreError("not-sent", undefined);
        kept = JSON.parse(JSON.stringify(draft));
      },
      draft: async () => kept,
    },
    log: { error: () => {} },
    deadline: 0,
  } as unknown as Context;
  return { context, told, asked, draft: () => kept };
}

const buttonOf = (view: View | undefined) =>
  (view ? partsOf(view) : []).flatMap(({ custom_id }) => custom_id ?? [])[0] ?? "";

async function sent(error: Error, options: Parameters<typeof surroundings>[0] = {}) {
  const all = surroundings(options);
  await keeping(submitted(), all.context, () => Promise.reject(error));
  return { ...all, view: all.told[0] ?? { components: [] } };
}

test.each([new UserError("Taken."), new BusyError("Too many files.")])(
  "%s: the form is kept and opens as it was",
  async (error) => {
    const { context, view, asked, told } = await sent(error);
    expect(textOf(view)).toBe(error.message);
    expect(labelsOf(view)).toEqual(["Back to the form"]);
    const customId = buttonOf(view);
    expect(customId).toMatch(/^d1:again:[\w-]{12}$/);
    await reopen(pressed(customId), context, (form) => {
      expect(form).toBe("d1:create");
      return newDeckForm(true);
    });
    expect(told).toHaveLength(1);
    expect(asked).toEqual([filled(newDeckForm(true), { title: "Bones", owner: "me" })]);
  },
);

test("another form that could not be taken: the button of the first opens nothing", async () => {
  const { context, view, asked } = await sent(new UserError("Taken."));
  await keeping(submitted("d1:edited:abcdefghijkl"), context, () => Promise.reject(new UserError("No.")));
  await expect(reopen(pressed(buttonOf(view)), context, () => newDeckForm(true))).rejects.toThrow(
    "not kept any more",
  );
  expect(asked).toEqual([]);
});

test.each([
  ["the store failed", new StoreError("unknown", undefined), {}],
  ["the store fails when the mistake is to be kept", new UserError("Taken."), { fails: true }],
])("where %s, what was written comes with the answer", async (_, error, options) => {
  const { view, draft } = await sent(error, options);
  expect(labelsOf(view)).toEqual([]);
  expect(view.files?.[0]?.data.toString()).toBe("Title:\nBones\n");
  expect(draft()).toBeUndefined();
});

test("what the form is for gets what stands in it; a bug is a bug", async () => {
  const { context, told, draft } = surroundings();
  await keeping(submitted(), context, async (fields) => {
    expect(fields).toEqual({ title: "Bones", owner: "me" });
  });
  await expect(keeping(submitted(), context, () => Promise.reject(new TypeError("x")))).rejects.toThrow("x");
  expect(told).toEqual([]);
  expect(draft()).toBeUndefined();
});
