import { FormatError } from "./types.ts";

/** Text and how it was encoded, for people: "UTF-8", "UTF-16", "Windows-1252", "UTF-8 with 2 broken characters". */
export interface Decoded {
  readonly text: string;
  readonly encoding: string;
}

/** So many bytes tell whether a file is text. */
const LOOKED_AT = 1 << 16;

/** How files that are no text begin, as Latin-1. */
const BINARY: readonly (readonly [what: string, ...beginnings: string[]])[] = [
  ["a zip archive, as Anki packages and Excel sheets are", "PK\x03\x04", "PK\x05\x06"],
  ["a PDF", "%PDF-"],
  ["an image", "\x89PNG", "\xff\xd8\xff", "GIF87a", "GIF89a", "RIFF"],
  ["a database", "SQLite format 3\0"],
  ["an old Office document", "\xd0\xcf\x11\xe0"],
  ["compressed", "\x1f\x8b", "\x28\xb5\x2f\xfd", "7z\xbc\xaf", "Rar!\x1a"],
];

/**
 * The text of a file: UTF-8 with or without a byte order mark; UTF-16 of either byte order with one, or without where
 * the NULs of its ASCII characters tell; Windows-1252 otherwise. UTF-8 in which a few characters are broken, or the
 * last one is cut off, is read as that, with U+FFFD for each.
 *
 * @throws FormatError for an empty file and for one that is not text
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LOOKED_AT)).toString(
    "latin1",
  );
  const kind = BINARY.find(([, ...beginnings]) => beginnings.some((b) => head.startsWith(b)))?.[0];
  if (kind !== undefined) {
    throw new FormatError(
      `This file is ${kind}, not text. Export the cards as text or CSV and bring that file.`,
    );
  }
  const decoded = decodeAs(bytes, head);
  if (decoded.text.trim() === "")
    throw new FormatError("This file is empty. Export it again, with the cards in it.");
  if (controlShare(decoded.text.slice(0, LOOKED_AT)) > 0.02) throw notText();
  return decoded;
}

function decodeAs(bytes: Uint8Array, head: string): Decoded {
  if (head.startsWith("\xff\xfe\0\0") || head.startsWith("\0\0\xfe\xff")) {
    throw new FormatError("This file is text in UTF-32, which is not read. Save it as UTF-8 and try again.");
  }
  if (head.startsWith("\xff\xfe")) return decodeLeniently(bytes, "utf-16le", "UTF-16");
  if (head.startsWith("\xfe\xff")) return decodeLeniently(bytes, "utf-16be", "UTF-16");
  if (head.startsWith("\xef\xbb\xbf")) return decodeLeniently(bytes, "utf-8", "UTF-8");
  if (head.includes("\0")) return decodeUtf16(bytes, head);
  const utf8 = decodeLeniently(bytes, "utf-8", "UTF-8");
  const broken = utf8.text.split("\ufffd").length - 1;
  if (broken === 0) return utf8;
  // Each broken byte is one U+FFFD; Windows-1252 hardly ever forms a valid character of several bytes by chance.
  const sound = utf8.text.match(/[^\p{ASCII}\ufffd]/gu)?.length ?? 0;
  if (sound > 10 * broken) return utf8;
  return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "Windows-1252" };
}

function decodeLeniently(bytes: Uint8Array, label: string, name: string): Decoded {
  try {
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes), encoding: name };
  } catch {
    const text = new TextDecoder(label).decode(bytes);
    const broken = text.split("\ufffd").length - 1;
    return { text, encoding: `${name} with ${broken} broken ${broken === 1 ? "character" : "characters"}` };
  }
}

/** UTF-16 without a mark: its ASCII characters have their NULs on one side, and it decodes without a fault. */
function decodeUtf16(bytes: Uint8Array, head: string): Decoded {
  let odd = 0;
  let even = 0;
  for (let at = head.indexOf("\0"); at !== -1; at = head.indexOf("\0", at + 1)) {
    if (at % 2 === 1) odd += 1;
    else even += 1;
  }
  if (Math.max(odd, even) < 10 * Math.min(odd, even)) throw notText();
  try {
    const text = new TextDecoder(odd > even ? "utf-16le" : "utf-16be", { fatal: true }).decode(bytes);
    if (text.includes("\0")) throw notText();
    return { text, encoding: "UTF-16" };
  } catch {
    throw notText();
  }
}

/** The share of control characters other than space and of code points that no text has. */
function controlShare(text: string): number {
  const controls = text.match(/[^\P{Cc}\s]|[\ufdd0-\ufdef\ufffe\uffff]/gu)?.length ?? 0;
  return text === "" ? 0 : controls / text.length;
}

function notText(): FormatError {
  return new FormatError("This file is not text. Export the cards as text or CSV and bring that file.");
}
