/** How a piece of a formula is spaced, after the classes of atoms in TeX (The TeXbook, chapter 17). */
export type Kind =
  | "ord" // a variable, number or other plain symbol
  | "name" // a function such as log
  | "big" // a sum, product or integral
  | "bin" // an operator with space around it
  | "tight" // an operator without
  | "rel" // a relation
  | "open"
  | "close"
  | "punct"
  | "space"
  | "frac" // a/b, which needs brackets when it is multiplied
  | "bar"; // | or ‖, until `resolveBars` has found its side

/** A piece of a formula, ready to be put beside others. */
export interface Piece {
  readonly text: string;
  readonly kind: Kind;
  /** Whether a letter or number before (`before`) or after it would run into it. */
  readonly apart?: "before" | "after" | "both";
  /** Whether it ends in a subscript (`low`) or superscript, so that another one would change its meaning. */
  readonly scripted?: "low" | "high";
}

export const space: Piece = { text: " ", kind: "space" };

/** Whether the piece multiplies what stands beside it. */
function isFactor(piece: Piece | undefined): boolean {
  return piece !== undefined && ["ord", "name", "frac"].includes(piece.kind);
}

/**
 * Finds out which bars open and which close. In one pair of brackets an even number of bars are taken in pairs (|A|),
 * a single one stands between two things (p(x | y)).
 */
function resolveBars(pieces: readonly Piece[]): Piece[] {
  const resolved = [...pieces];
  const levels: number[][] = [[]];
  const settle = (bars: readonly number[]): void => {
    for (const same of Map.groupBy(bars, (i) => pieces[i]?.text.at(0)).values()) {
      same.forEach((i, n) => {
        const piece = pieces[i];
        if (piece === undefined) return;
        resolved[i] = { ...piece, kind: same.length === 1 ? "rel" : n % 2 === 0 ? "open" : "close" };
      });
    }
  };
  pieces.forEach((piece, i) => {
    if (piece.kind === "open") levels.push([]);
    else if (piece.kind === "close" && levels.length > 1) settle(levels.pop() ?? []);
    else if (piece.kind === "bar") levels.at(-1)?.push(i);
  });
  for (const bars of levels) settle(bars);
  return resolved;
}

/** A minus or plus that has nothing on its left is a sign: it belongs to what follows. */
function markSigns(pieces: readonly Piece[]): Piece[] {
  let before: Piece | undefined;
  return pieces.map((piece) => {
    const sign =
      piece.kind === "bin" &&
      /^[−+±∓]$/u.test(piece.text) &&
      (before === undefined || ["open", "rel", "bin", "tight", "punct", "big", "name"].includes(before.kind));
    const marked: Piece = sign ? { text: piece.text, kind: "tight", apart: "before" } : piece;
    if (piece.kind !== "space") before = piece;
    return marked;
  });
}

/** Puts brackets around fractions that are multiplied by a neighbour: (1/n) ∑. */
function bracketFractions(pieces: readonly Piece[]): Piece[] {
  const solid = pieces.filter((piece) => piece.kind !== "space");
  return pieces.map((piece) => {
    if (piece.kind !== "frac") return piece;
    const at = solid.indexOf(piece);
    const before = solid[at - 1];
    const after = solid[at + 1];
    const multiplied =
      isFactor(before) ||
      isFactor(after) ||
      before?.kind === "close" ||
      (before?.kind === "tight" && before.apart === undefined) ||
      (after !== undefined && ["open", "big", "tight"].includes(after.kind));
    return multiplied ? { text: `(${piece.text})`, kind: "ord", apart: "both" } : piece;
  });
}

