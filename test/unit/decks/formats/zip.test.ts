import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../../../src/decks/formats/types.ts";
import { readArchive } from "../../../../src/decks/formats/zip.ts";
import { zip } from "./anki-package-maker.ts";

const LIMITS = { entries: 100, bytes: 10_000 };
const MOST = 10_000;

async function readAll(bytes: Uint8Array, limits = LIMITS): Promise<Map<string, string>> {
  const archive = await readArchive(bytes, limits);
  const contents = new Map<string, string>();
  for (const name of archive.names) contents.set(name, (await archive.read(name, MOST))?.toString() ?? "");
  return contents;
}

const data = Buffer.from("hello ".repeat(50));

describe("a zip archive", () => {
  it("is read", async () => {
    const bytes = zip([
      ["a", data],
      ["folder/", Buffer.alloc(0)],
      ["folder/é", Buffer.from("x")],
    ]);
    expect([...(await readAll(bytes))]).toEqual([
      ["a", data.toString()],
      ["folder/é", "x"],
    ]);
    expect(await (await readArchive(bytes, LIMITS)).read("b", MOST)).toBeUndefined();
  });

  it("is read where nothing is compressed", async () => {
    expect((await readAll(zip([["a", data, { method: 0, packed: data }]]))).get("a")).toBe(data.toString());
  });

  it("may hold any names, since they are keys alone", async () => {
    const names = ["../../etc/passwd", "/absolute", "C:\\x", "a\0b", "__proto__"];
    const contents = await readAll(zip(names.map((name) => [name, data])));
    expect([...contents.keys()]).toEqual(names);
  });

  it.each<[string, Buffer, RegExp]>([
    ["nothing", Buffer.alloc(0), /damaged or was cut off/],
    ["no archive", Buffer.from("PK is no archive".repeat(10)), /damaged or was cut off/],
    [
      "two files of one name",
      zip([
        ["a", data],
        ["a", data],
      ]),
      /two files named "a"/,
    ],
    ["an encrypted file", zip([["a", data, { flags: 1 }]]), /"a" .* is encrypted/],
    ["an unknown method", zip([["a", data, { method: 12 }]]), /"a" .* by method 12/],
    ["a wrong checksum", zip([["a", data, { crc: 1 }]]), /"a" .* is damaged/],
    ["a size too small", zip([["a", data, { size: 10 }]]), /"a" .* is damaged/],
    ["a size too large", zip([["a", data, { size: 5000 }]]), /"a" .* is damaged/],
    ["no deflated data", zip([["a", data, { packed: Buffer.from("zzzz") }]]), /"a" .* is damaged/],
    ["a name with a line break", zip([['a\n\u202e"b', data, { crc: 1 }]]), /^"a���b" in/],
    ["too many files", zip(Array.from({ length: 101 }, (_, i) => [`${i}`, data])), /more than 100 files/],
    ["a file over its limit", zip([["a", Buffer.alloc(MOST + 1)]]), /"a" is larger than 9 KiB/],
    [
      "all over their limit",
      zip([
        ["a", Buffer.alloc(6000)],
        ["b", Buffer.alloc(6000)],
      ]),
      /holds is larger than 9 KiB/,
    ],
  ])("is refused for %s", async (_what, bytes, message) => {
    const error = await readAll(bytes).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message).toMatch(message);
  });

  it("is not inflated beyond what is asked for, whatever its headers say", async () => {
    const bytes = zip([["a", Buffer.alloc(50_000_000), { size: 100 }]]);
    const archive = await readArchive(bytes, { entries: 1, bytes: 1_000_000 });
    let inflated = 0;
    const read = async () => {
      for await (const piece of archive.open("a", 1_000_000) ?? []) inflated += piece.length;
    };
    await expect(read()).rejects.toThrow(FormatError);
    expect(inflated).toBeLessThan(1_100_000);
  });

  it("is refused in people's words wherever it is cut off or changed", async () => {
    const bytes = zip([
      ["a", data],
      ["b", Buffer.from("x".repeat(999))],
    ]);
    const outcome = (changed: Buffer) =>
      readAll(changed).then(
        () => "read",
        (error: unknown) => (error instanceof FormatError ? "refused" : String(error)),
      );
    for (let part = 0; part < 20; part += 1) {
      expect(await outcome(bytes.subarray(0, Math.floor((bytes.length * part) / 20)))).toBe("refused");
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        expect(["read", "refused"]).toContain(await outcome(changed));
      }),
      { numRuns: 500 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (random) => {
        expect(await outcome(Buffer.from(random))).toBe("refused");
      }),
    );
  });
});
