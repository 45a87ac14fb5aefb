import { describe, expect, it } from "vitest";
import { decodeText } from "../../../../src/decks/formats/decode.ts";
import { refusal } from "./samples.ts";

const TEXT = "Straße,голова\n“漢字”,👍\n";
const utf16 = (text: string) => Buffer.from(text, "utf16le");
const bytes = (...parts: (Uint8Array | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => Uint8Array.from(part)));

describe("decodeText", () => {
  it.each([
    ["UTF-8", Buffer.from(TEXT), "UTF-8"],
    ["UTF-8 with a mark", bytes([0xef, 0xbb, 0xbf], Buffer.from(TEXT)), "UTF-8"],
    ["UTF-16 LE with a mark", bytes([0xff, 0xfe], utf16(TEXT)), "UTF-16"],
    ["UTF-16 BE with a mark", bytes([0xfe, 0xff], utf16(TEXT).swap16()), "UTF-16"],
    ["UTF-16 LE without", utf16(TEXT), "UTF-16"],
    ["UTF-16 BE without", utf16(TEXT).swap16(), "UTF-16"],
  ])("reads %s", (_, file, encoding) => {
    expect(decodeText(file)).toEqual({ text: TEXT, encoding });
  });

  it("reads Windows-1252, the euro sign and quotes of its own among it", () => {
    const file = Uint8Array.of(0x80, 0x20, 0x93, 0x53, 0x74, 0x72, 0x61, 0xdf, 0x65, 0x94);
    expect(decodeText(file)).toEqual({ text: "€ “Straße”", encoding: "Windows-1252" });
  });

  it("keeps UTF-8 in which a character is broken or cut off at the end", () => {
    const file = Buffer.from("äöü".repeat(10));
    expect(decodeText(file.subarray(0, -1))).toEqual({
      text: `${"äöü".repeat(9)}äö\ufffd`,
      encoding: "UTF-8 with 1 broken character",
    });
  });

  it("replaces lone surrogates of UTF-16", () => {
    expect(decodeText(bytes([0xff, 0xfe], utf16("a\ud800b")))).toEqual({
      text: "a\ufffdb",
      encoding: "UTF-16 with 1 broken character",
    });
  });

  it("reads a view into a larger buffer", () => {
    const whole = Buffer.from("xxhund,dogxx");
    expect(decodeText(whole.subarray(2, -2)).text).toBe("hund,dog");
  });

  it.each([
    ["nothing", Buffer.alloc(0), "This file is empty"],
    ["space", Buffer.from(" \r\n\t"), "This file is empty"],
    ["a byte order mark alone", Buffer.from([0xef, 0xbb, 0xbf]), "This file is empty"],
    [
      "a zip",
      Buffer.from("PK\x03\x04rest"),
      "This file is a zip archive, as Anki packages and Excel sheets are",
    ],
    ["a picture", bytes([0x89], Buffer.from("PNG\r\n")), "This file is an image"],
    ["a database", Buffer.from("SQLite format 3\0"), "This file is a database"],
    ["NULs", Buffer.from("a\0\0\0b\0\0\0\0"), "This file is not text"],
    [
      "every byte there is",
      Uint8Array.from({ length: 4096 }, (_, i) => (i * 7) % 256),
      "This file is not text",
    ],
    ["control characters", Buffer.from("\x01\x02\x03question,answer"), "This file is not text"],
    ["UTF-32", bytes([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), "This file is text in UTF-32"],
  ])("refuses %s", (_, file, message) => {
    expect(refusal(() => decodeText(file))).toContain(message);
  });
});
