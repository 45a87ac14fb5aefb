/** Words of a text; in scripts without spaces a run counts as one. */
const wordsOf = (text: string) => text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu) ?? [];

/** What comes after an answer explains it from so many words on; fewer are more of the answer. */
const EXPLANATION = 3;

const SENTENCE = /(?<=[\p{L}\p{N})]{2}[.!?])\s+(?=[\p{Lu}\p{N}¿¡])|(?<=[。！？])/u;

/** The first line or sentence, where what follows explains it. */
function headOf(text: string): string | undefined {
  for (const parts of [text.split(/\n+/), text.split(SENTENCE)]) {
    const [head = "", ...rest] = parts.map((part) => part.trim()).filter((part) => part !== "");
    if (rest.some((part) => wordsOf(part).length >= EXPLANATION) && head.length < text.length) return head;
  }
  return undefined;
}

/** "sofa / couch", "sofa/couch", but neither "km/h" nor "1/2". */
function alternativesIn(text: string): readonly string[] {
  if (text.includes("\n")) return [];
  const parts = text.split(/\s+\/\s+|(?<=\p{L}{3})\/(?=\p{L}{3})/u);
  return parts.length > 1 && parts.every((part) => /\p{L}{2}/u.test(part)) ? parts : [];
}

const isAbbreviation = (text: string) =>
  /^\p{L}{2,8}$/u.test(text) && (text.match(/\p{Lu}/gu) ?? []).length >= 2;

/** Brackets hold what may be left out, or what an abbreviation stands for. */
function withoutBrackets(text: string): readonly string[] {
  const groups = [...text.matchAll(/[([]([^()[\]]*)[)\]]/g)];
  // "n(n + 1)" is a product, not a remark.
  if (groups.length === 0 || groups.some(([, inside = ""]) => /[+*/^=<>−×·]/.test(inside))) return [];
  const outside = text.replace(/\s*[([][^()[\]]*[)\]]/g, "").trim();
  const inside = groups.map(([, part = ""]) => part.trim());
  const named = isAbbreviation(outside) ? inside : inside.filter(isAbbreviation);
  return [outside, ...named].filter((part) => /[\p{L}\p{N}]/u.test(part));
}

/** A card has at most 4,000 characters on a side; more ways to answer than this are not meant as such. */
const MOST_ANSWERS = 40;

/** The answers that stand in an accepted text: itself, and whatever of it is an answer on its own. */
export function answersIn(text: string): readonly string[] {
  const answers = new Set([text]);
  for (const answer of answers) {
    if (answers.size > MOST_ANSWERS) break;
    const head = headOf(answer);
    if (head) answers.add(head);
    for (const part of [...alternativesIn(answer), ...withoutBrackets(answer)]) answers.add(part.trim());
  }
  return [...answers].slice(0, MOST_ANSWERS);
}

const AND = "and|und|et|y|e|en|og|och|i|и|та|και|ve|o|ou|ו|و";
const CONJUNCTION = new RegExp(`\\s+(?:${AND})\\s+`, "iu");
const LEADING = new RegExp(`^(?:${AND})\\s+`, "iu");
const ALONE = new RegExp(`^(?:${AND})$`, "iu");

export const isConjunction = (word: string): boolean => ALONE.test(word);

/** The items of a list: lines, or words with commas or "and" between; one item where there is no list. */
export function itemsIn(text: string): readonly string[] {
  const isInLines = text.includes("\n");
  const parts = isInLines ? text.split("\n") : text.split(/[,;،、](?!\d)\s*/);
  const items = isInLines ? parts : parts.flatMap((part) => part.split(CONJUNCTION));
  return items.map((item) => item.replace(LEADING, "").trim()).filter((item) => item !== "");
}
