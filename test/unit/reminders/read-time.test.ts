import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDays, formatTime, readDays, readTime } from "../../../src/reminders/read-time.ts";
import { EVERY_DAY } from "../../../src/reminders/when.ts";

const anyMinutes = fc.integer({ min: 0, max: 1439 });
const time = (text: string) => {
  const read = readTime(text);
  return "minutes" in read ? formatTime(read.minutes) : read.understood;
};
const days = (text: string) => {
  const read = readDays(text);
  return "days" in read ? formatDays(read.days) : read.understood;
};

describe("readTime", () => {
  test.each([
    ["9", "09:00"],
    ["09", "09:00"],
    ["0", "00:00"],
    ["21", "21:00"],
    ["9am", "09:00"],
    ["9 pm", "21:00"],
    ["9PM", "21:00"],
    ["9p", "21:00"],
    ["9 a.m.", "09:00"],
    ["7:15 p.m.", "19:15"],
    ["7:15 p. m.", "19:15"],
    ["7.15pm", "19:15"],
    ["715pm", "19:15"],
    ["12am", "00:00"],
    ["12:30 am", "00:30"],
    ["12pm", "12:00"],
    ["0:30 am", "00:30"],
    ["21:30 pm", "21:30"],
    ["9 in the morning", "09:00"],
    ["9 in the evening", "21:00"],
    ["21:30", "21:30"],
    [" 21 : 30 ", "21:30"],
    ["21.30", "21:30"],
    ["21,30", "21:30"],
    ["21 30", "21:30"],
    ["2130", "21:30"],
    ["930", "09:30"],
    ["0930", "09:30"],
    ["at 9", "09:00"],
    ["um 9 Uhr", "09:00"],
    ["9 Uhr 30", "09:30"],
    ["9:30 Uhr", "09:30"],
    ["9 o'clock", "09:00"],
    ["9h", "09:00"],
    ["9h30", "09:30"],
    ["9 h 30 min", "09:30"],
    ["2130h", "21:30"],
    ["9時", "09:00"],
    ["9時30分", "09:30"],
    ["２１：３０", "21:30"],
    ["٢١:٣٠", "21:30"],
    ["noon", "12:00"],
    ["12 noon", "12:00"],
    ["Midnight", "00:00"],
    ["24:00", "00:00"],
    ["24", "00:00"],
  ])("%j is %s", (text, expected) => {
    expect(time(text)).toBe(expected);
  });

  test.each([
    ["25", "I read “25” as 25:00, but a day ends at 24:00."],
    ["24:01", "I read “24:01” as 24:01, but a day ends at 24:00."],
    ["9:75", "I read “9:75” as 9:75, but minutes go up to 59."],
    ["2475", "I read “2475” as 24:75, but minutes go up to 59."],
    ["13am", "I read “13am” as 13 in the morning, but a morning's hours go up to 12."],
    ["0 pm", "I read “0 pm” as 0 in the afternoon, but an afternoon begins at 12."],
    ["9:5", "I can't tell whether “9:5” is 9:05 or 9:50."],
    ["9:7", "I can't tell whether “9:7” is 9:07."],
    ["soon", "I can't read “soon” as a time of day."],
    ["half past nine", "I can't read “half past nine” as a time of day."],
    ["9-10", "I can't read “9-10” as a time of day."],
    ["-9", "I can't read “-9” as a time of day."],
    ["9 or 10", "I can't read “9 or 10” as a time of day."],
    ["12345", "I can't read “12345” as a time of day."],
    ["9am pm", "I can't read “9am pm” as a time of day."],
    ["", "There is no time here."],
    ["  ", "There is no time here."],
  ])("%j is no time: %s", (text, why) => {
    expect(readTime(text)).toEqual({ understood: `${why} Write a time such as 9, 9:30 pm or 21:30.` });
  });

  test("reads every time of day as it is written, in four ways", () => {
    fc.assert(
      fc.property(anyMinutes, (minutes) => {
        const [hour, minute] = [Math.floor(minutes / 60), String(minutes % 60).padStart(2, "0")];
        const twelve = `${hour % 12 || 12}:${minute} ${hour < 12 ? "am" : "pm"}`;
        for (const text of [formatTime(minutes), twelve, `${hour}.${minute}`, `${hour}h${minute}`]) {
          expect(readTime(text)).toEqual({ minutes });
        }
      }),
    );
  });

  test("whatever it is given, it says a time of day or one short sentence of why not", () => {
    const pieces = fc.constantFrom(
      "9",
      "30",
      "75",
      ":",
      ".",
      " ",
      "am",
      "pm",
      "h",
      "Uhr",
      "noon",
      "-",
      "ａ",
      "७",
    );
    const anyText = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 6 }).map((p) => p.join("")),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const read = readTime(text);
        if ("minutes" in read) {
          expect(Number.isInteger(read.minutes) && read.minutes >= 0 && read.minutes < 1440).toBe(true);
        } else expect(read.understood).toMatch(/^.{10,160} Write a time such as /s);
      }),
      { numRuns: 2000 },
    );
  });

  test("a long text is quoted in part, and read in no time", () => {
    const read = readTime("9 ".repeat(100_000));
    expect("understood" in read && read.understood.length).toBeLessThan(150);
  });
});

