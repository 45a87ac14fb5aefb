import { fraction, join, joinTightly, type Kind, type Piece, radicand, space } from "./tex-layout.ts";
import {
  BadTex,
  close,
  nested,
  peek,
  peekCommand,
  type Reader,
  readVerbatim,
  skipSpace,
} from "./tex-reader.ts";
import {
  ACCENTS,
  characterOf,
  FUNCTIONS,
  isScript,
  kindOf,
  LIMITS,
  scripted,
  styled,
  symbolOf,
  vulgarFraction,
} from "./tex-symbols.ts";

/**
 * A formula in TeX as one line of Unicode text, such as "∑ᵢ₌₁ⁿ (yᵢ − ŷᵢ)²" for `\sum_{i=1}^{n} (y_i - \hat{y}_i)^2`.
 * Undefined for TeX that is wrong (unbalanced braces) or that uses a command not known here. The text is plain: the
 * caller escapes it for where it goes.
 */
export function texToText(tex: string): string | undefined {
  const reader: Reader = { source: tex, at: 0, depth: 0 };
  try {
    const pieces = readList(reader);
    if (reader.at < tex.length) return undefined;
    return join(pieces).normalize("NFC");
  } catch (error) {
    if (error instanceof BadTex) return undefined;
    throw error;
  }
}

/** Reads up to the end, or up to a closing brace (or bracket) that is not of this list, and leaves that unread. */
function readList(reader: Reader, end: "}" | "]" = "}"): Piece[] {
  const pieces: Piece[] = [];
  let lefts = 0;
  for (skipSpace(reader); reader.at < reader.source.length; skipSpace(reader)) {
    if (peek(reader) === end || peek(reader) === "}") break;
    const command = peekCommand(reader);
    if (command === "\\left") lefts += 1;
    if (command === "\\right") lefts -= 1;
    if (lefts < 0) throw new BadTex();
    pieces.push(...withScripts(reader, readAtom(reader)));
  }
  if (lefts !== 0) throw new BadTex();
  return pieces;
}

