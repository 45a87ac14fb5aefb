import * as arabic from "n2words/ar-SA";
import * as czech from "n2words/cs-CZ";
import * as danish from "n2words/da-DK";
import * as german from "n2words/de-DE";
import * as greek from "n2words/el-GR";
import * as british from "n2words/en-GB";
import * as american from "n2words/en-US";
import * as spanish from "n2words/es-ES";
import * as french from "n2words/fr-FR";
import * as hebrew from "n2words/he-IL";
import * as hindi from "n2words/hi-IN";
import * as hungarian from "n2words/hu-HU";
import * as italian from "n2words/it-IT";
import * as japanese from "n2words/ja-JP";
import * as korean from "n2words/ko-KR";
import * as norwegian from "n2words/nb-NO";
import * as dutch from "n2words/nl-NL";
import * as polish from "n2words/pl-PL";
import * as portuguese from "n2words/pt-PT";
import * as romanian from "n2words/ro-RO";
import * as russian from "n2words/ru-RU";
import * as swedish from "n2words/sv-SE";
import * as turkish from "n2words/tr-TR";
import * as ukrainian from "n2words/uk-UA";

const LANGUAGES = [
  american,
  british,
  german,
  french,
  spanish,
  portuguese,
  italian,
  dutch,
  swedish,
  danish,
  norwegian,
  polish,
  czech,
  hungarian,
  romanian,
  russian,
  ukrainian,
  greek,
  turkish,
  japanese,
  korean,
  arabic,
  hebrew,
  hindi,
];

/** Up to this number it may be written out. */
const LAST = 1e12;

/**
 * The ways in which a number is written out, in two dozen languages; none for a number that nobody writes out.
 *
 * @param how "toOrdinal" for "third" and the like
 */
export function inWords(value: number, how: "toCardinal" | "toOrdinal"): readonly string[] {
  if (!Number.isInteger(value) || value < (how === "toOrdinal" ? 1 : 0) || value > LAST) return [];
  return LANGUAGES.flatMap((language) => {
    const words = language[how](value);
    const one = `${language.toCardinal(1)} `;
    // "hundred" beside "one hundred".
    return words.startsWith(one) ? [words, words.slice(one.length)] : words;
  });
}

const ROMAN = /^(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/;
const ROMAN_DIGITS: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100 };

/** The value of a Roman number below 400, in capitals; undefined for any other word. */
export function romanNumber(word: string): number | undefined {
  if (!ROMAN.test(word)) return undefined;
  const digits = [...word].map((digit) => ROMAN_DIGITS[digit] ?? 0);
  return digits.reduce((sum, digit, index) => sum + (digit < (digits[index + 1] ?? 0) ? -digit : digit), 0);
}
