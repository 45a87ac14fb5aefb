import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { localDay, wallClock } from "../../../src/reminders/when.ts";
import {
  ABBREVIATIONS,
  COMMON_ZONES,
  COUNTRIES,
  PLACES,
  RENAMED,
} from "../../../src/reminders/zone-names.ts";
import { readZone, suggestZones, type ZoneChoice } from "../../../src/reminders/zones.ts";
import { knownZone } from "../../../src/study/learner-day.ts";
import { clockOf, ZONES } from "../study/zones.ts";

/** Summer in the north. */
const NOW = Date.parse("2026-07-01T12:05Z");
const HOUR = 3_600_000;

const zonesOf = (choices: readonly ZoneChoice[]) => choices.map(({ zone }) => zone);
const suggested = (typed: string) => zonesOf(suggestZones(typed, NOW));
const first = (typed: string) => suggestZones(typed, NOW)[0]?.label;

/** The zone that is read, or those that are offered. */
const read = (text: string) => {
  const answer = readZone(text, NOW);
  return "zone" in answer ? answer.zone : zonesOf(answer.closest);
};

describe("the lists", () => {
  const LISTED = new Set(ZONES.map((zone) => RENAMED.get(zone) ?? zone));
  const named = [
    ...COMMON_ZONES,
    ...PLACES.map(([zone]) => zone),
    ...[...COUNTRIES, ...ABBREVIATIONS].flatMap(([, zones]) => zones),
  ];

  test("name only zones that the runtime lists, by their present names", () => {
    expect(named.length).toBeGreaterThan(300);
    expect(named.filter((zone) => !LISTED.has(zone))).toEqual([]);
  });

  test("hold some 450 names, each of them whole", () => {
    const names = PLACES.flatMap(([, names]) => names);
    expect(names.length).toBeGreaterThan(450);
    expect(names.filter((name) => name.length < 2 || name.trim() !== name || /[:|\n]/.test(name))).toEqual(
      [],
    );
    expect(new Set(PLACES.map(([zone]) => zone)).size).toBe(PLACES.length);
  });

  test("a renamed zone keeps its clocks, and the runtime knows both names", () => {
    for (const [old, now] of RENAMED) {
      expect([knownZone(old), knownZone(now)]).toEqual([old, now]);
      for (const at of [NOW, NOW + 183 * 24 * HOUR]) expect(wallClock(now, at)).toBe(clockOf(old).local(at));
    }
  });
});

