import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  newReminder,
  packReminder,
  type Reminder,
  reminderFromFields,
  unpackReminder,
} from "../../../src/store/reminder-record.ts";

const DAY = 86_400_000;

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const days = fc.integer({ min: 1, max: 65_535 }).map((n) => new Date(n * DAY).toISOString().slice(0, 10));
/** Whole seconds, in ms: what is kept. */
const moments = fc.integer({ min: 1, max: 2 ** 32 - 1 }).map((seconds) => seconds * 1000);

const reminders: fc.Arbitrary<Reminder> = fc.record({
  zone: fc.constantFrom("UTC", "Europe/Berlin", "America/Argentina/ComodRivadavia"),
  minutes: fc.nat(1439),
  days: fc.integer({ min: 1, max: 127 }),
  silent: fc.boolean(),
  channelId: optional(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String)),
  lastDay: optional(days),
  lastAt: optional(moments),
  unused: fc.nat(255),
  revision: optional(fc.nat(2 ** 32 - 2).map(String)),
  closed: fc.boolean(),
  told: fc.boolean(),
  off: fc.boolean(),
  attempt: optional(fc.record({ day: days, snooze: fc.nat(255), at: moments })),
  snoozes: fc.nat(255),
  setAt: optional(moments),
});

describe("a reminder's record", () => {
  test("gives back what was packed, and packs that to the same bytes", () => {
    fc.assert(
      fc.property(reminders, (reminder) => {
        const record = packReminder(reminder);
        expect(unpackReminder(record)).toEqual(reminder);
        expect(packReminder(unpackReminder(record) ?? reminder)).toEqual(record);
      }),
    );
  });

  test("keeps whole seconds: sent no later than it was, set no earlier", () => {
    const reminder = newReminder({ zone: "UTC", minutes: 0, days: 127 });
    const attempt = { day: "2026-05-15", snooze: 0, at: 1999 };
    expect(unpackReminder(packReminder({ ...reminder, lastAt: 1999, setAt: 1001, attempt }))).toMatchObject({
      lastAt: 1000,
      setAt: 2000,
      attempt: { at: 1000 },
    });
  });

  test("is short: 29 bytes and the zone's name", () => {
    expect(packReminder(newReminder({ zone: "Europe/Berlin", minutes: 540, days: 127 })).length).toBe(42);
  });

  test("that is of another format, cut short or makes no sense is none", () => {
    const reminder = newReminder({ zone: "Europe/Berlin", minutes: 540, days: 127 });
    const record = packReminder(reminder);
    const later = Buffer.from(record);
    later[0] = 0x23;
    for (const bad of [
      Buffer.alloc(0),
      later,
      record.subarray(0, 29),
      packReminder({ ...reminder, minutes: 1440 }),
      packReminder({ ...reminder, days: 0 }),
    ]) {
      expect(unpackReminder(bad)).toBeUndefined();
    }
  });
});

describe("as the first version stored it", () => {
  const fields = { zone: "Europe/Berlin", minutes: "540", days: "127", unused: "3" };

  test("it is read, with all that came of it", () => {
    const more = {
      silent: "1",
      channelId: "700000000000000001",
      lastDay: "2026-05-15",
      lastAt: "1778828400000",
      revision: "12",
      closed: "1",
      snoozes: "2",
      setAt: "1778828000000",
      attempt: "1778835600000 123456789012345678-2026-05-15-s1",
    };
    expect(reminderFromFields({ ...fields, ...more })).toEqual({
      zone: "Europe/Berlin",
      minutes: 540,
      days: 127,
      silent: true,
      channelId: "700000000000000001",
      lastDay: "2026-05-15",
      lastAt: 1_778_828_400_000,
      unused: 3,
      revision: "12",
      closed: true,
      told: false,
      off: false,
      attempt: { day: "2026-05-15", snooze: 1, at: 1_778_835_600_000 },
      snoozes: 2,
      setAt: 1_778_828_000_000,
    });
    expect(reminderFromFields(fields)).toEqual({
      ...newReminder({ zone: "Europe/Berlin", minutes: 540, days: 127 }),
      unused: 3,
    });
  });

  test.each([{}, { ...fields, minutes: "9999" }, { ...fields, days: "x" }, { zone: "UTC" }])(
    "what makes no sense is none: %j",
    (bad) => {
      expect(reminderFromFields(bad)).toBeUndefined();
    },
  );
});
