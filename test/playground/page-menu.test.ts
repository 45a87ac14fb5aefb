import type { APIMessage } from "discord-api-types/v10";
import { expect, test } from "vitest";
import {
  type Entry,
  messageEntries,
  messageText,
  personEntries,
} from "../../playground/page/menu-entries.ts";
import type { PageCommand, Person } from "../../playground/protocol.ts";

const command = (kind: PageCommand["kind"], path: string): PageCommand => ({
  id: `id of ${path}`,
  kind,
  path,
  description: "",
  options: [],
});

const commands = [
  command("slash", "quiz"),
  command("message", "Save as card"),
  command("user", "Show progress"),
];

/** Entries that write down what they do, and a way to choose one by its labels. */
function watched() {
  const done: string[] = [];
  const doing = {
    use: ({ id }: PageCommand, targetId: string) => done.push(`use ${id} on ${targetId}`),
    copy: (text: string, what: string) => done.push(`copy ${what}: ${text}`),
  };
  const choose = (entries: readonly Entry[], ...labels: string[]) => {
    let level = entries;
    for (const label of labels) {
      const entry = level.find((one) => one.label === label);
      if (entry === undefined)
        throw new Error(`There is no ${label} among ${level.map((one) => one.label)}.`);
      if ("run" in entry) entry.run();
      else level = entry.entries;
    }
  };
  return { done, doing, choose };
}

const author: Person = { id: "2", username: "ben", globalName: "Ben", color: "#123456", bot: false };
const message = { id: "77", content: "Hello", components: [] } as unknown as APIMessage;

test("a message's menu uses message commands on it and user commands on its author", () => {
  const { done, doing, choose } = watched();
  const entries = messageEntries(message, { id: author.id, name: "Ben" }, commands, doing);
  expect(entries.map(({ label }) => label)).toEqual(["Apps", "Apps for Ben", "Copy text", "Copy message ID"]);
  choose(entries, "Apps", "Save as card");
  choose(entries, "Apps for Ben", "Show progress");
  choose(entries, "Copy text");
  choose(entries, "Copy message ID");
  expect(done).toEqual([
    "use id of Save as card on 77",
    "use id of Show progress on 2",
    "copy Text: Hello",
    "copy Message ID: 77",
  ]);
});

test("without such commands and without text only the id is left", () => {
  const { doing } = watched();
  const entries = messageEntries(
    { ...message, content: "" },
    { id: author.id, name: "Ben" },
    [command("slash", "quiz")],
    doing,
  );
  expect(entries.map(({ label }) => label)).toEqual(["Copy message ID"]);
});

test("a person's menu uses user commands on them", () => {
  const { done, doing, choose } = watched();
  const entries = personEntries(author, commands, doing);
  choose(entries, "Apps", "Show progress");
  choose(entries, "Copy username");
  choose(entries, "Copy user ID");
  expect(done).toEqual(["use id of Show progress on 2", "copy Username: ben", "copy User ID: 2"]);
});

test("the text of a message is that of all its parts", () => {
  const text = (content: string) => ({ type: 10, content });
  const components = [
    text("One"),
    { type: 17, components: [text("Two"), { type: 9, components: [text("Three")], accessory: {} }] },
    { type: 1, components: [{ type: 2, label: "Button" }] },
  ];
  expect(messageText({ content: "", components } as unknown as APIMessage)).toBe("One\nTwo\nThree");
});
