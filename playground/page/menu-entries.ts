/** What the context menus of messages and people offer. No DOM, no network. */
import type { APIMessage } from "discord-api-types/v10";
import type { PageCommand, Person } from "../protocol.ts";
import type { Box } from "./floating.ts";
import { Kind } from "./kinds.ts";

/** One line of a menu: something to do, or further lines beside it. */
export type Entry =
  | {
      readonly label: string;
      readonly sign?: "copy" | "id" | "app" | "trash";
      /** True for what cannot be undone. */
      readonly danger?: boolean;
      run(): void;
    }
  | { readonly label: string; readonly entries: readonly Entry[] };

/** A menu that is open. */
export interface OpenMenu {
  /** What it is of, for screen readers: "Message by Ada". */
  readonly label: string;
  /** What it stands beside: a button, or the place of a right click. */
  readonly anchor: Element | Box;
  readonly entries: readonly Entry[];
}

interface Doing {
  /** Uses a context-menu command on a message or a person. */
  use(command: PageCommand, targetId: string): void;
  /** Copies a text; `what` names it for the person. */
  copy(text: string, what: string): void;
  /** Deletes the message for everyone; absent where this person may not. */
  remove?(): void;
}

/** The menu of a message: commands on it and on its author, its text, its id. `author.name` is what they are called here. */
export function messageEntries(
  message: APIMessage,
  author: { readonly id: string; readonly name: string },
  commands: readonly PageCommand[],
  doing: Doing,
): readonly Entry[] {
  const text = messageText(message);
  return [
    ...apps("Apps", "message", message.id, commands, doing),
    ...apps(`Apps for ${author.name}`, "user", author.id, commands, doing),
    ...(text === ""
      ? []
      : [{ label: "Copy text", sign: "copy" as const, run: () => doing.copy(text, "Text") }]),
    { label: "Copy message ID", sign: "id", run: () => doing.copy(message.id, "Message ID") },
    ...(doing.remove === undefined
      ? []
      : [{ label: "Delete message", sign: "trash" as const, danger: true, run: doing.remove }]),
  ];
}

/** The menu of a person: commands on them, their names, their id. */
export function personEntries(
  person: Person,
  commands: readonly PageCommand[],
  doing: Doing,
): readonly Entry[] {
  return [
    ...apps("Apps", "user", person.id, commands, doing),
    { label: "Copy username", sign: "copy", run: () => doing.copy(person.username, "Username") },
    { label: "Copy user ID", sign: "id", run: () => doing.copy(person.id, "User ID") },
  ];
}

function apps(
  label: string,
  kind: PageCommand["kind"],
  targetId: string,
  commands: readonly PageCommand[],
  { use }: Doing,
): readonly Entry[] {
  const entries = commands
    .filter((command) => command.kind === kind)
    .map((command) => ({ label: command.path, sign: "app" as const, run: () => use(command, targetId) }));
  return entries.length === 0 ? [] : [{ label, entries }];
}

/** What a message says, as it was written: its content and the texts of its components, one under the other. */
export function messageText(message: Pick<APIMessage, "content" | "components">): string {
  return [message.content, ...(message.components ?? []).flatMap(textsOf)]
    .filter((text) => text !== "")
    .join("\n");
}

function textsOf(component: object): readonly string[] {
  if ("type" in component && component.type === Kind.TextDisplay && "content" in component)
    return [String(component.content)];
  const inner = "components" in component && Array.isArray(component.components) ? component.components : [];
  return inner.flatMap((one: unknown) => (typeof one === "object" && one !== null ? textsOf(one) : []));
}
