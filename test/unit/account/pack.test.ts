import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inBatches, list, object } from "../../../src/account/json.ts";
import { pack } from "../../../src/account/pack.ts";

async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const chunk of chunks) text += chunk;
  return text;
}

describe("JSON in pieces", () => {
  test("is what JSON.stringify makes of the same, whatever it holds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.array(fc.jsonValue(), { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        async (fields, items, size) => {
          const pieces = object({
            ...fields,
            items: list(inBatches(items, size)),
            nested: object({ none: undefined, list: list(inBatches([], size)) }),
            nothing: undefined,
          });
          expect(JSON.parse(await textOf(pieces))).toEqual(
            JSON.parse(JSON.stringify({ ...fields, items, nested: { list: [] } })),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  test("an item that is made while it is written is written as it comes", async () => {
    const pieces = list(inBatches([object({ a: 1 }), 2, object({})], 2));
    expect(JSON.parse(await textOf(pieces))).toEqual([{ a: 1 }, 2, {}]);
  });
});

describe("a file within a limit", () => {
  const many = (text: string, count: number) =>
    (async function* () {
      for (let n = 0; n < count; n += 1) yield text;
    })();

  test("is plain where it fits to the byte, and compressed where it does not", async () => {
    const plain = await pack(many("äb", 1000), 3000);
    expect(plain).toEqual({ ending: "json", data: Buffer.from("äb".repeat(1000)) });
    const packed = await pack(many("äb", 1000), 2999);
    expect(packed?.ending).toBe("json.gz");
    expect(gunzipSync(packed?.data ?? Buffer.alloc(0)).toString()).toBe("äb".repeat(1000));
  });

  test("is none where it does not fit at all, and is given up as soon as that is plain", async () => {
    let made = 0;
    const noise = (async function* () {
      for (; made < 10_000; made += 1) {
        yield Array.from({ length: 4000 }, (_, n) => ((made * 7919 + n * n * 31) % 95) + 32)
          .map((code) => String.fromCharCode(code))
          .join("") + String(Math.sin(made));
      }
    })();
    expect(await pack(noise, 2000)).toBeUndefined();
    expect(made).toBeLessThan(10_000);
  });

  test("an error on the way is the caller's", async () => {
    const broken = (async function* () {
      yield "[";
      throw new Error("Redis is gone");
    })();
    await expect(pack(broken, 100)).rejects.toThrow("Redis is gone");
  });
});
