/** Files of people and of the bot: what is kept of them, and how they stand in Discord's JSON. */
import { createHash } from "node:crypto";
import { extname } from "node:path";
import type { APIAttachment } from "discord-api-types/v10";
import { CannotSend } from "./errors.ts";
import { imageSize } from "./image-size.ts";
import type { PageFile } from "./protocol.ts";
import type { StoredFile, World } from "./world.ts";

/** A file as a person hands it over. */
export interface HandedFile {
  readonly name: string;
  readonly data: Uint8Array;
  /** Guessed from the name if absent. */
  readonly contentType?: string;
}

/** Files of one message, one option, or one field. */
export const mostFiles = 10;
/** Files kept for interactions and after edits, and their bytes together; the oldest go first. */
const keptUploads = 2_000;
const keptBytes = 256 * 1024 * 1024;

const typesByEnding: Readonly<Record<string, string>> = {
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".tsv": "text/tab-separated-values; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".json": "application/json",
  ".yaml": "application/yaml",
  ".yml": "application/yaml",
  ".pdf": "application/pdf",
  ".zip": "application/zip",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".svg": "image/svg+xml",
};

/** Whether a value is a file rather than text or a number. */
export function isFile(value: unknown): value is HandedFile {
  return typeof value === "object" && value !== null && "name" in value && "data" in value;
}

/** A file of the page's as bytes; throws CannotSend for what is none. */
export function fromPage(file: unknown): HandedFile {
  const { name, contentType, data } = (file ?? {}) as Partial<Record<keyof PageFile, unknown>>;
  if (typeof name !== "string" || typeof data !== "string") {
    throw new CannotSend("A file needs a name and its data in base64.");
  }
  return {
    name,
    data: Buffer.from(data, "base64"),
    ...(typeof contentType === "string" && contentType !== "" ? { contentType } : {}),
  };
}

/** Throws CannotSend for a file that is larger than people may send, as the client does before it uploads. */
export function checkHanded(world: World, { name, data }: HandedFile): void {
  if (name.trim() === "") throw new CannotSend("A file needs a name.");
  if (data.byteLength <= world.fileLimit) return;
  const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  throw new CannotSend(
    `Your files are too powerful: ${name} has ${mib(data.byteLength)}, and the most is ${mib(world.fileLimit)}.`,
  );
}

/** Makes a file to keep: with an id, the name Discord gives it, and the size of a picture. */
export function toStoredFile(
  world: World,
  { name, data, contentType, description }: HandedFile & { readonly description?: string },
): StoredFile {
  const plain = plainName(name);
  const type = contentType ?? typesByEnding[extname(plain).toLowerCase()];
  return {
    id: world.newId(),
    name: plain,
    data,
    ...(plain === name ? {} : { title: name.slice(0, name.length - extname(name).length) }),
    ...(type === undefined ? {} : { contentType: type }),
    ...(description === undefined ? {} : { description }),
    ...imageSize(data),
  };
}

/** Discord stores names without spaces and without what could be read as a path. */
function plainName(name: string): string {
  const plain = name
    .trim()
    .replace(/\s+/g, "_")
    .replace(/[/\\?%*:|"<>\p{Cc}]/gu, "");
  return /^\.*$/.test(plain) ? `unnamed${plain}` : plain;
}

/** Keeps a file that is in no message: of an interaction, where Discord calls it ephemeral, or taken away by an edit. */
export function keepUpload(world: World, channelId: string, file: StoredFile): void {
  world.uploads.set(file.id, { channelId, file });
  let bytes = 0;
  for (const upload of world.uploads.values()) bytes += upload.file.data.byteLength;
  for (const [id, upload] of world.uploads) {
    if (bytes <= keptBytes && world.uploads.size <= keptUploads) break;
    world.uploads.delete(id);
    bytes -= upload.file.data.byteLength;
  }
}

/** Where a file is served: signed as Discord's are, though nothing here looks at the signature. */
function fileUrl(world: World, channelId: string, { id, name }: StoredFile): string {
  const path = `/attachments/${channelId}/${id}/${encodeURIComponent(name)}`;
  const hm = createHash("sha256").update(path).digest("hex");
  return `${world.baseUrl}${path}?ex=${id.slice(0, 8)}&is=${id.slice(-8)}&hm=${hm}&`;
}

/** The attachment object: https://discord.com/developers/docs/resources/message#attachment-object */
export function apiAttachment(
  world: World,
  channelId: string,
  file: StoredFile,
  ephemeral = false,
): APIAttachment {
  const url = fileUrl(world, channelId, file);
  return {
    id: file.id,
    filename: file.name,
    size: file.data.byteLength,
    url,
    proxy_url: url,
    ...(file.title === undefined ? {} : { title: file.title }),
    ...(file.contentType === undefined ? {} : { content_type: file.contentType }),
    ...(file.description === undefined ? {} : { description: file.description }),
    ...(file.width === undefined ? {} : { width: file.width, height: file.height ?? null }),
    ...(ephemeral ? { ephemeral: true } : {}),
  };
}

/** What a component's `media` or `file` becomes once its file is stored. */
export function apiMedia(world: World, channelId: string, file: StoredFile): Record<string, unknown> {
  const url = fileUrl(world, channelId, file);
  return {
    url,
    proxy_url: url,
    attachment_id: file.id,
    ...(file.contentType === undefined ? {} : { content_type: file.contentType }),
    ...(file.width === undefined ? {} : { width: file.width, height: file.height }),
  };
}
