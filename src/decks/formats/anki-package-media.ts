import { decodeHTML } from "entities";
import { PbfReader } from "pbf";
import { imageId, MOST_DECK_IMAGE_BYTES, MOST_IMAGE_BYTES } from "../image.ts";
import { type Container, decompressed } from "./anki-package-collection.ts";
import { count } from "./clean.ts";
import { FormatError } from "./types.ts";
import type { Archive } from "./zip.ts";

/** The pictures of a package that its cards show. */
export interface Images {
  /** By `imageId`. */
  readonly byId: ReadonlyMap<string, Uint8Array>;
  /** The id of the picture at an address in a field. */
  readonly idOf: (src: string) => string | undefined;
}

const MOST_LIST_BYTES = 8 * 1024 * 1024;

/**
 * Reads the pictures with these addresses, and no other media. Those that cannot be shown are counted in `leftOut`,
 * each once: "missing image", "image on the web", "image too large", "image of another kind", and "image beyond 8 MiB
 * in all".
 *
 * @throws FormatError where the list of media or a picture is damaged
 */
export async function readImages(
  archive: Archive,
  container: Container,
  sources: ReadonlySet<string>,
  leftOut: Map<string, number>,
): Promise<Images> {
  const entries = sources.size === 0 ? new Map<string, string>() : await mediaList(archive, container);
  const byId = new Map<string, Uint8Array>();
  const ids = new Map<string, string | undefined>();
  let total = 0;
  const load = async (entry: string): Promise<string | undefined> => {
    const bytes = await picture(archive, container, entry);
    if (bytes === undefined) return leave("image too large");
    const id = imageId(bytes);
    if (id === undefined) return leave("image of another kind");
    if (byId.has(id)) return id;
    if (total + bytes.length > MOST_DECK_IMAGE_BYTES) {
      return leave(`image beyond ${MOST_DECK_IMAGE_BYTES / 2 ** 20} MiB in all`);
    }
    total += bytes.length;
    // A copy of its own: the buffer may be a piece of the archive, which would stay in memory with it.
    byId.set(id, Uint8Array.from(bytes));
    return id;
  };
  const leave = (why: string) => {
    count(leftOut, why);
    return undefined;
  };
  for (const source of sources) {
    if (/^(?:https?:)?\/\//i.test(source)) leave("image on the web");
    else {
      const entry = spellings(source)
        .map((name) => entries.get(name))
        .find((found) => found !== undefined);
      if (entry === undefined || !archive.names.has(entry)) leave("missing image");
      else {
        if (!ids.has(entry)) ids.set(entry, await load(entry));
      }
    }
  }
  const idOf = (src: string) => {
    for (const name of spellings(src)) {
      const entry = entries.get(name);
      if (entry !== undefined) return ids.get(entry);
    }
    return undefined;
  };
  return { byId, idOf };
}

async function picture(archive: Archive, container: Container, entry: string): Promise<Buffer | undefined> {
  // Zstandard makes nothing much longer than it was.
  const most = MOST_IMAGE_BYTES + 4096;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of archive.open(entry, Number.POSITIVE_INFINITY) ?? []) {
    size += piece.length;
    if (size > most) return undefined;
    pieces.push(piece);
  }
  return decompressed(Buffer.concat(pieces), container.zstd, MOST_IMAGE_BYTES, `The media file "${entry}"`);
}

/** How an address in a field may be written in the list of media. */
function spellings(src: string): readonly string[] {
  let decoded = src;
  try {
    decoded = decodeURIComponent(src);
  } catch {
    // It is no encoded address, and means what it says.
  }
  return [...new Set([src.normalize("NFC"), decoded.normalize("NFC")])];
}

/** The archive's entry for each name of a medium. */
async function mediaList(archive: Archive, { zstd }: Container): Promise<Map<string, string>> {
  const packed = await archive.read("media", MOST_LIST_BYTES);
  if (packed === undefined || packed.length === 0) return new Map();
  const bytes = decompressed(packed, zstd, MOST_LIST_BYTES, "The list of media");
  if (bytes === undefined) throw new FormatError("The list of media in this Anki package is too long.");
  try {
    return new Map(zstd ? fromProtobuf(bytes) : fromJson(bytes));
  } catch (error) {
    throw new FormatError("The list of media in this Anki package is damaged; export it again.", {
      cause: error,
    });
  }
}

/** `{"0": "cat.png"}`. */
function fromJson(bytes: Buffer): [name: string, entry: string][] {
  const list: unknown = JSON.parse(bytes.toString("utf8"));
  if (typeof list !== "object" || list === null || Array.isArray(list)) throw new TypeError("no object");
  return Object.entries(list).flatMap(([entry, name]): [string, string][] =>
    typeof name === "string" ? [[name.normalize("NFC"), entry]] : [],
  );
}

/** MediaEntries: 1 are the entries, in the order of their files "0", "1", …; of an entry, 1 is the name. */
function fromProtobuf(bytes: Buffer): [name: string, entry: string][] {
  const list: [string, string][] = [];
  const reader = new PbfReader(bytes);
  let index = 0;
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field !== 1 || reader.type !== 2) continue;
    const entry = new PbfReader(reader.readBytes());
    for (let part = entry.nextField(); part !== 0; part = entry.nextField()) {
      if (part === 1 && entry.type === 2) list.push([entry.readString().normalize("NFC"), String(index)]);
    }
    index += 1;
  }
  return list;
}

/** The addresses of the images in HTML, with their entities decoded. Takes time in proportion to the text. */
export function imageSources(html: string): readonly string[] {
  const sources: string[] = [];
  for (const [tag] of html.matchAll(/<img\b[^<>]{0,5000}/gi)) {
    const [, quoted, single, bare] =
      /\bsrc\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(tag) ?? [];
    const source = quoted ?? single ?? bare;
    if (source !== undefined && source !== "") sources.push(decodeHTML(source));
  }
  return sources;
}

const VIDEO = /\.(?:mp4|m4v|webm|mkv|avi|mov|mpe?g|ogv|flv|3gp|wmv)$/i;

/** Counts in `leftOut` the "sound" and "video" that fields name. */
export function countSounds(html: string, leftOut: Map<string, number>): void {
  for (const [, name = ""] of html.matchAll(/\[sound:([^\]\n]{1,300})\]/g)) {
    count(leftOut, VIDEO.test(name.trim()) ? "video" : "sound");
  }
  for (const [, kind = ""] of html.matchAll(/<(video|audio)\b/gi)) {
    count(leftOut, kind.toLowerCase() === "video" ? "video" : "sound");
  }
}
