import { createHash } from "node:crypto";
import { z } from "zod";

/** The note type that decks are written with; its fields in order, of which the last is shown on no card. */
export const OWN_NOTE_TYPE = "Flashback";
export const OWN_FIELDS = ["Front", "Back", "Hint", "Accepted answers", "Number", "Markdown source"] as const;

/** What a card's HTML was made of. */
export interface OwnSource {
  readonly front: string;
  readonly back: string;
  readonly hint: string;
  readonly accepts: readonly string[];
}

/** Each part of a source that still holds: the field made of it was not edited since. */
export type UneditedSource = { readonly [Part in keyof OwnSource]?: OwnSource[Part] };

const PARTS = ["front", "back", "hint", "accepts"] as const;

const part = <T extends z.ZodType>(value: T) => z.object({ is: value, of: z.string() }).optional();
const stored = z.object({
  front: part(z.string()),
  back: part(z.string()),
  hint: part(z.string()),
  accepts: part(z.array(z.string())),
});

/**
 * The field that keeps what a note's HTML was made of, with a digest of each of the fields, by which an edit in Anki
 * is noticed.
 *
 * @param html the first four fields
 */
export function encodeSource(source: OwnSource, html: readonly string[]): string {
  const parts = PARTS.map((name, index) => [name, { is: source[name], of: digest(html[index] ?? "") }]);
  const json = JSON.stringify(Object.fromEntries(parts));
  // Anki would take "<" for HTML and "[sound:" for a medium; in the strings of JSON they can be spelled as escapes.
  return json.replace(/"(?:[^"\\]|\\.)*"/g, (literal) =>
    literal.replace(/[<>&[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}

/** The parts of a note's source that were not edited since; none where the field is no source at all. */
export function decodeSource(field: string, html: readonly string[]): UneditedSource {
  let json: unknown;
  try {
    json = JSON.parse(field);
  } catch {
    return {};
  }
  const { success, data } = stored.safeParse(json);
  if (!success) return {};
  const holds = (index: number) => data[PARTS[index] ?? "front"]?.of === digest(html[index] ?? "");
  return {
    ...(data.front && holds(0) && { front: data.front.is }),
    ...(data.back && holds(1) && { back: data.back.is }),
    ...(data.hint && holds(2) && { hint: data.hint.is }),
    ...(data.accepts && holds(3) && { accepts: data.accepts.is }),
  };
}

/** Anki stores text in Unicode's normal form C, which is no edit. */
const digest = (html: string) =>
  createHash("sha256").update(html.normalize("NFC")).digest("hex").slice(0, 16);