describe("formatTime", () => {
  test.each([
    [0, "00:00"],
    [9 * 60 + 5, "09:05"],
    [1439, "23:59"],
  ])("%d minutes is %s", (minutes, expected) => {
    expect(formatTime(minutes)).toBe(expected);
  });
});

describe("readDays", () => {
  test.each([
    ["every day", "every day"],
    ["Everyday", "every day"],
    ["daily", "every day"],
    ["all days", "every day"],
    ["weekdays", "weekdays"],
    ["every weekday", "weekdays"],
    ["on working days", "weekdays"],
    ["weekends", "weekends"],
    ["week-end", "weekends"],
    ["mon wed fri", "Mon, Wed, Fri"],
    ["Mo, We", "Mon, Wed"],
    ["tue/thurs", "Tue, Thu"],
    ["Tuesdays and Thursdays", "Tue, Thu"],
    ["only on Sunday", "Sun"],
    ["monday-friday", "weekdays"],
    ["Monday – Friday", "weekdays"],
    ["mon to fri", "weekdays"],
    ["Mo bis Do", "Mon, Tue, Wed, Thu"],
    ["fri-mon", "Mon, Fri, Sat, Sun"],
    ["mon-wed, sat", "Mon, Tue, Wed, Sat"],
    ["weekends and Monday", "Mon, Sat, Sun"],
    ["every day except Sunday", "Mon, Tue, Wed, Thu, Fri, Sat"],
    ["weekdays but not wed", "Mon, Tue, Thu, Fri"],
  ])("%j is %s", (text, expected) => {
    expect(days(text)).toBe(expected);
  });

  test.each([
    ["every other day", "I can't read “other” as a day of the week."],
    ["mon fry", "I can't read “fry” as a day of the week."],
    ["mon-", "I can't read “mon-” as a day of the week."],
    ["mon-wed-fri", "I can't read “mon-wed-fri” as a day of the week."],
    ["1-5", "I can't read “1-5” as a day of the week."],
    ["t", "I can't read “t” as a day of the week."],
    ["", "There is no day here."],
    ["on", "“on” leaves no day to remind you on."],
    ["weekends except sat, sun", "“weekends except sat, sun” leaves no day to remind you on."],
    ["daily except mon except tue", "“daily except mon except tue” leaves no day to remind you on."],
  ])("%j names no days: %s", (text, why) => {
    expect(readDays(text)).toEqual({
      understood: `${why} Write days such as "every day", "weekdays" or "mon, wed, fri".`,
    });
  });

  test("reads what formatDays writes, for any choice of days", () => {
    for (let chosen = 1; chosen <= EVERY_DAY; chosen++) {
      expect(readDays(formatDays(chosen))).toEqual({ days: chosen });
    }
  });

  test("whatever it is given, it says days or a sentence", () => {
    const pieces = fc.constantFrom(
      "mon",
      "sun",
      "-",
      " to ",
      " ",
      ",",
      "every",
      "day",
      "except",
      "weekend",
      "x",
    );
    const anyText = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 8 }).map((p) => p.join("")),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const read = readDays(text);
        if ("days" in read) expect(read.days >= 1 && read.days <= EVERY_DAY).toBe(true);
        else expect(read.understood).toMatch(/^.{10,160} Write days such as /s);
      }),
      { numRuns: 2000 },
    );
  });
});
