import { once } from "node:events";
import { createGzip } from "node:zlib";
import type { Chunks } from "./json.ts";

/** Text that is ready to be sent. */
export interface Packed {
  readonly ending: "json" | "json.gz";
  readonly data: Buffer;
}

/** Text is compressed in pieces of about so many characters: each piece is a trip to another thread. */
const PIECE = 65_536;

async function* pieces(chunks: Chunks): AsyncGenerator<Buffer> {
  let text = "";
  for await (const chunk of chunks) {
    text += chunk;
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}

/**
 * Puts chunks of text together, compressed where they would be too large otherwise. It is compressed beside, in threads
 * of Node's own.
 *
 * @param most bytes
 * @returns undefined where it is too large all the same
 */
export async function pack(chunks: Chunks, most: number): Promise<Packed | undefined> {
  const gzip = createGzip();
  const small: Buffer[] = [];
  let smallBytes = 0;
  gzip.on("data", (part: Buffer) => {
    small.push(part);
    smallBytes += part.length;
  });
  const ended = once(gzip, "end");
  let plain: Buffer[] | undefined = [];
  let bytes = 0;
  for await (const part of pieces(chunks)) {
    bytes += part.length;
    if (bytes > most) plain = undefined;
    plain?.push(part);
    if (!gzip.write(part)) await once(gzip, "drain");
    if (smallBytes > most) {
      gzip.destroy();
      ended.catch(() => {});
      return undefined;
    }
  }
  gzip.end();
  await ended;
  if (plain) return { ending: "json", data: Buffer.concat(plain) };
  return smallBytes > most ? undefined : { ending: "json.gz", data: Buffer.concat(small) };
}
