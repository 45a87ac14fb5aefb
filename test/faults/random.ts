/** Numbers that follow from a seed, so that a failing run can be made again. */
export interface Random {
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  /** Whether something of this probability, 0 to 1, happens now. */
  chance(probability: number): boolean;
  /** One of the items; throws when there are none. */
  pick<T>(items: readonly T[]): T;
  /** One of the keys, each as likely as its weight. */
  weighted<K extends string | number>(weights: ReadonlyMap<K, number>): K;
  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[];
}

/** Source of the generator: mulberry32 by Tommy Ettinger, public domain. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new Error("There is nothing to pick from.");
    return items[int(0, items.length - 1)] as T;
  };
  return {
    int,
    pick,
    chance: (probability) => next() < probability,
    weighted(weights) {
      const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
      let left = next() * total;
      for (const [key, weight] of weights) {
        left -= weight;
        if (left < 0) return key;
      }
      return pick([...weights.keys()]);
    },
    shuffled(items) {
      const left = [...items];
      return items.map(() => left.splice(int(0, left.length - 1), 1)[0] as (typeof left)[number]);
    },
  };
}
