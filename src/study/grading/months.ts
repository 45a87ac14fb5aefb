import { fold } from "./letters.ts";

const LANGUAGES = [
  "en",
  "de",
  "fr",
  "es",
  "pt",
  "it",
  "nl",
  "sv",
  "da",
  "nb",
  "pl",
  "cs",
  "hu",
  "ro",
  "ru",
  "uk",
  "el",
  "tr",
  "ar",
  "he",
  "hi",
];

let months: Map<string, number> | undefined;

function allMonths(): Map<string, number> {
  const made = new Map<string, number>();
  for (const language of LANGUAGES) {
    for (const month of ["long", "short"] as const) {
      // With a day the name has the form that it has in a date.
      for (const options of [{ month }, { month, day: "numeric" } as const]) {
        const format = new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
        for (let index = 0; index < 12; index += 1) {
          const part = format.formatToParts(Date.UTC(2026, index, 15)).find(({ type }) => type === "month");
          const name = fold(part?.value.replace(/\.$/, "") ?? "");
          if (/^\p{L}{3,}$/u.test(name) && !made.has(name)) made.set(name, index + 1);
        }
      }
    }
  }
  return made;
}

/** The number, 1 to 12, of a month by its folded name in one of twenty languages. */
export function monthNumber(name: string): number | undefined {
  months ??= allMonths();
  return months.get(name);
}
