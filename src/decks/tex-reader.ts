/** Deeper nesting is no formula that a person could read on one line, and would only fill the stack. */
const DEEPEST = 40;

/** The formula cannot be shown as text: bad syntax, or a command that is not known. */
export class BadTex extends Error {}

/** A place in the source of a formula. */
export interface Reader {
  readonly source: string;
  at: number;
  depth: number;
}

/** Goes past white space, which means nothing in math. */
export function skipSpace(reader: Reader): void {
  while (/\s/.test(peek(reader))) reader.at += 1;
}

/** The next character, whole even where UTF-16 needs two units, or "" at the end. */
export function peek(reader: Reader): string {
  const point = reader.source.codePointAt(reader.at);
  return point === undefined ? "" : String.fromCodePoint(point);
}

/** The command that begins here, such as `\alpha` or `\{`, or undefined. */
export function peekCommand(reader: Reader): string | undefined {
  if (peek(reader) !== "\\") return undefined;
  const pattern = /\\(?:[A-Za-z]+|[^A-Za-z])/uy;
  pattern.lastIndex = reader.at;
  return pattern.exec(reader.source)?.[0];
}

/** Goes past the bracket, or fails where it is missing. */
export function close(reader: Reader, bracket: "}" | "]"): void {
  if (peek(reader) !== bracket) throw new BadTex();
  reader.at += 1;
}

/** The source of an argument that is not math, such as that of `\text`. */
export function readVerbatim(reader: Reader): string {
  skipSpace(reader);
  if (peek(reader) !== "{") throw new BadTex();
  let depth = 0;
  let text = "";
  for (; reader.at < reader.source.length; reader.at += 1) {
    const character = reader.source.charAt(reader.at);
    if (character === "{") depth += 1;
    else if (character === "}") depth -= 1;
    else if (character === "~") text += " ";
    else if (character === "\\") {
      reader.at += 1;
      const escaped = reader.source.charAt(reader.at);
      if (!/[%_&#${} ]/.test(escaped)) throw new BadTex();
      text += escaped;
    } else text += character;
    if (depth === 0) {
      reader.at += 1;
      return text.replace(/\s+/g, " ");
    }
  }
  throw new BadTex();
}

/** Runs `read` one level deeper. */
export function nested<T>(reader: Reader, read: () => T): T {
  reader.depth += 1;
  if (reader.depth > DEEPEST) throw new BadTex();
  const result = read();
  reader.depth -= 1;
  return result;
}
