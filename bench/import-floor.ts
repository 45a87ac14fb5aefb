/**
 * The least that reading a deck can be, in a process of its own: the library that the format is read with, and nothing
 * made of what it gives. Prints how many notes it saw.
 *
 *     node bench/import-floor.ts csv|package FILE
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { zstdDecompressSync } from "node:zlib";

const [kind, path = ""] = process.argv.slice(2);

async function readCsv(): Promise<number> {
  const { parse } = await import("csv-parse/sync");
  return parse(readFileSync(path, "utf8")).length - 1;
}

async function readPackage(): Promise<number> {
  const { fromBufferPromise } = await import("yauzl");
  const zip = await fromBufferPromise(readFileSync(path), { lazyEntries: true });
  const copy = `${path}.db`;
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== "collection.anki21b") continue;
    const stream = await zip.openReadStreamPromise(entry);
    const pieces = await Array.fromAsync(stream as AsyncIterable<Buffer>);
    writeFileSync(copy, zstdDecompressSync(Buffer.concat(pieces)));
  }
  const db = new DatabaseSync(copy, { readOnly: true });
  let notes = 0;
  for (const _note of db.prepare("SELECT id, mid, guid, tags, flds FROM notes").iterate()) notes += 1;
  for (const _card of db.prepare("SELECT id, nid, did, ord, due FROM cards").iterate());
  db.close();
  rmSync(copy);
  return notes;
}

console.log(kind === "csv" ? await readCsv() : await readPackage());
