/** Letters that are written in another way too, with what they are compared as. Lower case. */
const OTHER_LETTERS = new Map(
  Object.entries({
    ß: "ss",
    æ: "ae",
    œ: "oe",
    ø: "o",
    đ: "d",
    ð: "d",
    ł: "l",
    ħ: "h",
    ı: "i",
    þ: "th",
    ς: "σ",
    // As Lucene's normalizers of Arabic and Persian do.
    ى: "ي",
    ی: "ي",
    ة: "ه",
    ک: "ك",
    ٱ: "ا",
    ـ: "",
  }),
);

/** What is written where a keyboard lacks the letter: "Maedchen", "smoerrebroed". */
const TRANSCRIBED = new Map(Object.entries({ ä: "ae", ö: "oe", ü: "ue", å: "aa", ø: "oe" }));

/** One letter, and the accents on it. */
interface Letter {
  readonly base: string;
  readonly accents: string;
}

const CEDILLA = "\u0327";
const COMMA_BELOW = "\u0326";
const DIAERESIS = "\u0308";

/**
 * Whether a mark may be left out by a person in haste. In Cyrillic a breve makes another letter; in Indic scripts, in
 * Thai and in kana marks are vowels and voices.
 */
function isAccent(base: string, mark: string): boolean {
  if (/\p{Script=Cyrillic}/u.test(base)) {
    return mark === "\u0300" || mark === "\u0301" || (mark === DIAERESIS && base === "е");
  }
  return /[\p{Script=Latin}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}]/u.test(base);
}

function lettersOf(text: string): Letter[] {
  const letters: { base: string; accents: string }[] = [];
  for (const character of text.toLowerCase().normalize("NFD")) {
    const last = letters.at(-1);
    if (!last || !/\p{M}/u.test(character)) {
      letters.push({ base: OTHER_LETTERS.get(character) ?? character, accents: "" });
    } else if (isAccent(last.base, character)) {
      last.accents += character === CEDILLA ? COMMA_BELOW : character;
    } else last.base += character;
  }
  return letters;
}

/** Text as it is compared: in lower case, without accents, each letter in its plainest form. */
export const fold = (text: string): string =>
  lettersOf(text)
    .map(({ base }) => base)
    .join("")
    .normalize("NFC");

/** The same, with umlauts and the like written out. */
export const transcribe = (text: string): string =>
  fold(
    text
      .toLowerCase()
      .normalize("NFC")
      .replace(/[äöüåø]/g, (letter) => TRANSCRIBED.get(letter) ?? letter),
  );

/** Whether two texts that are folded alike have different accents somewhere, not just one of them none. */
export function accentsClash(one: string, other: string): boolean {
  const [letters, others] = [lettersOf(one), lettersOf(other)];
  return (
    letters.length === others.length &&
    letters.some(({ accents }, index) => {
      const theirs = others[index]?.accents ?? "";
      return accents !== "" && theirs !== "" && accents !== theirs;
    })
  );
}

/** Katakana as hiragana. */
export const inHiragana = (text: string): string =>
  text.replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
