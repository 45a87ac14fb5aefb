/** Which files may be handed over where only some are: https://docs.discord.com/developers/reference#file-type-filtering */
import { extname } from "node:path";
import { CannotSend, type Mistake } from "./errors.ts";
import type { HandedFile } from "./files.ts";

const groups: Readonly<Record<string, readonly string[]>> = {
  image: [".png", ".gif", ".jpg", ".jpeg", ".jfif", ".webp", ".avif"],
  video: [".mp4", ".mov", ".qt", ".webm"],
  audio: [".mp3", ".m4a", ".wav", ".ogg", ".opus", ".flac"],
};

/**
 * Throws CannotSend for a file whose name ends otherwise.
 *
 * @param types groups ("image", "video", "audio") and endings (".csv"); absent or empty: all
 */
export function checkFileType(
  what: string,
  { name }: HandedFile,
  types: readonly string[] | null | undefined,
): void {
  if (types === null || types === undefined || types.length === 0) return;
  const endings = types.flatMap((type) => groups[type] ?? type.toLowerCase());
  if (endings.includes(extname(name).toLowerCase())) return;
  throw new CannotSend(`${what} takes only files of these types: ${types.join(", ")}.`);
}

/** Checks the `file_types` of a file upload or an attachment option at `path`; how many there may be is the schema's. */
export function checkFileTypes(
  types: readonly string[] | null | undefined,
  path: Mistake["path"],
): Mistake[] {
  return (types ?? [])
    .filter((type) => !Object.hasOwn(groups, type) && !/^\.[\w.-]+$/.test(type))
    .map((type) => ({
      path: [...path, "file_types"],
      code: "BASE_TYPE_CHOICES",
      message: `"${type}" is neither image, video or audio nor an ending such as ".csv"`,
    }));
}
