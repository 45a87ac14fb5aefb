import { createHash } from "node:crypto";

/** The kinds of image a card may hold: those that Discord shows everywhere. */
const SIGNATURES: readonly (readonly [extension: string, is: (head: string) => boolean])[] = [
  ["png", (head) => head.startsWith("\x89PNG\r\n\x1a\n")],
  ["jpg", (head) => head.startsWith("\xff\xd8\xff")],
  ["gif", (head) => /^GIF8[79]a/.test(head)],
  ["webp", (head) => head.startsWith("RIFF") && head.startsWith("WEBP", 8)],
];

/** Bytes of one image, and of all images of a deck, at most. */
export const MOST_IMAGE_BYTES = 512 * 1024;
export const MOST_DECK_IMAGE_BYTES = 8 * 1024 * 1024;

/**
 * The name an image is stored and referred to by: 24 hexadecimal digits of the SHA-256 of its bytes, and what kind it
 * is by its first bytes.
 *
 * @returns undefined when it is none of PNG, JPEG, GIF and WebP
 */
export function imageId(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16)).toString("latin1");
  const extension = SIGNATURES.find(([, is]) => is(head))?.[0];
  if (extension === undefined) return undefined;
  return `${createHash("sha256").update(bytes).digest("hex").slice(0, 24)}.${extension}`;
}

/** A reference to an image in a card's text, e.g. `![a cat](image:0123456789abcdef01234567.png)`. */
export const imageReference = (id: string, alt: string) =>
  `![${alt.replace(/\s+/g, " ").replace(/[\\[\]]/g, "\\$&")}](image:${id})`;

/** One reference, with the alt text (escaped) and the id as groups. */
export const IMAGE_REFERENCE = /!\[((?:\\.|[^\]\\\n])*)\]\(image:([0-9a-f]{24}\.(?:png|jpg|gif|webp))\)/g;
