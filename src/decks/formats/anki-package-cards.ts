import { decodeSource, OWN_FIELDS, OWN_NOTE_TYPE } from "./anki-package-own.ts";
import type { NoteType } from "./anki-schema.ts";
import { answerOnly, renderTemplate, specialFields } from "./anki-templates.ts";
import { cleanCard } from "./clean.ts";
import { clozeCards } from "./cloze.ts";
import { htmlToMarkdown, htmlToText } from "./html.ts";
import type { ImportedCard, Skipped } from "./types.ts";

/** A note of a collection, as far as its cards need it. */
export interface Note {
  /** The note's place in the collection, from 1. */
  readonly number: number;
  readonly guid: string;
  readonly tags: string;
  /** HTML, in the order of the note type's fields. */
  readonly fields: readonly string[];
}

/** Makes the cards of one note. */
export interface CardMaker {
  /**
   * The card with this `ord`.
   *
   * @param deck titles of its decks from the outermost
   * @param path those that the card is to have
   */
  make(ord: number, deck: readonly string[], path: readonly string[]): ImportedCard | Skipped;
}

/** Whether a note hides parts of a picture, which cannot be told in text: of Anki's own kind, or its older add-on's. */
export function isImageOcclusion(type: NoteType, note: Note): boolean {
  if (type.cloze) return note.fields.some((field) => /\{\{c\d{1,3}::image-occlusion:/.test(field));
  return type.fields.includes("Question Mask") && type.fields.includes("Original Mask");
}

/** A maker for the cards of a note, which convert what they share once. */
export function cardMaker(
  note: Note,
  type: NoteType,
  image: (src: string) => string | undefined,
  leftOut: Map<string, number>,
): CardMaker {
  const converted = new Map<string, string>();
  const toMarkdown = (html: string) => memo(converted, html, () => htmlToMarkdown(html, image));
  const deletions = new Map<string, ReturnType<typeof clozeCards>>();
  const deletionsOf = (markdown: string) => memo(deletions, markdown, () => clozeCards(markdown));
  const tags = note.tags.split(/[\s\u3000]+/).filter((tag) => tag !== "");
  const own = type.name === OWN_NOTE_TYPE && OWN_FIELDS.every((name, index) => type.fields[index] === name);

  const make: CardMaker["make"] = (ord, deck, path) => {
    const where = `note ${note.number}`;
    const shared = { tags, path, source: own ? note.guid : `${note.guid}:${ord}` };
    const clean = (sides: Sides) => cleanCard({ ...sides, ...shared }, where, leftOut);
    if (own) return clean(ownSides(note.fields, toMarkdown));
    const template = type.templates[type.cloze ? 0 : ord];
    if (template === undefined)
      return { where, why: `its note type "${type.name.slice(0, 60)}" has no card ${ord + 1}` };
    const fields = new Map([
      ...specialFields({ tags: tags.join(" "), type: type.name, card: template.name, deck }),
      ...type.fields.map((name, index) => [name, note.fields[index] ?? ""] as const),
    ]);
    const data = { fields, ord, cloze: type.cloze };
    const question = renderTemplate(template.front, { ...data, answer: false });
    const answer = renderTemplate(template.back, { ...data, answer: true });
    if (question === undefined || answer === undefined)
      return { where, why: "its text is too long for a card" };
    const sides = {
      front: toMarkdown(question.html),
      back: toMarkdown(answerOnly(answer.html)),
      hint: question.hints.map(toMarkdown).join("\n"),
      accepts: question.typed.map((name) => htmlToText(fields.get(name) ?? "")),
    };
    if (!type.cloze)
      return clean({ ...sides, accepts: sides.accepts.filter((typed) => typed !== sides.back) });
    const asked = deletionsOf(sides.front).find((deletion) => deletion.ord === ord);
    if (asked === undefined)
      return { where, why: `it has no deletion {{c${ord + 1}::…}}, or is too long for a card` };
    const told = deletionsOf(sides.back).find((deletion) => deletion.ord === ord);
    return clean({ front: asked.front, back: told?.back ?? sides.back, hint: sides.hint });
  };
  return { make };
}

interface Sides {
  readonly front: string;
  readonly back: string;
  readonly hint?: string;
  readonly accepts?: readonly string[];
}

/** A note that this project wrote: the Markdown it was made of, or what was made of it since in Anki. */
function ownSides(fields: readonly string[], toMarkdown: (html: string) => string): Sides {
  const [front = "", back = "", hint = "", accepts = ""] = fields;
  const source = decodeSource(fields[OWN_FIELDS.length - 1] ?? "", fields);
  return {
    front: source.front ?? toMarkdown(front),
    back: source.back ?? toMarkdown(back),
    hint: source.hint ?? toMarkdown(hint),
    accepts: source.accepts ?? htmlToText(accepts).split("\n"),
  };
}

function memo<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
