/** What the header lines of an Anki text file say; columns count from 0. */
export interface AnkiHead {
  readonly separator: string | undefined;
  /** Undefined where the file does not say whether its cells hold HTML. */
  readonly html: boolean | undefined;
  readonly tags: readonly string[];
  readonly names: readonly string[];
  readonly notetype: string | undefined;
  readonly deck: string | undefined;
  readonly columns: Readonly<Partial<Record<"notetype" | "deck" | "tags" | "guid", number>>>;
  /** The number of lines of the head. */
  readonly lines: number;
}

/** Anki manual, "File Headers". */
const KEY = /^#(separator|html|tags|columns|notetype|deck|(?:notetype|deck|tags|guid) column)\s*:/i;

const SEPARATORS: Readonly<Record<string, string>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  space: " ",
  pipe: "|",
  colon: ":",
};

/** Whether a text begins as Anki's text export does: with a header line such as "#separator:tab". */
export function isAnkiText(text: string): boolean {
  const head = text.slice(0, 10_000).split("\n");
  const data = head.findIndex((line) => !line.startsWith("#") && !line.startsWith("tags:"));
  return head.slice(0, data === -1 ? head.length : data).some((line) => KEY.test(line));
}

/**
 * Reads the header lines: in any order, though Anki itself wants the separator before the columns. Other lines that
 * begin with "#" are comments. A first line "tags:…" is the old spelling of "#tags:".
 */
export function readAnkiHead(text: string): AnkiHead {
  const values = new Map<string, string>();
  let lines = 0;
  for (let at = 0; at < text.length; lines += 1) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end === -1 ? text.length : end);
    if (!line.startsWith("#") && !(lines === 0 && line.startsWith("tags:"))) break;
    const colon = line.indexOf(":");
    const key = line
      .slice(line.startsWith("#") ? 1 : 0, colon)
      .trim()
      .toLowerCase();
    if (colon !== -1) values.set(key, line.slice(colon + 1));
    at = end === -1 ? text.length : end + 1;
  }
  const value = (key: string) => values.get(key)?.trim() || undefined;
  const named = values.get("separator");
  const separator =
    named === undefined ? undefined : (SEPARATORS[named.trim().toLowerCase()] ?? literal(named));
  const html = value("html")?.toLowerCase();
  const columns: Partial<Record<"notetype" | "deck" | "tags" | "guid", number>> = {};
  for (const key of ["notetype", "deck", "tags", "guid"] as const) {
    const number = Number(value(`${key} column`));
    if (Number.isInteger(number) && number > 0) columns[key] = number - 1;
  }
  return {
    separator,
    html: html === "true" ? true : html === "false" ? false : undefined,
    tags: (value("tags") ?? "").split(/\s+/),
    names: separator === undefined ? [] : (values.get("columns") ?? "").split(separator),
    notetype: value("notetype"),
    deck: value("deck"),
    columns,
    lines,
  };
}

/** A separator that stands for itself, if it is one of those that Anki has. */
function literal(value: string): string | undefined {
  return Object.values(SEPARATORS).find((separator) => value === separator || value.trim() === separator);
}
