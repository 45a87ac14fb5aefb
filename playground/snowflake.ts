import { createHash } from "node:crypto";

/** First millisecond of 2015 UTC: Discord's epoch (https://discord.com/developers/docs/reference#snowflakes). */
const discordEpoch = 1_420_070_400_000;
/** Earlier clocks would make ids of fewer than 17 digits, which Discord has none of and clients do not parse. */
const earliest = Date.UTC(2016, 0, 1);

/**
 * Makes a source of new snowflakes (decimal strings of 17-19 digits), each greater than the one before.
 * `now` gives milliseconds since 1970; ids of an earlier run are lower as long as that clock went forward.
 */
export function snowflakes(now: () => number): () => string {
  let last = 0n;
  return () => {
    const fromClock = BigInt(Math.floor(Math.max(now(), earliest)) - discordEpoch) << 22n;
    last = fromClock > last ? fromClock : last + 1n;
    return last.toString();
  };
}

/**
 * A snowflake that depends on its parts alone, so that it is the same at each start: a moment within 2023 from
 * a hash of the parts, well below any id made from today's clock.
 */
export function stableId(...parts: readonly string[]): string {
  const hash = createHash("sha256").update(parts.join("\0")).digest().readBigUInt64BE();
  const yearStart = BigInt(Date.UTC(2023, 0, 1) - discordEpoch) << 22n;
  const year = BigInt(365 * 24 * 3600 * 1000) << 22n;
  return (yearStart + (hash % year)).toString();
}

/** The moment at which a snowflake was made, in milliseconds since 1970. */
export function snowflakeTime(id: string): number {
  return Number(BigInt(id) >> 22n) + discordEpoch;
}
