import { distance } from "fastest-levenshtein";
import { formatTime } from "./read-time.ts";
import { wallClock } from "./when.ts";
import { ABBREVIATIONS, COMMON_ZONES, COUNTRIES, PLACES, RENAMED } from "./zone-names.ts";

/** A time zone as it is offered to a person. */
export interface ZoneChoice {
  /** The IANA zone, e.g. "Europe/Berlin". */
  readonly zone: string;
  /** What is found, the zone and the time there now: "Munich · Europe/Berlin · 14:05". At most 100 characters. */
  readonly label: string;
}

/** Discord accepts at most this many autocomplete choices. */
const MOST_CHOICES = 25;

const MOST_CLOSEST = 3;

/** No name is longer; more of what was typed cannot make a difference, only cost time. */
const MOST_TYPED = 100;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/** Letters that do not come apart into a plain one and its accent. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ı: "i",
  æ: "ae",
  œ: "oe",
};

/** Something that a zone can be found by. */
interface Entry {
  readonly zone: string;
  /** As it is shown. */
  readonly name: string;
  /** As it is compared: see {@link fold}. */
  readonly key: string;
  /** The key without what stands in brackets, where there is something. */
  readonly bare: string | undefined;
}

/** Every zone the runtime lists, by the name it has now. */
const LISTED = [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone").map((z) => RENAMED.get(z) ?? z)])];

/** Zones that stand for their offset: those with the most people, as far as the lists tell. */
const PRINCIPAL = [...new Set([...COMMON_ZONES, ...PLACES.map(([zone]) => zone)])];

const ENTRIES: readonly Entry[] = [
  ...[...new Set([...PRINCIPAL, ...LISTED])].map((zone) => entry(zone, cityOf(zone))),
  ...PLACES.flatMap(([zone, names]) => names.map((name) => entry(zone, name))),
  ...[...COUNTRIES, ...ABBREVIATIONS].flatMap(([names, zones]) =>
    names.split(" | ").flatMap((name) => zones.map((zone) => groupEntry(zone, name, zones.length > 1))),
  ),
];

/** The zones' own names, folded: "europe berlin". */
const ZONE_KEYS = new Map(ENTRIES.map(({ zone }) => [zone, fold(zone)]));

/**
 * Time zones to offer while a person types, at most 25 (Discord's limit for choices), each zone once: by city,
 * country, abbreviation, IANA name or offset ("UTC+2": who has it now, and the zone that has it all year). Case,
 * accents and a slip in spelling do not matter. Where nothing is found, and for empty text, a spread of common zones.
 *
 * @param now milliseconds since the Unix epoch
 */
export function suggestZones(typed: string, now: number): readonly ZoneChoice[] {
  const wanted = fold(typed);
  const offset = offsetOf(typed);
  const found = offset === undefined ? search(wanted) : withOffset(offset, now);
  const offered = found.length > 0 ? found : COMMON_ZONES.map((zone) => entry(zone, cityOf(zone)));
  return choices(offered, now).slice(0, MOST_CHOICES);
}

/**
 * The zone that a person means by free text: an IANA zone, an older name of one, a choice as autocomplete showed it, a
 * city, country or abbreviation that stands for one zone, or an offset that a zone has all year ("UTC+2"). Otherwise
 * those it can stand for ("IST"), or else the three nearest.
 *
 * @param now milliseconds since the Unix epoch, for the times that are shown
 */
export function readZone(
  text: string,
  now: number,
): { readonly zone: string } | { readonly closest: readonly ZoneChoice[] } {
  const [place, shownZone] = text.split("·");
  const wanted = fold(shownZone ?? place ?? "");
  const offset = offsetOf(text);
  const fixed = offset === undefined ? undefined : fixedZone(offset);
  if (fixed) return { zone: fixed };
  const isNamed = [...ZONE_KEYS].find(([, key]) => key === wanted);
  if (isNamed) return { zone: isNamed[0] };
  const exact = ENTRIES.filter(({ key }) => key === wanted);
  const meant = choices(exact.length > 0 ? exact : ENTRIES.filter(({ bare }) => bare === wanted), now);
  if (meant[0] && meant.length === 1) return { zone: meant[0].zone };
  if (meant.length > 1) return { closest: meant.slice(0, MOST_CHOICES) };
  const alias = aliased((shownZone ?? place ?? "").trim());
  return alias ? { zone: alias } : { closest: suggestZones(text, now).slice(0, MOST_CLOSEST) };
}

/**
 * What matches a folded text: whole names first, then beginnings, then beginnings of words, then anything within;
 * where there is none of those, names that differ in a few letters.
 */
function search(wanted: string): Entry[] {
  if (wanted === "") return [];
  const ranked: Entry[][] = [[], [], [], []];
  for (const found of ENTRIES) ranked[rankOf(found, wanted)]?.push(found);
  const finds = ranked.flat();
  return finds.length > 0 ? finds : misspelt(wanted);
}

function rankOf({ key, zone }: Entry, wanted: string): number {
  if (key === wanted) return 0;
  if (key.startsWith(wanted)) return 1;
  const whole = ZONE_KEYS.get(zone) ?? "";
  // Within a word, a letter or two would be found everywhere.
  if (key.includes(` ${wanted}`) || whole.startsWith(wanted) || whole.includes(` ${wanted}`)) return 2;
  return wanted.length > 2 && key.includes(wanted) ? 3 : Number.NaN;
}

function misspelt(wanted: string): Entry[] {
  const most = Math.floor(wanted.length / 3);
  return ENTRIES.map((found) => ({ found, far: distance(wanted, found.bare ?? found.key) }))
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far)
    .map(({ found }) => found);
}

