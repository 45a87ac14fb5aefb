import type { Card } from "../decks/deck.ts";
import { FormatError, type ReadOptions, UnknownFormatError } from "../decks/formats/types.ts";
import type { Frame } from "./frames.ts";
import { slicesOf } from "./parts.ts";
import type { Talk } from "./process.ts";
import type { FromChild, Part, ReadSummary, Review, WriteJob, WrittenCards } from "./types.ts";

/**
 * Has a file read, see `Offload.read`.
 *
 * @throws FormatError; PipeClosed; what `onPart` throws; Error for a bug
 */
export async function askToRead(
  talk: Talk,
  source: Uint8Array,
  options: ReadOptions,
  onPart: (part: Part) => Promise<void>,
): Promise<ReadSummary> {
  await talk.send({ kind: "read", options }, source);
  for (;;) {
    const { head, body } = await talk.receive();
    if (head.kind === "read") return head.summary;
    const part = partOf(head, body);
    await talk.aside(() => onPart(part));
    await talk.send({ kind: "next" });
  }
}

function partOf(head: Frame<FromChild>["head"], body: Buffer): Part {
  if (head.kind === "cards") return { kind: "cards", json: body, count: head.count };
  if (head.kind === "image") return { kind: "image", id: head.id, bytes: body };
  throw errorOf(head);
}

/**
 * Has a deck written, see `Offload.write`. Between two parts of it others get their turn.
 *
 * @throws as `askToRead`
 */
export async function askToWrite(
  talk: Talk,
  { format, deck, images, extra, now }: WriteJob,
): Promise<Buffer> {
  const { cards, ...rest } = deck;
  await talk.send({ kind: "write", format, deck: rest, now });
  for (const slice of slicesOf(cards)) {
    const written: WrittenCards = {
      cards: slice,
      extra: slice.flatMap(({ number }: Card): readonly (readonly [number, Review])[] => {
        const review = extra?.get(number);
        return review ? [[number, review]] : [];
      }),
    };
    await talk.send({ kind: "cards" }, Buffer.from(JSON.stringify(written)));
  }
  for (const [id, bytes] of images) await talk.send({ kind: "image", id }, bytes);
  await talk.send({ kind: "end" });
  const { head, body } = await talk.receive();
  if (head.kind === "written") return body;
  throw errorOf(head);
}

function errorOf(head: FromChild): Error {
  if (head.kind !== "error") return new Error(`the process for one file said ${head.kind} out of turn`);
  switch (head.what) {
    case "bug":
      return new Error(`In the process for one file: ${head.message}`);
    case "format":
      return new FormatError(head.message);
    case "unknown":
      return new UnknownFormatError(head.message);
  }
}
