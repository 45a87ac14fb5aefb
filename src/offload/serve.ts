import { rmSync, writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { Socket } from "node:net";
import type { Card } from "../decks/deck.ts";
import { FormatError, type ReadDeck, type ReadOptions, UnknownFormatError } from "../decks/formats/types.ts";
import { PipeClosed, receiverOf, sendFrame } from "./frames.ts";
import { checkFile, checkImages, checkResult, slicesOf, summaryOf } from "./parts.ts";
import type { FromChild, Review, ToChild, WriteJob, WrittenCards } from "./types.ts";

/** What a process is for. FormatErrors they throw are the file's fault, all others a bug. */
export interface Jobs {
  read(source: Uint8Array, options: ReadOptions): Promise<ReadDeck> | ReadDeck;
  /** The bytes of the file. */
  write(job: WriteJob): Promise<Uint8Array> | Uint8Array;
}

/** The pipe to the parent, after standard input, output and error. */
const PIPE = 3;
/** The parent is trusted: what it sends is as large as it is. */
const ANY_SIZE = 2 ** 32;

/**
 * Does the one job that the parent sends, in the process of its own that `runInProcess` starts, and lets the process
 * end. See `ToChild` and `FromChild` for what is said.
 */
export async function serve(jobs: Jobs): Promise<void> {
  watchMemory();
  const pipe = new Socket({ fd: PIPE });
  const receive = receiverOf<ToChild>(pipe, ANY_SIZE);
  const send = (head: FromChild, body?: Uint8Array) => sendFrame(pipe, head, body);
  try {
    const { head, body } = await receive();
    if (head.kind === "read") await read(head.options, body);
    else if (head.kind === "write") await write(head);
    else throw new Error(`a job cannot begin with ${head.kind}`);
  } catch (error) {
    if (error instanceof PipeClosed) return leave();
    await send(toldOf(error)).catch(leave);
  }
  pipe.end();

  async function read(options: ReadOptions, source: Uint8Array): Promise<void> {
    const deck = await jobs.read(source, options);
    const imageBytes = checkImages(deck.images);
    let textBytes = 0;
    for (const cards of slicesOf(deck.cards)) {
      const json = Buffer.from(JSON.stringify(cards));
      textBytes += json.length;
      checkResult(textBytes + imageBytes);
      await sendPart({ kind: "cards", count: cards.length }, json);
    }
    for (const [id, bytes] of deck.images) await sendPart({ kind: "image", id }, bytes);
    flushCompileCache();
    await send({ kind: "read", summary: summaryOf(deck, textBytes) });
  }

  async function sendPart(head: FromChild, body: Uint8Array): Promise<void> {
    await send(head, body);
    await receive();
  }

  async function write({ format, deck, now }: ToChild & { kind: "write" }): Promise<void> {
    const cards: Card[] = [];
    const extra = new Map<number, Review>();
    const images = new Map<string, Uint8Array>();
    for (let { head, body } = await receive(); head.kind !== "end"; { head, body } = await receive()) {
      if (head.kind === "image") images.set(head.id, body);
      else {
        const written: WrittenCards = JSON.parse(body.toString());
        cards.push(...written.cards);
        for (const [number, review] of written.extra) extra.set(number, review);
      }
    }
    const whole: WriteJob = { format, deck: { ...deck, cards }, images, now };
    const file = await jobs.write(extra.size > 0 ? { ...whole, extra } : whole);
    checkFile(file.length);
    flushCompileCache();
    await send({ kind: "written" }, file);
  }
}

/**
 * Where there is no /proc, the parent cannot see how much memory this process has. A job that leaves the event loop no
 * turn is not seen from here either: there, time and V8's own heap are what is limited.
 */
function watchMemory(): void {
  const most = Number(process.argv[3]) * 1024 ** 2;
  setInterval(() => {
    if (process.memoryUsage.rss() < most) return;
    // V8's own words for the same thing: what the parent looks for.
    writeSync(process.stderr.fd, "out of memory");
    process.kill(process.pid, "SIGKILL");
  }, 25).unref();
}

/** The parent is gone, however it went; nobody else removes the folder (`runInProcess`). */
function leave(): void {
  const [folder] = process.argv.slice(2);
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  process.exit(1);
}

function toldOf(error: unknown): FromChild {
  if (error instanceof UnknownFormatError) return { kind: "error", what: "unknown", message: error.message };
  if (error instanceof FormatError) return { kind: "error", what: "format", message: error.message };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: "error", what: "bug", message: text.slice(0, 10_000) };
}
