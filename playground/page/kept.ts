/**
 * Small things kept in this browser: the theme, what has been read. Storage may be switched off or full, and then
 * the page works without it.
 */

/** The JSON value kept under a name, or undefined where there is none or it cannot be read. */
export function recall(name: string): unknown {
  try {
    const text = localStorage.getItem(`playground:${name}`);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keeps a JSON value under a name, where the browser lets it. */
export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(`playground:${name}`, JSON.stringify(value));
  } catch {
    // Without storage the value lives as long as the page does.
  }
}

/** What a person has read, by channel id; anything malformed counts as unread. */
export function recallRead(userId: string): Readonly<Record<string, string>> {
  const value = recall(`read:${userId}`);
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