/** Who has an offset from UTC now, and last the zone that has it all year. */
function withOffset(minutes: number, now: number): Entry[] {
  const here = PRINCIPAL.filter((zone) => wallClock(zone, now) - now === minutes * MINUTE_MS);
  const fixed = fixedZone(minutes);
  const places = here.filter((zone) => zone !== fixed).map((zone) => entry(zone, cityOf(zone)));
  if (!fixed) return places;
  const name = minutes === 0 ? "UTC" : `UTC${minutes > 0 ? "+" : "-"}${Math.abs(minutes) / 60} all year`;
  return [...places.slice(0, MOST_CHOICES - 1), entry(fixed, name)];
}

/** "UTC+2", "GMT-5", "+05:30": minutes east of UTC, where it is an offset that clocks have. */
function offsetOf(text: string): number | undefined {
  const [, sign, hours, minutes = "0"] =
    /^(?:utc|gmt)? ?([+−–-]) ?(\d{1,2})(?::?([0-5]\d))?$/i.exec(text.trim().normalize("NFKC")) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  const signed = sign === "+" || size === 0 ? size : -size;
  return signed >= -12 * 60 && signed <= 14 * 60 ? signed : undefined;
}

/** The zone with an offset all year. The signs of IANA's Etc zones are the other way round, as POSIX has them. */
function fixedZone(minutes: number): string | undefined {
  if (minutes === 0) return "UTC";
  return minutes % 60 === 0 ? `Etc/GMT${minutes > 0 ? "-" : "+"}${Math.abs(minutes) / 60}` : undefined;
}

/** A zone by an older name, or in another case, as the runtime resolves it. */
function aliased(text: string): string | undefined {
  if (!/^[a-z][a-z0-9_+/ -]*$/i.test(text) || text.length > MOST_TYPED) return undefined;
  try {
    const format = new Intl.DateTimeFormat("en", { timeZone: text.replaceAll(" ", "_") });
    const zone = format.resolvedOptions().timeZone;
    return RENAMED.get(zone) ?? zone;
  } catch {
    return undefined;
  }
}

/** The choices to show: each zone by the first that it was found by. */
function choices(found: readonly Entry[], now: number): ZoneChoice[] {
  const byZone = new Map<string, Entry>();
  for (const one of found) {
    if (!byZone.has(one.zone)) byZone.set(one.zone, one);
    if (byZone.size === MOST_CHOICES) break;
  }
  return [...byZone.values()].map(({ zone, name }) => ({
    zone,
    label: `${name} · ${zone} · ${timeIn(zone, now)}`,
  }));
}

/** What the clock shows in a zone, e.g. "14:05". @param now milliseconds since the Unix epoch */
export function timeIn(zone: string, now: number): string {
  return formatTime(Math.floor(wallClock(zone, now) / MINUTE_MS) % DAY_MINUTES);
}

function entry(zone: string, name: string): Entry {
  const isBracketed = name.includes("(");
  return { zone, name, key: fold(name), bare: isBracketed ? fold(name.replace(/\(.*\)/, "")) : undefined };
}

/** An entry of a name that several zones share shows which of them it is. */
function groupEntry(zone: string, name: string, isShared: boolean): Entry {
  return { zone, name: isShared ? `${name}, ${cityOf(zone)}` : name, key: fold(name), bare: undefined };
}

/** "America/Argentina/Buenos_Aires" → "Buenos Aires" */
function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
}

/** Without case, accents and punctuation: "São_Paulo" and "sao paulo" are one. */
function fold(text: string): string {
  return text
    .slice(0, MOST_TYPED)
    .normalize("NFKD")
    .replace(/[\p{M}'’.`]/gu, "")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[ßøłđıæœ]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/[\s_/,()-]+/g, " ")
    .trim();
}
