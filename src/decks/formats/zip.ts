import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { FormatError } from "./types.ts";

/** What an archive may hold at most. */
export interface ArchiveLimits {
  /** Entries, folders included. */
  readonly entries: number;
  /** Inflated bytes of all that is read from it, together. */
  readonly bytes: number;
}

/** A zip archive whose list of entries was read. Nothing is inflated before it is asked for. */
export interface Archive {
  /** The entries' names without folders, as they are in the archive: they are keys, never paths. */
  readonly names: ReadonlySet<string>;
  /**
   * The inflated bytes of an entry, in pieces, undefined when there is none of this name. The bytes are counted as
   * they come; what the archive says of their number is not believed.
   *
   * @param most bytes of this entry at most
   * @throws FormatError naming the entry, also while the pieces come, where it is damaged, encrypted, packed by an
   *   unknown method or larger than the limits
   */
  open(name: string, most: number): AsyncGenerator<Buffer> | undefined;
  /** As `open`, all at once. */
  read(name: string, most: number): Promise<Buffer | undefined>;
}

const DAMAGED = "The zip archive is damaged or was cut off; export or download the file again.";

/**
 * Reads the list of entries of a zip archive (also zip64). Entries are not written anywhere, so that a name such as
 * "../x" does no harm; two entries of one name are refused, since readers differ on which of them counts.
 *
 * @throws FormatError where it is no archive, is damaged or cut off, or holds more entries than the limits allow
 */
export async function readArchive(bytes: Uint8Array, limits: ArchiveLimits): Promise<Archive> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const zip = await explained(() =>
    fromBufferPromise(buffer, { lazyEntries: true, decodeStrings: false, validateEntrySizes: true }),
  );
  if (zip.entryCount > limits.entries) throw tooMany(limits);
  const entries = await explained(() => listEntries(zip, limits));
  const budget = { left: limits.bytes, all: limits.bytes };
  const open = (name: string, most: number) => {
    const entry = entries.get(name);
    return entry && inflate(zip, entry, name, most, budget);
  };
  return {
    names: new Set(entries.keys()),
    open,
    async read(name, most) {
      const pieces = open(name, most);
      return pieces && Buffer.concat(await Array.fromAsync(pieces));
    },
  };
}

async function listEntries(zip: ZipFile, limits: ArchiveLimits): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  let count = 0;
  for await (const entry of zip.eachEntry()) {
    count += 1;
    if (count > limits.entries) throw tooMany(limits);
    const name = entry.fileNameRaw.toString("utf8");
    if (name.endsWith("/")) continue;
    if (entries.has(name)) {
      throw new FormatError(`The zip archive holds two files named ${quoted(name)}; remove one of them.`);
    }
    entries.set(name, entry);
  }
  return entries;
}

async function* inflate(
  zip: ZipFile,
  entry: Entry,
  name: string,
  most: number,
  budget: { left: number; readonly all: number },
): AsyncGenerator<Buffer> {
  if (entry.isEncrypted()) {
    throw new FormatError(
      `${quoted(name)} in the zip archive is encrypted; export the file without a password.`,
    );
  }
  if (!entry.canDecodeFileData()) {
    throw new FormatError(
      `${quoted(name)} in the zip archive is packed by method ${entry.compressionMethod}, which cannot be read; ` +
        "pack it with Deflate, as zip tools do by default.",
    );
  }
  const damaged = `${quoted(name)} in the zip archive is damaged; export or download the file again.`;
  const stream: Readable = await explained(() => zip.openReadStreamPromise(entry), damaged);
  let size = 0;
  let sum = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      size += piece.length;
      budget.left -= piece.length;
      if (size > most) throw tooLarge(quoted(name), most);
      if (budget.left < 0) throw tooLarge("What the zip archive holds", budget.all);
      sum = crc32(piece, sum);
      yield piece;
    }
  } catch (error) {
    throw error instanceof FormatError ? error : new FormatError(damaged, { cause: error });
  } finally {
    stream.destroy();
  }
  if (sum !== entry.crc32) throw new FormatError(damaged);
}

/** What the library does, with its errors in people's words. */
async function explained<T>(work: () => Promise<T>, message = DAMAGED): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof FormatError ? error : new FormatError(message, { cause: error });
  }
}

function tooMany(limits: ArchiveLimits): FormatError {
  const most = limits.entries.toLocaleString("en");
  return new FormatError(`The zip archive holds more than ${most} files; export fewer cards at a time.`);
}

/** The error for something that is larger than it may be, in bytes. */
export function tooLarge(what: string, most: number): FormatError {
  const limit = most >= 2 ** 20 ? `${most / 2 ** 20} MiB` : `${Math.floor(most / 1024)} KiB`;
  return new FormatError(`${what} is larger than ${limit} when unpacked; export fewer cards at a time.`);
}

/** A name out of an archive as an error may show it: on one line, not too long. */
function quoted(name: string): string {
  const shown = name.toWellFormed().replace(/[\p{C}"]/gu, "�");
  return `"${shown.length > 60 ? `${shown.slice(0, 59)}…` : shown}"`;
}
