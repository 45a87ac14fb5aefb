/** The files of a message: what an edit keeps of them, and where components show them. */
import { allComponents, type RawComponent } from "./components.ts";
import { discordError, type Mistake } from "./errors.ts";
import { apiMedia, mostFiles, toStoredFile } from "./files.ts";
import type { RawMessage } from "./validate-message.ts";
import type { StoredFile, World } from "./world.ts";

/** A file of a multipart body, by its number in `files[n]`. */
export interface Upload {
  readonly index: string;
  readonly name: string;
  readonly contentType?: string;
  readonly data: Uint8Array;
}

/** The new files of a request. Throws 40005 for one that is too large. */
export function uploadedFiles(world: World, body: RawMessage, uploads: readonly Upload[]): StoredFile[] {
  return uploads.map(({ index, name, contentType, data }) => {
    if (data.byteLength > world.fileLimit) throw discordError("tooLarge");
    const described = body.attachments?.find((attachment) => String(attachment.id) === index);
    return toStoredFile(world, {
      name: described?.filename ?? name,
      data,
      ...(contentType === undefined ? {} : { contentType }),
      ...(described?.description == null ? {} : { description: described.description }),
    });
  });
}

/**
 * What of the files an edit leaves: all of them unless `attachments` says which, then with the descriptions given
 * there (https://discord.com/developers/docs/resources/message#edit-message).
 */
export function keptFiles(body: RawMessage, files: readonly StoredFile[]): readonly StoredFile[] {
  const { attachments } = body;
  if (attachments == null) return files;
  return files.flatMap((file) => {
    const named = attachments.find((attachment) => String(attachment.id) === file.id);
    if (named === undefined) return [];
    return typeof named.description === "string" ? { ...file, description: named.description } : file;
  });
}

/**
 * Checks `attachments` against the files there are: each of its ids is a file that the message has or `files[n]` of
 * this request, and, where the field is there, each new file is among them.
 */
export function checkAttachments(
  body: RawMessage,
  before: readonly StoredFile[],
  uploads: readonly Upload[],
  isEdit: boolean,
): Mistake[] {
  const mistakes: Mistake[] = [];
  const known = new Set([...before.map((file) => file.id), ...uploads.map((upload) => upload.index)]);
  const named = new Set((body.attachments ?? []).map((attachment) => String(attachment.id)));
  for (const [index, { id }] of (body.attachments ?? []).entries()) {
    if (known.has(String(id))) continue;
    const message = `there is no file ${id}: neither in the message nor as files[${id}]`;
    mistakes.push({ path: ["attachments", index, "id"], code: "ATTACHMENT_NOT_FOUND", message });
  }
  for (const { index, name } of uploads) {
    if (!isEdit || body.attachments == null || named.has(index)) continue;
    const message = `the new file "${name}" is not listed: attachments of an edit hold all that should be there after it`;
    mistakes.push({ path: ["attachments"], code: "ATTACHMENT_NOT_LISTED", message });
  }
  if (uploads.length > mostFiles || named.size > mostFiles) {
    const message = `Must be ${mostFiles} or fewer in length`;
    mistakes.push({ path: ["attachments"], code: "BASE_TYPE_MAX_LENGTH", message });
  }
  return mistakes;
}

/** Refuses components that still show a file which this request takes away. */
export function checkShown(components: readonly RawComponent[], files: readonly StoredFile[]): Mistake[] {
  return allComponents(components).flatMap(({ component, path }) => {
    const media = [component.media, component.file, ...(component.items ?? []).map((item) => item.media)];
    const lost = media
      .map((one) => (one as { readonly attachment_id?: string } | undefined)?.attachment_id)
      .filter((id) => id !== undefined && !files.some((file) => file.id === id));
    return lost.map((id) => ({
      path,
      code: "REFERENCED_ATTACHMENT_NOT_FOUND",
      message: `it shows the file ${id}, which this edit takes away`,
    }));
  });
}

/** A component with every `attachment://name` replaced by where the file is served. */
export function withUrls(
  world: World,
  channelId: string,
  component: RawComponent,
  files: readonly StoredFile[],
): RawComponent {
  const fileOf = (media: unknown): StoredFile | undefined => {
    const url = (media as { url?: unknown } | null | undefined)?.url;
    if (typeof url !== "string" || !url.startsWith("attachment://")) return undefined;
    return files.find((one) => one.name === url.slice("attachment://".length));
  };
  const replace = (_key: string, value: unknown): unknown => {
    const own = fileOf((value as RawComponent | null)?.file);
    // Of a File component Discord tells the name and size too.
    if (own !== undefined) {
      const file = apiMedia(world, channelId, own);
      return { ...(value as RawComponent), file, name: own.name, size: own.data.byteLength };
    }
    const file = fileOf(value);
    return file === undefined ? value : apiMedia(world, channelId, file);
  };
  return JSON.parse(JSON.stringify(component, replace)) as RawComponent;
}
