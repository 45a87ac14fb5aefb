/** How many pictures stand in each row of a gallery, as Discord lays 1 to 10 of them out. */
const rows: Readonly<Record<number, readonly number[]>> = {
  1: [1],
  2: [2],
  // Three are one large picture beside two small ones: see the style sheet.
  3: [3],
  4: [2, 2],
  5: [2, 3],
  6: [3, 3],
  7: [1, 3, 3],
  8: [2, 3, 3],
  9: [3, 3, 3],
  10: [1, 3, 3, 3],
};

/** Deals a gallery's pictures out to its rows, in order; beyond Discord's 10 come further rows of three. */
export function mosaicRows<T>(pictures: readonly T[]): readonly (readonly T[])[] {
  if (pictures.length === 0) return [];
  const counts = rows[Math.min(pictures.length, 10)] ?? [];
  const beyond = Array.from({ length: Math.ceil(Math.max(pictures.length - 10, 0) / 3) }, () => 3);
  let from = 0;
  return [...counts, ...beyond].map((count) => {
    const row = pictures.slice(from, from + count);
    from += count;
    return row;
  });
}
