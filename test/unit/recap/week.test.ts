import { describe, expect, test } from "vitest";
import { jobId, nonceOf, readJob } from "../../../src/recap/job.ts";
import { endedWeek, nextRecap, weekNumber, weekOf } from "../../../src/recap/week.ts";
import { wallClock } from "../../../src/reminders/when.ts";
import { dayStart } from "../../../src/study/learner-day.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone")];

describe("recaps", () => {
  test("come once a week at nine on Mondays, each of the week that was over by then, in every zone", () => {
    const wrong: string[] = [];
    for (const zone of ZONES) {
      let at = nextRecap(zone, Date.parse("2026-01-01T00:00Z"));
      let week = weekNumber(endedWeek(zone, at));
      for (let count = 0; count < 56; count += 1) {
        const clock = new Date(wallClock(zone, at));
        const isNine = clock.getUTCDay() === 1 && clock.getUTCHours() === 9 && clock.getUTCMinutes() === 0;
        // The week's last day ended at 04:00, five hours ago where the clock was not changed in between.
        const over = (at - dayStart(weekOf(week).last + 1, zone)) / HOUR;
        const next = nextRecap(zone, at);
        const apart = Math.abs(next - at - 7 * DAY) / HOUR;
        const isNext = weekNumber(endedWeek(zone, next)) === week + 1;
        if (!isNine || over < 3 || over > 7 || apart > 2 || !isNext) {
          wrong.push(`${zone} ${clock.toISOString()} ${over} ${apart}`);
        }
        [at, week] = [next, week + 1];
      }
    }
    expect(wrong).toEqual([]);
  });

  test("of a server that moved to another zone tell of no week that is not over", () => {
    for (const zone of ["Pacific/Kiritimati", "Pacific/Niue"]) {
      const at = nextRecap("UTC", Date.parse("2026-05-15T12:00Z"));
      const week = endedWeek(zone, at);
      expect(dayStart(week.last + 1, zone)).toBeLessThanOrEqual(at);
    }
    // It is still Sunday in Niue: the week before that was told a week ago.
    const monday = nextRecap("UTC", Date.parse("2026-05-15T12:00Z"));
    expect(weekNumber(endedWeek("Pacific/Niue", monday))).toBe(weekNumber(endedWeek("UTC", monday)) - 1);
  });

  test("weeks have numbers", () => {
    for (const number of [1, 2943, 9999]) expect(weekNumber(weekOf(number))).toBe(number);
    expect(weekOf(2941).name).toBe("w2941");
  });
});

describe("the job of a recap", () => {
  const job = { guildId: "12345678901234567890", week: 2941, at: 1_779_094_800_000 };

  test("is told apart by server and week", () => {
    expect(jobId(job)).toBe("12345678901234567890-w2941");
    expect(readJob({ ...job })).toEqual(job);
    const nonces = [
      nonceOf(job, "recap"),
      nonceOf(job, "barred"),
      nonceOf({ ...job, week: 2942 }, "recap"),
      nonceOf({ ...job, guildId: "12345678901234567891" }, "recap"),
    ];
    expect(new Set(nonces).size).toBe(4);
    for (const nonce of nonces) expect(nonce.length).toBeLessThanOrEqual(25);
  });

  test.each([
    undefined,
    "x",
    {},
    { ...job, guildId: "1" },
    { ...job, week: "2941" },
    { ...job, week: 1.5 },
    { ...job, at: Number.NaN },
  ])("is none where the data is %j", (data) => {
    expect(readJob(data)).toBeUndefined();
  });
});