function readAtom(reader: Reader): Piece[] {
  const character = peek(reader);
  if (character === "\\") return readCommand(reader);
  if (character === "{") return readGroup(reader);
  if (character === "^" || character === "_" || character === "'") return [{ text: "", kind: "ord" }];
  const number = /\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?/y;
  number.lastIndex = reader.at;
  const digits = number.exec(reader.source)?.[0];
  const read = digits ?? character;
  reader.at += read.length;
  if (read === "~") return [space];
  if (read === "" || /[&#$]/.test(read)) throw new BadTex();
  if (read === ":" && peek(reader) === "=") {
    reader.at += 1;
    return [{ text: ":=", kind: "rel" }];
  }
  const text = characterOf(read);
  return [{ text, kind: kindOf(text) }];
}

/** A group in braces; a lone symbol in braces loses its spacing, as in TeX (`1{,}5`). */
function readGroup(reader: Reader): Piece[] {
  reader.at += 1;
  const pieces = nested(reader, () => readList(reader));
  close(reader, "}");
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined && ["bin", "rel", "punct", "tight"].includes(only.kind)) {
    return [{ text: only.text, kind: "ord" }];
  }
  return pieces;
}

/** The argument of a command or script: a group, a command, or one character (so `x^12` raises the 1 alone). */
function readArgument(reader: Reader): Piece[] {
  skipSpace(reader);
  const character = peek(reader);
  if (character === "{") return readGroup(reader);
  if (character === "\\") return readCommand(reader);
  if (character === "" || /[}^_&#$~']/.test(character)) throw new BadTex();
  reader.at += character.length;
  const text = characterOf(character);
  return [{ text, kind: kindOf(text) }];
}

function readCommand(reader: Reader): Piece[] {
  const command = peekCommand(reader);
  if (command === undefined) throw new BadTex();
  reader.at += command.length;
  const name = command.slice(1);
  const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  return nested(reader, () => read?.(reader) ?? readSymbol(reader, name));
}

function readSymbol(reader: Reader, name: string): Piece[] {
  if (FUNCTIONS.has(name)) return [{ text: name, kind: "name" }];
  const accent = ACCENTS.get(name);
  if (accent !== undefined) return [accented(readArgument(reader), accent)];
  const text = symbolOf(`\\${name}`);
  if (text === undefined) throw new BadTex();
  return [{ text, kind: name === "mid" ? "rel" : kindOf(text) }];
}

function accented(pieces: readonly Piece[], accent: string): Piece {
  const text = joinTightly(pieces);
  const [letter = "", ...rest] = Array.from(text.normalize("NFD"));
  // A line over or under can be drawn letter by letter; a hat on several letters cannot.
  if (accent === "\u0305" || accent === "\u0332") {
    return { text: Array.from(text, (c) => (isScript(c) ? c : c + accent)).join(""), kind: "ord" };
  }
  const marks = rest.filter((c) => /\p{M}/u.test(c));
  const scripts = rest.slice(marks.length).join("");
  if (!/[\p{L}\p{N}]/u.test(letter) || !isScript(scripts)) throw new BadTex();
  return { text: letter + marks.join("") + accent + scripts, kind: "ord" };
}

function readFraction(reader: Reader): Piece[] {
  const top = readArgument(reader);
  const bottom = readArgument(reader);
  const vulgar = vulgarFraction(joinTightly(top), joinTightly(bottom));
  return [vulgar === undefined ? fraction(top, bottom) : { text: vulgar, kind: "ord" }];
}

function readRoot(reader: Reader): Piece[] {
  skipSpace(reader);
  let index = "";
  if (peek(reader) === "[") {
    reader.at += 1;
    index = joinTightly(readList(reader, "]"));
    close(reader, "]");
  }
  const mark =
    { "": "√", "2": "√", "3": "∛", "4": "∜" }[index] ?? `${scripted("^", index) ?? `^(${index})`}√`;
  return [{ text: mark + radicand(readArgument(reader)), kind: "ord", apart: "after", scripted: "high" }];
}

function readDelimiter(kind: "open" | "close" | "rel"): (reader: Reader) => Piece[] {
  return (reader) => {
    skipSpace(reader);
    if (peek(reader) === ".") {
      reader.at += 1;
      return [{ text: "", kind }];
    }
    const [piece, ...more] = readArgument(reader);
    if (piece === undefined || more.length > 0 || !/^[()[\]{}|‖⟨⟩⌊⌋⌈⌉/<>]$/u.test(piece.text))
      throw new BadTex();
    return [{ text: { "<": "⟨", ">": "⟩" }[piece.text] ?? piece.text, kind }];
  };
}

function readNot(reader: Reader): Piece[] {
  const text = joinTightly(readArgument(reader));
  if (Array.from(text).length !== 1) throw new BadTex();
  return [{ text: `${text}\u0338`, kind: "rel" }];
}

function readBinomial(reader: Reader): Piece[] {
  return [{ text: `(${join(readArgument(reader))} choose ${join(readArgument(reader))})`, kind: "ord" }];
}

/** Upright text in math: a word of several letters stands apart from its neighbours. */
function readUpright(reader: Reader): Piece[] {
  const text = joinTightly(readArgument(reader));
  return [Array.from(text).length > 1 ? { text, kind: "ord", apart: "both" } : { text, kind: kindOf(text) }];
}

function readOperatorName(reader: Reader): Piece[] {
  if (peek(reader) === "*") reader.at += 1;
  return [{ text: join(readArgument(reader)), kind: "name" }];
}

function readStyled(command: string): (reader: Reader) => Piece[] {
  return (reader) => [{ text: styled(command, joinTightly(readArgument(reader))), kind: "ord" }];
}

/** Text with space at an end is a phrase between formulas ("if"); any other is a name, such as IoU. */
function readText(reader: Reader): Piece[] {
  const text = readVerbatim(reader);
  if (text.trim() === "") return [space];
  return [{ text: text.trim(), kind: text === text.trim() ? "ord" : "rel" }];
}

const nothing = (): Piece[] => [];
const spaced = (): Piece[] => [space];
const fixed = (text: string, kind: Kind) => (): Piece[] => [{ text, kind }];

const READERS: Readonly<Record<string, (reader: Reader) => Piece[]>> = {
  frac: readFraction,
  dfrac: readFraction,
  tfrac: readFraction,
  cfrac: readFraction,
  sqrt: readRoot,
  binom: readBinomial,
  not: readNot,
  left: readDelimiter("open"),
  right: readDelimiter("close"),
  middle: readDelimiter("rel"),
  operatorname: readOperatorName,
  mathrm: readUpright,
  mathit: readUpright,
  mathsf: readUpright,
  mathtt: readUpright,
  boldsymbol: readStyled("\\mathbf"),
  bm: readStyled("\\mathbf"),
  mathbf: readStyled("\\mathbf"),
  mathbb: readStyled("\\mathbb"),
  mathcal: readStyled("\\mathcal"),
  mathscr: readStyled("\\mathcal"),
  mathfrak: readStyled("\\mathfrak"),
  bmod: fixed("mod", "bin"),
  colon: fixed(":", "punct"),
  lvert: fixed("|", "open"),
  rvert: fixed("|", "close"),
  lVert: fixed("‖", "open"),
  rVert: fixed("‖", "close"),
  ...Object.fromEntries(["text", "textrm", "textit", "textbf", "mbox"].map((name) => [name, readText])),
  ...Object.fromEntries([",", ":", ";", ">", " ", "\n", "quad", "qquad"].map((name) => [name, spaced])),
  ...Object.fromEntries(
    (
      "! big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr limits nolimits displaystyle textstyle " +
      "scriptstyle"
    )
      .split(" ")
      .map((name) => [name, nothing]),
  ),
};

/** Reads the primes, subscript and superscript after an atom and writes them onto its last piece. */
function withScripts(reader: Reader, atom: Piece[]): Piece[] {
  let primes = "";
  let sub: Piece[] | undefined;
  let sup: Piece[] | undefined;
  for (;;) {
    skipSpace(reader);
    const mark = peek(reader);
    const command = peekCommand(reader);
    if (command === "\\limits" || command === "\\nolimits") reader.at += command.length;
    else if (mark === "'") {
      reader.at += 1;
      primes += "′";
    } else if (mark === "_" && sub === undefined) {
      reader.at += 1;
      sub = readArgument(reader);
    } else if (mark === "^" && sup === undefined) {
      reader.at += 1;
      sup = readArgument(reader);
    } else if (mark === "_" || mark === "^") throw new BadTex();
    else break;
  }
  if (primes === "" && sub === undefined && sup === undefined) return atom;
  const [only] = atom;
  const base: Piece =
    atom.length === 1 && only !== undefined && only.kind !== "frac" && only.scripted === undefined
      ? only
      : { text: atom.length === 0 ? "" : `(${join(atom)})`, kind: "ord" };
  const low = script("_", sub);
  const high = script("^", sup);
  const text = base.text + low.text + primes.replace("′′′", "‴").replace("′′", "″") + high.text;
  const apart = low.runsOn || high.runsOn ? "after" : base.apart;
  const kind = base.kind === "space" ? "ord" : sub !== undefined && LIMITS.has(base.text) ? "big" : base.kind;
  const scripted = sup === undefined && primes === "" ? "low" : "high";
  return [{ text, kind, scripted, ...(apart !== undefined && { apart }) }];
}

/** A script in Unicode's own characters, else after _ or ^, in brackets unless it is a word and so has a clear end. */
function script(mark: "_" | "^", pieces: readonly Piece[] | undefined): { text: string; runsOn: boolean } {
  if (pieces === undefined || pieces.length === 0) return { text: "", runsOn: false };
  const short = scripted(mark, joinTightly(pieces));
  if (short !== undefined) return { text: short, runsOn: false };
  const text = join(pieces);
  const clear = Array.from(text).length === 1 || (mark === "_" && /^[\p{L}\p{N}]+$/u.test(text));
  return { text: clear ? mark + text : `${mark}(${text})`, runsOn: true };
}
