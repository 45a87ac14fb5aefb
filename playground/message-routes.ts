/** Channels, and the messages that the bot reads and writes there without an interaction. */
import { discordError } from "./errors.ts";
import { createMessage, editMessage } from "./messages.ts";
import { apiChannel } from "./objects.ts";
import { may, type PermissionName } from "./permissions.ts";
import { replyOf } from "./replies.ts";
import { type Asked, get, messageRequest, type RestContext, type Route, route } from "./route-types.ts";
import {
  type Channel,
  findMessage,
  isBotIn,
  removeMessage,
  type StoredMessage,
  type World,
} from "./world.ts";

/** "The past few minutes" in which Discord looks for the same nonce again. */
const nonceWindowMs = 5 * 60_000;

export const messageRoutes: readonly Route[] = [
  get("/channels/:id", ({ world }, { params: [id] }) => apiChannel(world, botChannel(world, id))),
  get("/channels/:id/messages", ({ world }, { params: [id], query }) => {
    const channel = botChannel(world, id);
    if (!botMay(world, channel, "ReadMessageHistory")) return [];
    const limit = Math.min(100, Math.max(1, Number(query.get("limit") ?? 50)));
    const shown = world.messages.forAll(channel.id);
    const before = query.get("before");
    const older = before === null ? shown : shown.filter((one) => BigInt(one.message.id) < BigInt(before));
    return older
      .slice(-limit)
      .toReversed()
      .map((stored) => stored.message);
  }),
  route("POST", "/channels/:id/messages", sendMessage),
  get("/channels/:id/messages/:id", ({ world }, { params }) => {
    requireBotMay(world, botChannel(world, params[0]), "ReadMessageHistory");
    return publicMessage(world, params).message;
  }),
  route("PATCH", "/channels/:id/messages/:id", (context, { params, body, uploads }) => {
    const { world } = context;
    const stored = publicMessage(world, params);
    if (stored.message.author.id !== world.bot.id) throw discordError("editOfAnothers");
    if (uploads.length > 0) requireBotMay(world, botChannel(world, stored.channelId), "AttachFiles");
    return editMessage(context.messages, stored, messageRequest(context, "messageEdit", body, uploads))
      .message;
  }),
  route("DELETE", "/channels/:id/messages/:id", ({ world }, { params }) => {
    const stored = publicMessage(world, params);
    const channel = botChannel(world, stored.channelId);
    if (stored.message.author.id !== world.bot.id) {
      if (channel.kind === "dm") throw discordError("notInDm");
      requireBotMay(world, channel, "ManageMessages");
    }
    removeMessage(world, channel.id, stored.message.id);
  }),
];

function isPublic(stored: StoredMessage): boolean {
  return stored.ephemeralTo === undefined;
}

function botMay(world: World, channel: Channel, name: PermissionName): boolean {
  return may(world, channel, world.bot.id, name);
}

function requireBotMay(world: World, channel: Channel, name: PermissionName): void {
  if (!botMay(world, channel, name)) throw discordError("missingPermission");
}

/** A channel the bot can reach: 10003 for none, 50001 where it is not a member or may not view it. */
function botChannel(world: World, id: string | undefined): Channel {
  const channel = world.channels.get(id ?? "");
  if (channel === undefined) throw discordError("unknownChannel");
  if (!isBotIn(world, channel) || !botMay(world, channel, "ViewChannel")) throw discordError("missingAccess");
  return channel;
}

/** A message the bot can reach by its channel; ephemeral ones are none of them. */
function publicMessage(world: World, [channelId, messageId = ""]: readonly string[]): StoredMessage {
  const stored = findMessage(world, botChannel(world, channelId).id, messageId);
  if (stored === undefined || !isPublic(stored)) throw discordError("unknownMessage");
  return stored;
}

function sendMessage(context: RestContext, { params: [id], body, uploads }: Asked): unknown {
  const { world } = context;
  const channel = botChannel(world, id);
  if (channel.recipientId !== undefined && world.closedDms.has(channel.recipientId)) {
    throw discordError("closedDms");
  }
  requireBotMay(world, channel, "SendMessages");
  if (uploads.length > 0) requireBotMay(world, channel, "AttachFiles");
  const request = messageRequest(context, "message", body, uploads);
  const { nonce, enforce_nonce: enforce } = request.body;
  if (enforce === true && nonce !== undefined && nonce !== null) {
    const earlier = world.messages.forAll(channel.id).find((stored) => stored.nonce === String(nonce));
    const sent = earlier === undefined ? 0 : Date.parse(earlier.message.timestamp);
    if (earlier !== undefined && context.now() - sent < nonceWindowMs) return earlier.message;
  }
  const reply = replyOf(world, channel, request.body);
  return createMessage(context.messages, { channel, author: world.bot, request, ...reply }).message;
}
