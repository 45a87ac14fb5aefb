/**
 * Small things kept in this browser: the theme, what has been read. Storage may be switched off or full, and then
 * the page works without it.
 */
import { mergeRead, type ReadMarks } from "./unread.ts";

// Other programs at the same address keep things, too.
const prefix = "playground:";

/** The JSON value kept under a name, or undefined where there is none or it cannot be read. */
export function recall(name: string): unknown {
  try {
    const text = localStorage.getItem(prefix + name);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keeps a JSON value under a name, where the browser lets it. */
export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // Without storage the value lives as long as the page does.
  }
}

/** What a person has read, by channel id; anything malformed counts as unread. */
export function recallRead(userId: string): ReadMarks {
  const value = recall(readName(userId));
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** Keeps what a person has read; where another tab has read further, that stays. */
export function keepRead(userId: string, read: ReadMarks): void {
  keep(readName(userId), mergeRead(recallRead(userId), read));
}

/** Calls `run` when another tab has kept what a person has read. */
export function onReadElsewhere(run: (userId: string) => void): void {
  addEventListener("storage", ({ key }) => {
    const userId = key?.startsWith(prefix + readName(""))
      ? key.slice(prefix.length + readName("").length)
      : "";
    if (userId !== "") run(userId);
  });
}

function readName(userId: string): string {
  return `read:${userId}`;
}
