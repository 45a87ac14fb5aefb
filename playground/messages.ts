/** Making and editing messages: from what the bot sends to what everyone sees. */
import { type APIMessage, ComponentType, MessageFlags, MessageType } from "discord-api-types/v10";
import { allComponents, type RawComponent } from "./components.ts";
import { discordError, invalidBody, type Mistake } from "./errors.ts";
import { apiAttachment, keepUpload } from "./files.ts";
import { resolveMentions } from "./mentions.ts";
import {
  checkAttachments,
  checkShown,
  keptFiles,
  type Upload,
  uploadedFiles,
  withUrls,
} from "./message-files.ts";
import { apiUser, createdAt } from "./objects.ts";
import type { Person } from "./protocol.ts";
import { checkMessage, isV2, type RawMessage } from "./validate-message.ts";
import {
  type Channel,
  findMessage,
  putMessage,
  type StoredFile,
  type StoredMessage,
  type World,
} from "./world.ts";

/** What the bot asks for: a message body and the files beside it. */
export interface MessageRequest {
  readonly body: RawMessage;
  readonly uploads: readonly Upload[];
}

/** What making a message needs to know beside the request. */
export interface MessageContext {
  readonly world: World;
  readonly validate: boolean;
  /** Discord refuses more edits of messages older than this many milliseconds, where a test has switched that on. */
  readonly oldEditAge: () => number | undefined;
  readonly now: () => number;
}

export interface NewMessage {
  readonly channel: Channel;
  readonly author: Person;
  readonly request: MessageRequest;
  readonly type?: MessageType;
  readonly ephemeralTo?: string;
  /** A deferred reply: "is thinking…". */
  readonly thinking?: boolean;
  readonly invokedBy?: NonNullable<StoredMessage["invokedBy"]>;
  /** More of Discord's message fields: `interaction_metadata`, `webhook_id`… */
  readonly extra?: Partial<APIMessage>;
}

/** Flags that a bot may set when it sends. */
const settable =
  MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

/** Adds a message. Throws 50006 for an empty one and 50035 for one that breaks a rule. */
export function createMessage(context: MessageContext, made: NewMessage): StoredMessage {
  const { world } = context;
  // An interaction outlives the channel it was used in.
  if (!world.channels.has(made.channel.id)) throw discordError("unknownChannel");
  const { body, uploads } = made.request;
  const id = world.newId();
  const files = uploadedFiles(world, body, uploads);
  let flags = (body.flags ?? 0) & settable;
  if (made.ephemeralTo !== undefined) flags |= MessageFlags.Ephemeral;
  if (made.thinking === true) flags |= MessageFlags.Loading;
  else check(context, body, flags, files, files, checkAttachments(body, [], uploads, false));
  const base = {
    id,
    channel_id: made.channel.id,
    author: apiUser(made.author),
    timestamp: createdAt(id),
    edited_timestamp: null,
    tts: false,
    pinned: false,
    type: made.type ?? MessageType.Default,
    ...(body.nonce === undefined || body.nonce === null ? {} : { nonce: body.nonce }),
    ...made.extra,
  };
  const stored: StoredMessage = {
    message: {
      ...base,
      ...visiblePart(world, made.channel.id, body, flags, files, made.extra?.referenced_message),
    } as APIMessage,
    channelId: made.channel.id,
    thinking: made.thinking ?? false,
    files,
    ...(made.ephemeralTo === undefined ? {} : { ephemeralTo: made.ephemeralTo }),
    ...(made.invokedBy === undefined ? {} : { invokedBy: made.invokedBy }),
    ...(body.enforce_nonce === true && body.nonce !== undefined && body.nonce !== null
      ? { nonce: String(body.nonce) }
      : {}),
  };
  putMessage(world, stored);
  return stored;
}

