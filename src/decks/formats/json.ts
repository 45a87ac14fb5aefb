import { z } from "zod";
import type { Card, Deck } from "../deck.ts";
import { imageId, MOST_DECK_IMAGE_BYTES, MOST_IMAGE_BYTES } from "../image.ts";
import {
  cleanCard,
  cleanText,
  cleanTitle,
  count,
  imageIds,
  isSkipped,
  MOST_SIDE,
  withoutImages,
} from "./clean.ts";
import { nothingYet } from "./collect.ts";
import { FormatError, type ReadDeck } from "./types.ts";
import type { OwnReviews } from "./write.ts";

/** The version that is written, and the only one that is read. */
export const VERSION = 1;

const MOST_MISTAKES = 5;

const text = (most: number) =>
  z
    .string("must be text")
    .transform(cleanText)
    .pipe(
      z
        .string()
        .min(1, "is empty; write something, or remove the field where it is optional")
        .max(most, `is longer than ${most.toLocaleString("en")} characters; shorten it`),
    );

const tags = z
  .array(
    z
      .string("must be text")
      .max(32, "is longer than 32 characters; shorten it")
      .regex(
        /^[\p{Ll}\p{Lo}\p{M}\p{N}]+(?:-[\p{Ll}\p{Lo}\p{M}\p{N}]+)*$/u,
        "must be a lower-case word such as detection",
      ),
    'must be a list of words such as ["detection"]',
  )
  .max(10, "are more than 10; keep the most telling ones");

const cardSchema = z.strictObject({
  front: text(MOST_SIDE),
  back: text(MOST_SIDE),
  hint: text(1000).exactOptional(),
  tags: tags.exactOptional(),
  accepts: z
    .array(text(100), 'must be a list of answers such as ["log loss"]')
    .max(10, "are more than 10; keep the most likely ones")
    .exactOptional(),
  source: text(100).exactOptional(),
  // The ratings of whoever exported it are theirs.
  review: z.unknown().optional(),
});

const deckSchema = z.strictObject({
  flashback: z.literal(VERSION),
  title: text(100),
  description: z.string("must be text").max(300, "is longer than 300 characters; shorten it").exactOptional(),
  tags: tags.exactOptional(),
  cards: z.array(cardSchema, "must be a list of cards").min(1, "is empty; write at least one card"),
  images: z
    .record(z.string(), z.string("must be text in Base64"), "must be images by their ids")
    .exactOptional(),
});