function needsSpace(before: Piece, after: Piece): boolean {
  if (after.kind === "punct" || (after.kind === "rel" && /^[,.;]/.test(after.text))) return false;
  if (before.kind === "rel" || after.kind === "rel") return true;
  if (before.kind === "bin" || after.kind === "bin") return true;
  if (before.kind === "punct") return after.kind !== "close";
  if (after.kind === "close" || before.kind === "open") return false;
  if (before.kind === "big") return true;
  const factorBefore = isFactor(before) || before.kind === "close";
  if (after.kind === "big" || after.kind === "name") return factorBefore;
  if (before.kind === "name") {
    if (after.text.startsWith("(") && after.apart === "both") return false;
    return isFactor(after) || /^[|‖]/u.test(after.text) || after.apart === "before";
  }
  if (before.apart === "after" || before.apart === "both") {
    return isFactor(after) || (before.text.endsWith(")") && after.kind === "open");
  }
  return factorBefore && isFactor(after) && (after.apart === "before" || after.apart === "both");
}

/** The formula as one line of text, spaced for reading. */
export function join(pieces: readonly Piece[]): string {
  let text = "";
  let last: Piece | undefined;
  for (const piece of bracketFractions(markSigns(resolveBars(pieces)))) {
    const apart =
      last !== undefined && (last.kind === "space" || piece.kind === "space" || needsSpace(last, piece));
    if (apart && text !== "" && !text.endsWith(" ")) text += " ";
    if (piece.kind === "space" || piece.text === "") {
      if (piece.kind === "space") last = piece;
      continue;
    }
    text += piece.text;
    last = piece;
  }
  return text.trim();
}

/** The formula without any space of its own, as it must be to become sub- or superscript. */
export function joinTightly(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join("");
}

/** Whether one pair of brackets encloses all of the pieces. */
function isEnclosed(pieces: readonly Piece[]): boolean {
  let depth = 0;
  return (
    pieces.length > 1 &&
    pieces.every((piece, i) => {
      if (piece.kind === "open") depth += 1;
      if (piece.kind === "close") depth -= 1;
      return depth > 0 || i === pieces.length - 1;
    }) &&
    depth === 0
  );
}

/** The text of a factor: in brackets unless it is one symbol, enclosed already, or a function's value such as p(x). */
function factor(pieces: readonly Piece[]): string {
  const resolved = resolveBars(pieces.filter((piece) => piece.kind !== "space"));
  const [first, ...rest] = resolved;
  const text = join(pieces);
  const single = (resolved.length === 1 && first?.kind !== "frac") || /^[∂∇Δ]\p{L}$/u.test(text);
  const value = first?.kind === "ord" && !/^\d/.test(first.text) && isEnclosed(rest);
  return single || isEnclosed(resolved) || value ? text : `(${text})`;
}

/** What stands under a root: in brackets unless the root can only reach over this one symbol. */
export function radicand(pieces: readonly Piece[]): string {
  const resolved = resolveBars(pieces);
  const [only] = resolved;
  const single = resolved.length === 1 && only?.kind !== "frac" && only?.scripted !== "high";
  return single || isEnclosed(resolved) ? join(pieces) : `(${join(pieces)})`;
}

/** The text of a numerator: in brackets only where the fraction's stroke would bind more strongly. */
function numerator(pieces: readonly Piece[]): string {
  let depth = 0;
  const loose = markSigns(resolveBars(pieces)).some((piece) => {
    if (piece.kind === "open") depth += 1;
    if (piece.kind === "close") depth -= 1;
    return depth === 0 && ["bin", "rel", "punct", "big", "frac", "name"].includes(piece.kind);
  });
  return loose ? `(${join(pieces)})` : join(pieces);
}

/** A fraction on one line: a/b, or with room around the stroke where a side is long. */
export function fraction(top: readonly Piece[], bottom: readonly Piece[]): Piece {
  const over = numerator(top);
  const differential = over.startsWith("d") && /^d\p{L}$/u.test(joinTightly(bottom));
  const under = differential ? joinTightly(bottom) : factor(bottom);
  const plain = /^[^\s()[\]{}|‖]+$/u;
  const stroke = plain.test(over) && plain.test(under) ? "/" : " / ";
  return { text: `${over}${stroke}${under}`, kind: "frac" };
}
