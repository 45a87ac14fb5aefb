/** A number in digits, as it may be written: 1000, 1,000, 1.000,5, 1 000, 1'000, 1,00,000, .5 */
export const NUMBER =
  /\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*(?:[.,]\d+)?(?![\d.,]*\d)|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?(?!\d)|\d+(?:[.,]\d+)?|[.,]\d+/y;

/** A number as it is read, and what its digits are. */
export interface ReadNumber {
  readonly value: number;
  /** The digits, without any separator. */
  readonly digits: string;
  /** Where its one separator stands that may be a decimal point or may group thousands; undefined in all others. */
  readonly doubtful: number | undefined;
  /** Digits after the decimal point. */
  readonly decimals: number;
}

/**
 * Reads a number. One separator with three digits after it is doubtful: "1,000" and "1.000" are taken for a thousand,
 * "1,618" for a thousand and more, "1.618" for a fraction.
 */
export function readNumber(text: string): ReadNumber {
  const digits = text.replace(/\D/g, "");
  const separators = [...text.matchAll(/[.,' ]/g)];
  const last = separators.at(-1);
  if (!last) return { value: Number(digits), digits, doubtful: undefined, decimals: 0 };
  const after = text.length - last.index - 1;
  const fraction = () => {
    const whole = text.slice(0, last.index).replace(/\D/g, "");
    return { value: Number(`${whole}.${text.slice(last.index + 1)}`), digits, decimals: after };
  };
  const isPoint = last[0] === "." || last[0] === ",";
  if (separators.length > 1) {
    const grouped = separators.slice(0, -1).some(([mark]) => mark === last[0]) || !isPoint;
    return grouped
      ? { value: Number(digits), digits, doubtful: undefined, decimals: 0 }
      : { ...fraction(), doubtful: undefined };
  }
  if (!isPoint) return { value: Number(digits), digits, doubtful: undefined, decimals: 0 };
  if (after !== 3 || last.index === 0 || last.index > 3 || text.startsWith("0")) {
    return { ...fraction(), doubtful: undefined };
  }
  const groups = last[0] === "," || text.endsWith("00");
  return groups
    ? { value: Number(digits), digits, doubtful: last.index, decimals: 0 }
    : { ...fraction(), doubtful: last.index };
}
