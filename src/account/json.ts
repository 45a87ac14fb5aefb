import { setImmediate } from "node:timers/promises";

/** JSON in pieces, made while it is written: nobody waits for the whole of it. */
export type Chunks = AsyncIterable<string>;

const isChunks = (value: unknown): value is Chunks =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

async function* write(value: unknown): AsyncGenerator<string> {
  if (isChunks(value)) yield* value;
  else yield JSON.stringify(value);
}

/** An object; fields that are undefined are left out, those that are chunks are written as they come. */
export async function* object(fields: Readonly<Record<string, unknown>>): AsyncGenerator<string> {
  let before = "{";
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    yield `${before}\n${JSON.stringify(name)}: `;
    yield* write(value);
    before = ",";
  }
  yield before === "{" ? "{}" : "\n}";
}

/** A list, an item a line, out of batches of items. Others get their turn between two batches. */
export async function* list(batches: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  let before = "[";
  for await (const batch of batches) {
    for (const item of batch) {
      yield `${before}\n`;
      yield* write(item);
      before = ",";
    }
    await setImmediate();
  }
  yield before === "[" ? "[]" : "\n]";
}

/** Items in batches of so many. */
export async function* inBatches<T>(items: Iterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
