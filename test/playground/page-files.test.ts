import { describe, expect, test } from "vitest";
import {
  fileAddress,
  fileSize,
  isWanted,
  mostBytes,
  refuseFiles,
  sizeText,
} from "../../playground/page/files.ts";
import { mosaicRows } from "../../playground/page/mosaic.ts";
import { attachedPicture } from "../../playground/page/pictures.ts";

const pageFile = (text: string) => ({
  name: "a.txt",
  contentType: "text/plain",
  data: Buffer.from(text).toString("base64"),
});

describe("files a person hands over", () => {
  test.each(["", "a", "ab", "abc", "abcd", "é"])("“%s” weighs what it weighs", (text) => {
    expect(fileSize(pageFile(text))).toBe(Buffer.byteLength(text));
  });

  test.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [1023, "1023 bytes"],
    [1024, "1.0 KB"],
    [1536, "1.5 KB"],
    [10 * 1024 * 1024, "10.0 MB"],
  ])("%i bytes are “%s”", (bytes, words) => {
    expect(sizeText(bytes)).toBe(words);
  });

  test("too many or too heavy ones are refused in words", () => {
    const small = { name: "b.txt", size: 10 };
    expect(refuseFiles([], [small, small], 2)).toBeUndefined();
    expect(refuseFiles([pageFile("x")], [small, small], 2)).toBe("At most 2 files fit here.");
    expect(refuseFiles([pageFile("x")], [small], 1)).toBe("Only one file fits here: remove it first.");
    expect(refuseFiles([], [{ name: "film.mp4", size: mostBytes }], 1)).toBeUndefined();
    expect(refuseFiles([], [{ name: "film.mp4", size: mostBytes + 1 }], 1)).toBe(
      "film.mp4 has 25.0 MB; the page can send at most 25.0 MB.",
    );
    expect(refuseFiles([pageFile("x")], [{ name: "film.mp4", size: mostBytes }], 10)).toContain(
      "Together these files have",
    );
  });

  test.each([
    [undefined, true],
    [[], true],
    [[".csv"], true],
    [[".CSV"], true],
    [[".txt", "text/csv"], true],
    [["text/*"], true],
    [["text"], true],
    [[".txt"], false],
    [["image/*", "text/plain"], false],
  ])("Deck.csv where %j is wanted: %s", (kinds, fits) => {
    expect(isWanted({ name: "Deck.csv", type: "text/csv" }, kinds)).toBe(fits);
  });

  test("the page shows one from its own data", () => {
    expect(fileAddress(pageFile("abc"))).toBe("data:text/plain;base64,YWJj");
  });
});

describe("pictures", () => {
  test.each([
    [0, []],
    [1, [1]],
    [2, [2]],
    [3, [3]],
    [4, [2, 2]],
    [5, [2, 3]],
    [6, [3, 3]],
    [7, [1, 3, 3]],
    [8, [2, 3, 3]],
    [9, [3, 3, 3]],
    [10, [1, 3, 3, 3]],
    [12, [1, 3, 3, 3, 2]],
  ])("%i of them stand in rows of %j, in order", (count, lengths) => {
    const pictures = Array.from({ length: count }, (_, at) => at);
    const rows = mosaicRows(pictures);
    expect(rows.map((row) => row.length)).toEqual(lengths);
    expect(rows.flat()).toEqual(pictures);
  });

  test("an attached image is covered when its name says so, and sized where that is known", () => {
    const attachment = { id: "1", size: 3, url: "u", proxy_url: "p", content_type: "image/png" };
    expect(attachedPicture({ ...attachment, filename: "SPOILER_a.png", width: 20, height: 10 })).toEqual({
      url: "u",
      alt: "",
      spoiler: true,
      width: 20,
      height: 10,
    });
    expect(
      attachedPicture({ ...attachment, filename: "a.png", description: "A curve", height: null }),
    ).toEqual({
      url: "u",
      alt: "A curve",
      spoiler: false,
    });
  });
});
