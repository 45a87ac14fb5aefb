import { TextInputStyle } from "discord-api-types/v10";
import { describe, expect, test } from "vitest";
import { charactersLeft, checkValues, initialValues } from "../../playground/page/modal-values.ts";
import { applyEvent, emptyModel, withoutModal } from "../../playground/page/model.ts";
import type { PageModal, PageState, Person } from "../../playground/protocol.ts";

const person = (id: string, username: string): Person => ({
  id,
  username,
  globalName: username,
  color: "#123456",
  bot: false,
});
const [ada, ben] = [person("1", "ada"), person("2", "ben")];
const state: PageState = {
  you: ada,
  people: [ada, ben],
  bot: person("9", "bot"),
  users: {},
  guilds: [],
  dms: [{ id: "11", kind: "dm", name: "bot", botPresent: true }],
  messages: {},
  commands: [],
  botOnline: true,
};

const modalOf = (components: PageModal["components"], id = "m1"): PageModal => ({
  id,
  title: "Form",
  customId: "form",
  components,
  channelId: "11",
});

const label = (component: object): object => ({ type: 18, label: "Label", component });

const options = (...values: string[]) =>
  values.map((value) => ({ label: value.toUpperCase(), value, default: value === "b" }));
const file = (name: string) => ({ name, contentType: "text/plain", data: "YQ==" });

describe("a modal's fields", () => {
  const every = modalOf([
    { type: 10, content: "Fill this in" },
    label({ type: 4, style: 1, custom_id: "short" }),
    label({ type: 4, style: 2, custom_id: "long", value: "so far" }),
    label({ type: 3, custom_id: "deck", options: options("a", "b") }),
    label({ type: 5, custom_id: "who", default_values: [{ id: "2", type: "user" }] }),
    label({ type: 19, custom_id: "files" }),
    label({ type: 21, custom_id: "radio", options: options("a", "b") }),
    label({ type: 22, custom_id: "group", options: options("a", "b", "c") }),
    label({ type: 23, custom_id: "tick", default: true }),
  ]);

  test("begin with what the bot put into them", () => {
    expect(initialValues(every)).toEqual({
      short: "",
      long: "so far",
      deck: ["b"],
      who: ["2"],
      files: [],
      radio: "b",
      group: ["b"],
      tick: true,
    });
  });

  test("are all required where the bot does not say otherwise, but for a lone checkbox", () => {
    const bare = modalOf([
      label({ type: 4, style: 1, custom_id: "text" }),
      label({ type: 3, custom_id: "deck", options: options("a") }),
      label({ type: 19, custom_id: "files" }),
      label({ type: 21, custom_id: "radio", options: options("a", "c") }),
      label({ type: 22, custom_id: "group", options: options("a", "c") }),
      label({ type: 23, custom_id: "tick" }),
    ]);
    expect(checkValues(bare, initialValues(bare))).toEqual({
      text: "Fill this in: it is required.",
      deck: "Choose one: it is required.",
      files: "Choose a file: it is required.",
      radio: "Choose one: it is required.",
      group: "Choose one: it is required.",
    });
  });

  const input = { type: 4, style: 1, custom_id: "x" };
  const group = { type: 22, custom_id: "x", options: options("a", "c", "d") };
  test.each([
    [{ ...input, required: false }, "", undefined],
    [{ ...input, required: false, min_length: 3 }, "", undefined],
    [{ ...input, min_length: 3 }, "ab", "Write at least 3 characters (2 so far)."],
    [{ ...input, min_length: 3 }, "abc", undefined],
    [{ ...input, max_length: 1 }, "ab", "Write at most 1 character (1 too many)."],
    [{ ...input, max_length: 2 }, "ab", undefined],
    [{ type: 5, custom_id: "x", min_values: 2, max_values: 3 }, ["1"], "Choose 2–3 of these (1 chosen)."],
    [{ type: 5, custom_id: "x", min_values: 2, max_values: 3 }, ["1", "2"], undefined],
    [{ type: 5, custom_id: "x", min_values: 2, max_values: 2, required: false }, [], undefined],
    [{ ...group, max_values: 1 }, ["a", "c"], "Choose 1 of these (2 chosen)."],
    [group, ["a", "c", "d"], undefined],
    [{ type: 19, custom_id: "x", min_values: 2, max_values: 4 }, [file("a")], "Choose 2–4 files (1 chosen)."],
    [{ type: 19, custom_id: "x" }, [file("a"), file("b")], "Choose 1 file (2 chosen)."],
    [{ type: 21, custom_id: "x", options: options("a", "c"), required: false }, "", undefined],
  ])("%j holds %j: %s", (field, value, error) => {
    const errors = checkValues(modalOf([label(field)]), { x: value });
    expect(errors).toEqual(error === undefined ? {} : { x: error });
  });

  test("count the characters left only near the end", () => {
    const of = (max_length: number, length: number) =>
      charactersLeft(
        { type: 4, style: TextInputStyle.Short, custom_id: "x", max_length },
        "x".repeat(length),
      );
    expect([of(1000, 0), of(1000, 799), of(1000, 800), of(1000, 1003)]).toEqual([
      undefined,
      undefined,
      200,
      -3,
    ]);
    expect([of(45, 20), of(45, 25)]).toEqual([undefined, 20]);
  });
});

describe("a modal in the model", () => {
  const begun = applyEvent(emptyModel, { event: "state", state }, true);
  const opened = applyEvent({ ...begun, operated: "77" }, { event: "modal", modal: modalOf([], "m1") }, true);

  test("opens, and gives way to the next", () => {
    expect(opened.modal?.id).toBe("m1");
    const next = applyEvent(opened, { event: "modal", modal: modalOf([], "m2") }, true);
    expect(next.modal?.id).toBe("m2");
    expect(applyEvent(next, { event: "modalClosed", modalId: "m1" }, true)).toBe(next);
  });

  test("closes, and offers the focus to the message it came from", () => {
    const closed = applyEvent(opened, { event: "modalClosed", modalId: "m1" }, true);
    expect(closed).not.toHaveProperty("modal");
    expect(closed.focusMessage).toBe("77");
    expect(withoutModal({ ...opened, focusMessage: "88" }, "m1").focusMessage).toBe("88");
  });

  test("outlives a lost connection, but not a change of person", () => {
    expect(applyEvent(opened, { event: "state", state }, true).modal?.id).toBe("m1");
    const other = { ...state, you: ben };
    expect(applyEvent(opened, { event: "state", state: other }, true)).not.toHaveProperty("modal");
  });
});