/** Whether a text is meant to be a deck of this format, well-formed or not. */
export function isJson(source: string): boolean {
  return /^\s*\{/.test(source) && source.slice(0, 100_000).includes('"flashback"');
}

/**
 * Reads our own format:
 * `{"flashback": 1, "title", "description"?, "tags"?, "cards": [{front, back, hint?, tags?, accepts?, source?}],
 * "images"?: {id: Base64}}`. Tags of the deck go to every card. Images that no card shows are counted in `leftOut`.
 *
 * @throws FormatError naming card and field of at most five mistakes; where an image is not what its id says, too
 *   large, or missing
 */
export function readJson(source: string): ReadDeck {
  const raw = parseJson(source);
  const result = deckSchema.safeParse(raw);
  if (!result.success) {
    const mistakes = result.error.issues.slice(0, MOST_MISTAKES).map(describe);
    const more = result.error.issues.length - mistakes.length;
    if (more > 0) mistakes.push(`and ${more} more mistakes`);
    throw new FormatError(`This deck cannot be read:\n${mistakes.join("\n")}`);
  }
  const { title, description, tags: shared = [], cards, images = {} } = result.data;
  const found = nothingYet();
  cards.forEach((card, index) => {
    const all = [...(card.tags ?? []), ...shared];
    const clean = cleanCard({ ...card, tags: all }, `card ${index + 1}`, found.leftOut);
    if (isSkipped(clean)) found.skipped.push(clean);
    else found.cards.push(clean);
  });
  const shown = new Set<string>();
  cards.forEach((card, index) => {
    for (const id of imageIds([card.front, card.back, card.hint ?? ""].join("\n"))) {
      if (!Object.hasOwn(images, id)) {
        throw new FormatError(
          `Card ${index + 1} shows the image ${id}, which the file does not hold. Export it again.`,
        );
      }
      shown.add(id);
    }
  });
  const kept = readImages(images, shown);
  count(found.leftOut, "image that no card shows", Object.keys(images).length - kept.size);
  const about = cleanText(description ?? "");
  return {
    ...found,
    format: "json",
    detail: `Flashback's own format, version ${VERSION}`,
    title: cleanTitle(title),
    description: about === "" ? undefined : about,
    images: kept,
  };
}

/**
 * A deck in our own format, which keeps all that a card holds, with its images. The learner's own ratings, where
 * given, go along as `review` of a card, and are not read again.
 *
 * @param images by the ids in the cards; those that no card shows are not written, and of those missing the alt text
 */
export function toJson(deck: Deck, images: ReadonlyMap<string, Uint8Array>, own?: OwnReviews): string {
  const used = new Set(
    deck.cards.flatMap(({ front, back, hint = "" }) => [front, back, hint].flatMap(imageIds)),
  );
  const held = [...images].filter(([id]) => used.has(id));
  const file = {
    flashback: VERSION,
    title: deck.title,
    ...(deck.description !== "" && { description: deck.description }),
    cards: deck.cards.map((card) => ({ ...jsonCard(card, images), review: own?.get(card.number) })),
    ...(held.length > 0 && {
      images: Object.fromEntries(held.map(([id, bytes]) => [id, Buffer.from(bytes).toString("base64")])),
    }),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** A card in our own format. @param images those that go along, by id; of the others the alt text is kept */
export const jsonCard = (
  { front, back, hint, tags: words, accepts, source }: Card,
  images: ReadonlyMap<string, unknown>,
) => ({
  front: withoutImages(front, undefined, images),
  back: withoutImages(back, undefined, images),
  hint: hint && withoutImages(hint, undefined, images),
  ...(words.length > 0 && { tags: words }),
  accepts,
  source,
});

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`This is not valid JSON: ${reason}. Correct it, or export the deck again.`);
  }
}

function readImages(
  images: Readonly<Record<string, string>>,
  shown: ReadonlySet<string>,
): Map<string, Uint8Array> {
  const kept = new Map<string, Uint8Array>();
  let total = 0;
  for (const id of shown) {
    const base64 = images[id] ?? "";
    // Three bytes are four characters.
    if (base64.length > Math.ceil(MOST_IMAGE_BYTES / 3) * 4) {
      throw new FormatError(
        `The image ${id} is larger than ${MOST_IMAGE_BYTES / 1024} KiB. Make it smaller.`,
      );
    }
    const sound = base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64);
    const bytes = sound ? new Uint8Array(Buffer.from(base64, "base64")) : undefined;
    if (bytes === undefined || bytes.length > MOST_IMAGE_BYTES || imageId(bytes) !== id) {
      throw new FormatError(
        `The image ${id} is not what its id says: the file was changed. Export the deck again.`,
      );
    }
    total += bytes.length;
    if (total > MOST_DECK_IMAGE_BYTES) {
      throw new FormatError(
        `The images are larger than ${MOST_DECK_IMAGE_BYTES / 1024 ** 2} MiB together. Split the deck, or make them smaller.`,
      );
    }
    kept.set(id, bytes);
  }
  return kept;
}

function describe(issue: z.core.$ZodIssue): string {
  const [first, index, field, position] = issue.path;
  const message =
    first === "flashback"
      ? `must be ${VERSION}: this bot reads version ${VERSION} of the format; export the deck again, or update the bot`
      : issue.code === "unrecognized_keys"
        ? `has the unknown field ${issue.keys.slice(0, MOST_MISTAKES).join(", ").slice(0, 100)}; remove or rename it`
        : issue.code === "invalid_type" && typeof index === "number" && field === undefined
          ? "must hold at least front and back"
          : issue.code === "invalid_type" && first === undefined
            ? "must hold the fields flashback, title and cards"
            : issue.message;
  if (first === undefined) return `the deck ${message}`;
  if (first !== "cards" || typeof index !== "number") return `${String(first)} ${message}`;
  const place = field === undefined ? "" : `, ${String(field)}`;
  return `card ${index + 1}${place}${typeof position === "number" ? ` ${position + 1}` : ""} ${message}`;
}
