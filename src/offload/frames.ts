import type { Socket } from "node:net";

/**
 * What goes over a pipe between two processes: two 32-bit lengths (little-endian), a head as JSON, a body of bytes.
 * Node's own channel gathers, copies and decodes a message of some megabytes in one go; here a body is taken from the
 * pipe 64 KiB at a time, with the event loop's other work in between.
 */
export interface Frame<Head> {
  readonly head: Head;
  readonly body: Buffer;
}

const LENGTHS = 8;
/** A head names a part or holds a summary, which has less than this. Bytes. */
const MOST_HEAD = 8 * 1024 * 1024;
const NOTHING = new Uint8Array();

/** The pipe was closed, or broke. */
export class PipeClosed extends Error {
  override readonly name = "PipeClosed";
}

/**
 * Sends one frame, and resolves once all of it is in the pipe.
 *
 * @throws PipeClosed
 */
export async function sendFrame<Head>(pipe: Socket, head: Head, body: Uint8Array = NOTHING): Promise<void> {
  const json = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32LE(json.length, 0);
  lengths.writeUInt32LE(body.length, 4);
  await write(pipe, Buffer.concat([lengths, json]));
  if (body.length > 0) await write(pipe, body);
}

function write(pipe: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    pipe.write(bytes, (error) => {
      if (error) reject(new PipeClosed("the pipe is closed", { cause: error }));
      else resolve();
    });
  });
}

/**
 * Receives the frames of a pipe, one at each call.
 *
 * @param most bytes of a body
 * @returns a function that gives the next frame; it throws PipeClosed at the pipe's end, Error where a frame is larger
 *   than it may be
 */
export function receiverOf<Head>(pipe: Socket, most: number): () => Promise<Frame<Head>> {
  const chunks = pipe[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let chunk: Buffer = Buffer.alloc(0);

  async function next(): Promise<Buffer> {
    const { done, value } = await chunks.next().catch((error: Error) => {
      throw new PipeClosed("the pipe broke", { cause: error });
    });
    if (done) throw new PipeClosed("the pipe is closed");
    return value;
  }

  async function take(size: number): Promise<Buffer> {
    // Not out of Node's pool: a body that is kept must keep nothing else in memory.
    const taken = Buffer.allocUnsafeSlow(size);
    for (let filled = 0; filled < size; ) {
      if (chunk.length === 0) chunk = await next();
      const copied = chunk.copy(taken, filled);
      filled += copied;
      chunk = chunk.subarray(copied);
    }
    return taken;
  }

  return async () => {
    const lengths = await take(LENGTHS);
    const [headSize, bodySize] = [lengths.readUInt32LE(0), lengths.readUInt32LE(4)];
    if (headSize > MOST_HEAD || bodySize > most) {
      throw new Error(`a frame of ${headSize} + ${bodySize} bytes is larger than any there should be`);
    }
    const head: Head = JSON.parse((await take(headSize)).toString());
    return { head, body: await take(bodySize) };
  };
}