describe("suggestZones", () => {
  test.each([
    ["berlin", "Berlin · Europe/Berlin · 14:05"],
    ["Munich", "Munich · Europe/Berlin · 14:05"],
    ["MÜNCHEN", "München · Europe/Berlin · 14:05"],
    ["munchen", "München · Europe/Berlin · 14:05"],
    ["san f", "San Francisco · America/Los_Angeles · 05:05"],
    ["mumbai", "Mumbai · Asia/Kolkata · 17:35"],
    ["beijing", "Beijing · Asia/Shanghai · 20:05"],
    ["new delhi", "New Delhi · Asia/Kolkata · 17:35"],
    ["germany", "Germany · Europe/Berlin · 14:05"],
    ["new_york", "New York · America/New_York · 08:05"],
    ["america/new", "New York · America/New_York · 08:05"],
    ["são paulo", "Sao Paulo · America/Sao_Paulo · 09:05"],
    ["Lodz", "Łódź · Europe/Warsaw · 14:05"],
    ["東京", "東京 · Asia/Tokyo · 21:05"],
    ["st. john's", "St Johns · America/St_Johns · 09:35"],
    ["pst", "PST · America/Los_Angeles · 05:05"],
    ["berlim", "Berlin · Europe/Berlin · 14:05"],
    ["calcutta", "Calcutta · Asia/Kolkata · 17:35"],
    ["utc", "UTC · UTC · 12:05"],
  ])("%j offers first: %s", (typed, label) => {
    expect(first(typed)).toBe(label);
  });

  test("empty text offers a spread of common zones, in Discord's number", () => {
    for (const empty of ["", "  ", "?"]) {
      const offered = suggested(empty);
      expect(offered).toEqual(COMMON_ZONES);
      expect(offered.length).toBe(25);
    }
    const offsets = new Set(COMMON_ZONES.map((zone) => wallClock(zone, NOW) - NOW));
    expect(offsets.size).toBeGreaterThan(14);
  });

  test("so does a text that resembles nothing", () => {
    expect(suggested("xqzzzxq")).toEqual(COMMON_ZONES);
  });

  test("letters that mean several things offer each", () => {
    expect(suggested("IST").slice(0, 3)).toEqual(["Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"]);
    expect(suggested("CST").slice(0, 2)).toEqual(["America/Chicago", "Asia/Shanghai"]);
    expect(first("usa")).toBe("USA, New York · America/New_York · 08:05");
    expect(suggested("usa")).toContain("Pacific/Honolulu");
    expect(suggested("georgia").slice(0, 2)).toEqual(["America/New_York", "Asia/Tbilisi"]);
  });

  test.each([
    ["UTC+2", 120, "Etc/GMT-2"],
    ["gmt-5", -300, "Etc/GMT+5"],
    ["+05:30", 330, undefined],
    ["UTC +5:45", 345, undefined],
    ["UTC−3", -180, "Etc/GMT+3"],
    ["+0", 0, "UTC"],
  ])("%s offers who has that offset now, and last the zone that always has", (typed, minutes, fixed) => {
    const offered = suggestZones(typed, NOW);
    expect(offered.length).toBeGreaterThan(0);
    for (const { zone } of offered) expect(wallClock(zone, NOW) - NOW).toBe(minutes * 60_000);
    if (fixed) expect(offered.at(-1)?.zone).toBe(fixed);
    expect(offered.some(({ zone }) => !zone.startsWith("Etc/") && zone !== "UTC")).toBe(true);
  });

  test("an offset follows the season", () => {
    const winter = Date.parse("2026-01-15T12:00Z");
    expect(suggested("UTC+2")).toContain("Europe/Berlin");
    expect(zonesOf(suggestZones("UTC+2", winter))).not.toContain("Europe/Berlin");
    expect(suggestZones("UTC+1", winter)[0]?.label).toContain("Africa/Lagos · 13:00");
  });

  test("every zone can be found by its name, old or new", () => {
    const lost = ZONES.filter((zone) => {
      const now = RENAMED.get(zone) ?? zone;
      return suggested(now)[0] !== now || read(now) !== now || read(zone) !== now;
    });
    expect(lost).toEqual([]);
  });

  test("whatever is typed: 1 to 25 zones that the runtime knows, none twice, each with its time there", () => {
    const names = [...ZONES, ...PLACES.flatMap(([, names]) => names), "UTC+", "IST", "-3"];
    const anyText = fc.oneof(
      fc.string(),
      fc.string({ minLength: 1, maxLength: 2, unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz") }),
      fc.constantFrom(...names).chain((name) => fc.nat(name.length).map((end) => name.slice(0, end))),
    );
    fc.assert(
      fc.property(anyText, fc.integer({ min: NOW, max: NOW + 365 * 24 * HOUR }), (typed, now) => {
        const offered = suggestZones(typed, now);
        expect(offered.length).toBeGreaterThan(0);
        expect(offered.length).toBeLessThanOrEqual(25);
        expect(new Set(zonesOf(offered)).size).toBe(offered.length);
        for (const { zone, label } of offered) {
          expect(knownZone(zone)).toBe(zone);
          expect(label.length).toBeLessThanOrEqual(100);
          const [name = "", shown, time] = label.split(" · ");
          expect([name.length > 0, shown]).toEqual([true, zone]);
          const day = Date.parse(`${localDay(zone, now)}T${time}Z`);
          expect(day).toBe(Math.floor(wallClock(zone, now) / 60_000) * 60_000);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("readZone", () => {
  test.each([
    ["Europe/Berlin", "Europe/Berlin"],
    [" europe/berlin ", "Europe/Berlin"],
    ["america/new york", "America/New_York"],
    ["Asia/Calcutta", "Asia/Kolkata"],
    ["Europe/Kiev", "Europe/Kyiv"],
    ["US/Pacific", "America/Los_Angeles"],
    ["Munich", "Europe/Berlin"],
    ["san francisco", "America/Los_Angeles"],
    ["Köln", "Europe/Berlin"],
    ["India", "Asia/Kolkata"],
    ["Munich · Europe/Berlin · 14:05", "Europe/Berlin"],
    ["UTC+2 all year · Etc/GMT-2 · 14:05", "Etc/GMT-2"],
    ["EST", "America/New_York"],
    ["CET", "Europe/Berlin"],
    ["utc", "UTC"],
    ["Etc/UTC", "UTC"],
    ["UTC+2", "Etc/GMT-2"],
    ["GMT-5", "Etc/GMT+5"],
    ["+14", "Etc/GMT-14"],
    ["-12", "Etc/GMT+12"],
    ["GMT+0", "UTC"],
    ["Etc/GMT+5", "Etc/GMT+5"],
    ["London", "Europe/London"],
    ["Salvador", "America/Bahia"],
  ])("%j is %s", (text, zone) => {
    expect(read(text)).toBe(zone);
  });

  test.each([
    ["IST", ["Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"]],
    ["GMT", ["UTC", "Europe/London", "Africa/Accra"]],
    ["portland", ["America/New_York", "America/Los_Angeles"]],
    ["San José", ["America/Los_Angeles", "America/Costa_Rica"]],
    ["UTC+5:30", ["Asia/Kolkata", "Asia/Colombo"]],
    ["berlim", ["Europe/Berlin", "America/Belem"]],
    ["Somewhere · Nowhere/Land · 14:05", COMMON_ZONES.slice(0, 3)],
    ["", COMMON_ZONES.slice(0, 3)],
    ["+15", COMMON_ZONES.slice(0, 3)],
    ["../../etc/passwd", COMMON_ZONES.slice(0, 3)],
  ])("%j is not one zone, and offers %j", (text, zones) => {
    expect(read(text)).toEqual(zones);
  });

  test("every choice of autocomplete, as it was shown, is read as the zone it stands for", () => {
    const letters = [..."abcdefghijklmnopqrstuvwxyz", "", "IST", "usa", "UTC+2", "UTC-3", "+0"];
    const choices = letters.flatMap((typed) => suggestZones(typed, NOW));
    expect(choices.length).toBeGreaterThan(400);
    expect(choices.filter(({ zone, label }) => read(label) !== zone)).toEqual([]);
  });

  test("whatever it is given, it names a zone that the runtime knows, or offers some", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const answer = readZone(text, NOW);
        if ("zone" in answer) expect(knownZone(answer.zone)).toBe(answer.zone);
        else expect(answer.closest.length).toBeGreaterThan(0);
      }),
    );
  });
});
