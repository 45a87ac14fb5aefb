/** The routes the playground knows, each as Discord's documentation has it. */
import { InteractionResponseType as Callback } from "discord-api-types/v10";
import { listCommands, replaceCommands } from "./command-routes.ts";
import type { RawModal } from "./components.ts";
import { discordError, invalidBody } from "./errors.ts";
import type { Upload } from "./message-files.ts";
import { createMessage, editMessage, type MessageRequest } from "./messages.ts";
import { apiApplication, apiChannel, apiMember, apiRoles, apiUser } from "./objects.ts";
import { type Asked, ownApplication, type RestContext, type Route, requireValid } from "./route-types.ts";
import { checkAutocomplete } from "./validate-commands.ts";
import type { RawMessage } from "./validate-message.ts";
import { checkModal } from "./validate-modal.ts";
import type { SchemaName } from "./validate-schema.ts";
import {
  type Channel,
  dmChannel,
  findMember,
  findMessage,
  findUser,
  type Guild,
  removeMessage,
  type StoredMessage,
  touchDm,
  type World,
} from "./world.ts";

/** "The past few minutes" in which Discord looks for the same nonce again. */
const nonceWindowMs = 5 * 60_000;

export interface RouteMatch {
  readonly route: Route;
  readonly params: readonly string[];
  /** The part of the path that has limits of its own: a channel, a guild, a webhook and its token. */
  readonly major: string;
}

const get = (template: string, run: Route["run"]): Route => ({ method: "GET", template, auth: true, run });
const route = (method: string, template: string, run: Route["run"]): Route => ({
  method,
  template,
  auth: true,
  run,
});
const open = (method: string, template: string, run: Route["run"]): Route => ({
  method,
  template,
  auth: false,
  run,
});

const routes: readonly Route[] = [
  get("/gateway/bot", ({ gatewayUrl }) => ({
    url: gatewayUrl(),
    shards: 1,
    session_start_limit: { total: 1_000, remaining: 1_000, reset_after: 0, max_concurrency: 1 },
  })),
  get("/applications/@me", ({ world }) => apiApplication(world)),
  get("/oauth2/applications/@me", ({ world }) => apiApplication(world)),
  get("/users/@me", ({ world }) => apiUser(world.bot)),
  get("/users/:id", ({ world }, { params: [id = ""] }) => {
    const user = findUser(world, id);
    if (user === undefined) throw discordError("unknownUser");
    return apiUser(user);
  }),
  get("/guilds/:id/members/:id", ({ world }, { params: [guildId = "", userId = ""] }) => {
    const guild = botGuild(world, guildId);
    const user = findMember(world, guild, userId);
    if (user === undefined) throw discordError("unknownMember");
    return apiMember(world, guild, user);
  }),
  get("/guilds/:id/roles", ({ world }, { params: [guildId] }) => apiRoles(world, botGuild(world, guildId))),
  get("/guilds/:id/roles/:id", ({ world }, { params: [guildId, roleId] }) => {
    const role = apiRoles(world, botGuild(world, guildId)).find((one) => one.id === roleId);
    if (role === undefined) throw discordError("unknownRole");
    return role;
  }),
  get("/applications/:id/commands", ({ world }, { params: [app], query }) =>
    listCommands(world, app, undefined, query),
  ),
  get("/applications/:id/guilds/:id/commands", ({ world }, { params: [app, guild], query }) =>
    listCommands(world, app, guild, query),
  ),
  route("PUT", "/applications/:id/commands", (context, { params: [app], body }) =>
    replaceCommands(context, app, undefined, body),
  ),
  route("PUT", "/applications/:id/guilds/:id/commands", (context, { params: [app, guild], body }) =>
    replaceCommands(context, app, guild, body),
  ),
  route("POST", "/users/@me/channels", openDm),
  get("/channels/:id", ({ world }, { params: [id] }) => apiChannel(world, botChannel(world, id))),
  get("/channels/:id/messages", ({ world }, { params: [id], query }) => {
    const limit = Math.min(100, Math.max(1, Number(query.get("limit") ?? 50)));
    const shown = (world.messages.get(botChannel(world, id).id) ?? []).filter(isPublic);
    const before = query.get("before");
    const older = before === null ? shown : shown.filter((one) => BigInt(one.message.id) < BigInt(before));
    return older
      .slice(-limit)
      .toReversed()
      .map((stored) => stored.message);
  }),
  route("POST", "/channels/:id/messages", sendMessage),
  get("/channels/:id/messages/:id", ({ world }, { params }) => publicMessage(world, params).message),
  route("PATCH", "/channels/:id/messages/:id", (context, { params, body, uploads }) => {
    const stored = publicMessage(context.world, params);
    if (stored.message.author.id !== context.world.bot.id) throw discordError("editOfAnothers");
    return editMessage(context.messages, stored, messageRequest(context, "messageEdit", body, uploads))
      .message;
  }),
  route("DELETE", "/channels/:id/messages/:id", ({ world }, { params }) => {
    const stored = publicMessage(world, params);
    if (stored.message.author.id !== world.bot.id) {
      const isDm = world.channels.get(stored.channelId)?.kind === "dm";
      throw discordError(isDm ? "notInDm" : "missingPermission");
    }
    removeMessage(world, stored.channelId, stored.message.id);
  }),
  open("POST", "/interactions/:id/:token/callback", answerInteraction),
  open("POST", "/webhooks/:id/:token", (context, { params: [app, token = ""], body, uploads }) => {
    ownApplication(context.world, app);
    return context.interactions.followUp(token, messageRequest(context, "followUp", body, uploads));
  }),
  open("GET", "/webhooks/:id/:token/messages/:message", (context, { params: [app, token = "", id = ""] }) => {
    ownApplication(context.world, app);
    return context.interactions.read(token, id);
  }),
  open("PATCH", "/webhooks/:id/:token/messages/:message", (context, { params, body, uploads }) => {
    const [app, token = "", id = ""] = params;
    ownApplication(context.world, app);
    return context.interactions.edit(token, id, messageRequest(context, "webhookEdit", body, uploads));
  }),
  open(
    "DELETE",
    "/webhooks/:id/:token/messages/:message",
    (context, { params: [app, token = "", id = ""] }) => {
      ownApplication(context.world, app);
      context.interactions.remove(token, id);
    },
  ),
];

