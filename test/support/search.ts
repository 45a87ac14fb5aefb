import type { Store } from "../../src/store/connection.ts";

/** An id as it could stand in bytes: in digits, as a number in eight bytes, in hexadecimal digits, in base64. */
function forms(id: string): readonly Buffer[] {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(id));
  const text = Buffer.from(id);
  // In base64 it depends on what stands before it; what does not is in the middle.
  const base64 = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), text]).toString("base64");
    return whole.slice(before === 0 ? 0 : 4, 4 * Math.floor((before + text.length) / 3));
  });
  return [
    text,
    number,
    Buffer.from(number).reverse(),
    Buffer.from(BigInt(id).toString(16)),
    ...base64.map((part) => Buffer.from(part)),
  ];
}

/** Everything of one key: each member, field, value and entry. */
async function partsOf(store: Store, key: Buffer): Promise<readonly Buffer[]> {
  const flat = (reply: unknown): Buffer[] =>
    Array.isArray(reply)
      ? reply.flatMap(flat)
      : [Buffer.isBuffer(reply) ? reply : Buffer.from(String(reply))];
  switch (await store.type(key)) {
    case "string":
      return flat(await store.getBuffer(key));
    case "hash":
      return flat(await store.callBuffer("HGETALL", key));
    case "list":
      return flat(await store.lrangeBuffer(key, 0, -1));
    case "set":
      return flat(await store.smembersBuffer(key));
    case "zset":
      return flat(await store.callBuffer("ZRANGE", key, "0", "-1", "WITHSCORES"));
    case "stream":
      return flat(await store.callBuffer("XRANGE", key, "-", "+"));
    case "none":
      return [];
    default:
      throw new Error(`a key of a kind that nobody searches: ${key}`);
  }
}

/**
 * Searches the whole of Redis for an id: the names of all keys, and every member, field, value and entry, in whatever
 * form it may be written there.
 *
 * @returns where it stands, a line each
 */
export async function searchFor(store: Store, id: string): Promise<readonly string[]> {
  const wanted = forms(id);
  const holds = (bytes: Buffer) => wanted.some((form) => bytes.includes(form));
  const found: string[] = [];
  for (const key of await store.keysBuffer("*")) {
    if (holds(key)) found.push(`the key ${key}`);
    for (const part of await partsOf(store, key)) {
      if (holds(part)) found.push(`${key} has ${part.toString("latin1").slice(0, 200)}`);
    }
  }
  return found.sort();
}