/** Edits a message: fields that are absent stay. Throws as createMessage does, and 30046 for one that is too old. */
export function editMessage(
  context: MessageContext,
  old: StoredMessage,
  request: MessageRequest,
): StoredMessage {
  const { world } = context;
  // What was read before a body arrived may have changed since.
  const current = findMessage(world, old.channelId, old.message.id);
  if (current === undefined) throw discordError("unknownMessage");
  const age = context.now() - Date.parse(current.message.timestamp);
  if (age > (context.oldEditAge() ?? Number.POSITIVE_INFINITY)) throw discordError("tooManyOldEdits");
  const { body, uploads } = request;
  const was = current.message.flags ?? 0;
  if (context.validate && isV2(was) && typeof body.flags === "number" && !isV2(body.flags)) {
    throw invalidBody([
      {
        path: ["flags"],
        code: "MESSAGE_FLAG_CANNOT_BE_REMOVED",
        message: "IS_COMPONENTS_V2 cannot be removed",
      },
    ]);
  }
  const fixed = was & ~(MessageFlags.Loading | MessageFlags.SuppressEmbeds);
  const changeable = typeof body.flags === "number" ? body.flags : was;
  const flags = fixed | (changeable & (MessageFlags.SuppressEmbeds | MessageFlags.IsComponentsV2));
  const added = uploadedFiles(world, body, uploads);
  const files = [...keptFiles(body, current.files), ...added];
  const whole: RawMessage = {
    content: body.content === undefined ? current.message.content : body.content,
    embeds: body.embeds === undefined ? current.message.embeds : body.embeds,
    components:
      body.components === undefined
        ? (current.message.components as unknown as RawComponent[])
        : body.components,
    ...(body.allowed_mentions === undefined ? {} : { allowed_mentions: body.allowed_mentions }),
    ...(body.poll === undefined ? {} : { poll: body.poll }),
  };
  check(context, whole, flags, files, added, [
    ...checkAttachments(body, current.files, uploads, true),
    ...checkShown(whole.components ?? [], files),
  ]);
  const message = {
    ...current.message,
    ...visiblePart(world, current.channelId, whole, flags, files),
    // The answer to a deferral counts as its first version.
    edited_timestamp: current.thinking ? null : new Date(context.now()).toISOString(),
  } as APIMessage;
  const stored: StoredMessage = { ...current, message, files, thinking: false };
  // Discord's servers do not forget a file at once, and a page that is behind may be about to ask for it.
  const taken = current.files.filter((file) => !files.some((one) => one.id === file.id));
  for (const file of taken) keepUpload(world, current.channelId, file);
  putMessage(world, stored);
  return stored;
}

function check(
  context: MessageContext,
  body: RawMessage,
  flags: number,
  files: readonly StoredFile[],
  added: readonly StoredFile[],
  more: readonly Mistake[],
): void {
  const sends =
    (body.content ?? "") !== "" ||
    (body.embeds?.length ?? 0) > 0 ||
    (body.components?.length ?? 0) > 0 ||
    (body.sticker_ids?.length ?? 0) > 0 ||
    (body.poll !== undefined && body.poll !== null) ||
    files.length > 0;
  if (!sends) throw discordError("emptyMessage");
  if (!context.validate) return;
  const names = (list: readonly StoredFile[]) => list.map((file) => file.name);
  const mistakes = [...checkMessage(body, flags, names(files), names(added)), ...more];
  if (mistakes.length > 0) throw invalidBody(mistakes);
}

/** The part of a message that an edit can change, in the shape Discord sends. */
function visiblePart(
  world: World,
  channelId: string,
  body: RawMessage,
  flags: number,
  files: readonly StoredFile[],
  repliedTo?: APIMessage | null,
): Partial<APIMessage> {
  const components = withIds(body.components ?? []).map((component) =>
    withUrls(world, channelId, component, files),
  );
  const texts = allComponents(components).map(({ component }) =>
    component.type === ComponentType.TextDisplay ? (component.content ?? "") : "",
  );
  return {
    content: body.content ?? "",
    embeds: (body.embeds ?? []) as APIMessage["embeds"],
    components: components as unknown as NonNullable<APIMessage["components"]>,
    // Discord does not list files that components show.
    attachments: isV2(flags) ? [] : files.map((file) => apiAttachment(world, channelId, file)),
    flags: flags as MessageFlags,
    ...resolveMentions(world, [body.content ?? "", ...texts].join("\n"), body.allowed_mentions, repliedTo),
  };
}

/** Numbers the components that have no id, depth first from 1, leaving out numbers that the bot chose. */
function withIds(components: readonly RawComponent[]): RawComponent[] {
  const taken = new Set(allComponents(components).map(({ component }) => component.id));
  let last = 0;
  const next = () => {
    do last += 1;
    while (taken.has(last));
    return last;
  };
  const number = (component: RawComponent): RawComponent => {
    const id = component.id ? component.id : next();
    return {
      ...component,
      id,
      ...(component.components === undefined ? {} : { components: component.components.map(number) }),
      ...(component.accessory === undefined ? {} : { accessory: number(component.accessory) }),
    };
  };
  return components.map(number);
}