const patterns = routes.map((one) => {
  const source = one.template
    .replaceAll(":message", "(\\d{17,19}|@original)")
    .replaceAll(":id", "(\\d{17,19})")
    .replaceAll(":token", "([\\w-]+)");
  return { one, pattern: new RegExp(`^${source}$`) };
});

/** Finds the route of a path below /api/v10 (without its query). */
export function matchRoute(method: string, path: string): RouteMatch | undefined {
  const decoded = path.replaceAll("%40", "@");
  for (const { one, pattern } of patterns) {
    const match = one.method === method ? pattern.exec(decoded) : null;
    if (match === null) continue;
    const params = match.slice(1);
    const majors = one.template.startsWith("/webhooks") ? params.slice(0, 2) : params.slice(0, 1);
    return { route: one, params, major: majors.join(":") };
  }
  return undefined;
}

function isPublic(stored: StoredMessage): boolean {
  return stored.ephemeralTo === undefined;
}

/** A guild the bot is in: 10004 for none, 50001 where it is not a member. */
function botGuild(world: World, id: string | undefined): Guild {
  const guild = world.guilds.get(id ?? "");
  if (guild === undefined) throw discordError("unknownGuild");
  if (!guild.botPresent) throw discordError("missingAccess");
  return guild;
}

/** A channel the bot can reach: 10003 for none, 50001 where it is not a member. */
function botChannel(world: World, id: string | undefined): Channel {
  const channel = world.channels.get(id ?? "");
  if (channel === undefined) throw discordError("unknownChannel");
  if (!channel.botPresent) throw discordError("missingAccess");
  return channel;
}

/** A message the bot can reach by its channel; ephemeral ones are none of them. */
function publicMessage(world: World, [channelId, messageId = ""]: readonly string[]): StoredMessage {
  const stored = findMessage(world, botChannel(world, channelId).id, messageId);
  if (stored === undefined || !isPublic(stored)) throw discordError("unknownMessage");
  return stored;
}

function messageRequest(
  context: RestContext,
  schema: SchemaName,
  body: unknown,
  uploads: readonly Upload[],
): MessageRequest {
  requireValid(context, schema, body);
  return { body: (body ?? {}) as RawMessage, uploads };
}

function sendMessage(context: RestContext, { params: [id], body, uploads }: Asked): unknown {
  const { world } = context;
  const channel = botChannel(world, id);
  if (channel.recipientId !== undefined && world.closedDms.has(channel.recipientId)) {
    throw discordError("closedDms");
  }
  const request = messageRequest(context, "message", body, uploads);
  const { nonce, enforce_nonce: enforce } = request.body;
  if (enforce === true && nonce !== undefined && nonce !== null) {
    const earlier = world.messages.get(channel.id)?.find((stored) => stored.nonce === String(nonce));
    const sent = earlier === undefined ? 0 : Date.parse(earlier.message.timestamp);
    if (earlier !== undefined && context.now() - sent < nonceWindowMs) return earlier.message;
  }
  return createMessage(context.messages, { channel, author: world.bot, request }).message;
}

function openDm(context: RestContext, { body }: Asked): unknown {
  const { world } = context;
  requireValid(context, "dm", body);
  const id = String((body as { recipient_id?: unknown } | undefined)?.recipient_id);
  if (findUser(world, id) === undefined) throw discordError("unknownUser");
  const channel = dmChannel(world, id);
  // Bots cannot write to themselves or to each other.
  if (channel === undefined) throw discordError("closedDms");
  touchDm(world, channel.id);
  return apiChannel(world, channel);
}

const callbackSchemas: Readonly<Record<number, SchemaName>> = {
  [Callback.ChannelMessageWithSource]: "reply",
  [Callback.DeferredChannelMessageWithSource]: "reply",
  [Callback.DeferredMessageUpdate]: "update",
  [Callback.UpdateMessage]: "update",
  [Callback.ApplicationCommandAutocompleteResult]: "autocomplete",
  [Callback.Modal]: "modal",
};

function answerInteraction(context: RestContext, { params, query, body, uploads }: Asked): unknown {
  const [id = "", token = ""] = params;
  const { type = 0, data } = (body ?? {}) as { type?: number; data?: RawMessage | null };
  const schema = callbackSchemas[type];
  if (schema === undefined) {
    throw invalidBody([
      {
        path: ["type"],
        code: "BASE_TYPE_CHOICES",
        message: `the playground does not know callback type ${type} yet`,
      },
    ]);
  }
  requireValid(context, schema, body);
  if (context.validate) {
    const mistakes =
      schema === "autocomplete"
        ? checkAutocomplete(data)
        : schema === "modal"
          ? checkModal(data as RawModal)
          : [];
    if (mistakes.length > 0) throw invalidBody(mistakes);
  }
  const result = context.interactions.callback(id, token, type, { body: data ?? {}, uploads });
  return query.get("with_response") === "true" ? result : undefined;
}
