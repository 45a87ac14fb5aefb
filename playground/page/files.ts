/** Files a person hands over: read, weighed and refused where they are too many or too large. */
import type { PageFile } from "../protocol.ts";

/**
 * Bytes of all files in one request together. The server says what one file may weigh; this is only so much that a
 * request still fits into a WebSocket message of 40 MB once it is base64.
 */
export const mostBytes: number = 25 * 1024 * 1024;

/** Files in one message (Discord: 10). */
export const mostFiles = 10;

/** A size in words: "980 bytes", "12.3 KB", "1.2 MB" (1 KB = 1,024 bytes, as Discord counts). */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(1)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

/** The bytes of a file, from its base64. */
export function fileSize({ data }: PageFile): number {
  const padding = data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0;
  return (data.length / 4) * 3 - padding;
}

/** What a file is called and weighs, before or after it was read. */
interface Weighed {
  readonly name: string;
  readonly size: number;
}

/**
 * Why more files cannot be added, as a sentence; undefined where they can.
 *
 * @param most how many there may be in all
 */
export function refuseFiles(
  have: readonly PageFile[],
  more: readonly Weighed[],
  most: number,
): string | undefined {
  if (have.length + more.length > most) {
    return most === 1 ? "Only one file fits here: remove it first." : `At most ${most} files fit here.`;
  }
  const bytes = [...have.map(fileSize), ...more.map(({ size }) => size)].reduce((sum, one) => sum + one, 0);
  if (bytes <= mostBytes) return undefined;
  const what = have.length + more.length === 1 ? `${more[0]?.name} has` : "Together these files have";
  return `${what} ${sizeText(bytes)}; the page can send at most ${sizeText(mostBytes)}.`;
}

/**
 * Whether a file is of one of the kinds a File Upload asks for: a name's ending (".csv"), a MIME type ("text/csv"), or
 * all of a family, as "image/*" or plain "image". An empty or absent list takes everything.
 */
export function isWanted(
  file: { readonly name: string; readonly type: string },
  kinds?: readonly string[],
): boolean {
  if (kinds === undefined || kinds.length === 0) return true;
  const name = file.name.toLowerCase();
  const type = file.type.toLowerCase();
  return kinds.some((kind) => {
    const wanted = kind.toLowerCase();
    if (wanted.startsWith(".")) return name.endsWith(wanted);
    if (wanted.includes("/") && !wanted.endsWith("/*")) return type === wanted;
    return type.startsWith(`${wanted.replace(/\/\*$/, "")}/`);
  });
}

/** Reads files whole; rejects with a sentence that names the one that cannot be read. */
export function readFiles(files: readonly File[]): Promise<PageFile[]> {
  return Promise.all(files.map(readFile));
}

function readFile(file: File): Promise<PageFile> {
  const { promise, resolve, reject } = Promise.withResolvers<PageFile>();
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    const address = String(reader.result);
    resolve({
      name: file.name,
      contentType: file.type || "application/octet-stream",
      data: address.slice(address.indexOf(",") + 1),
    });
  });
  reader.addEventListener("error", () => {
    reject(new Error(`${file.name} cannot be read: choose it again.`));
  });
  reader.readAsDataURL(file);
  return promise;
}

/** The address under which the page itself can show a file that was chosen. */
export function fileAddress({ contentType, data }: PageFile): string {
  return `data:${contentType};base64,${data}`;
}
