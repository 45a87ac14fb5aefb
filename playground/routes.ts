/** The routes the playground knows, each as Discord's documentation has it. */
import { InteractionResponseType as Callback } from "discord-api-types/v10";
import { listCommands, replaceCommands } from "./command-routes.ts";
import type { RawModal } from "./components.ts";
import { discordError, invalidBody } from "./errors.ts";
import { guildRoutes } from "./guild-routes.ts";
import { messageRoutes } from "./message-routes.ts";
import { apiApplication, apiChannel, apiUser } from "./objects.ts";
import {
  type Asked,
  get,
  messageRequest,
  open,
  ownApplication,
  type RestContext,
  type Route,
  requireValid,
  route,
} from "./route-types.ts";
import { checkAutocomplete } from "./validate-commands.ts";
import type { RawMessage } from "./validate-message.ts";
import { checkModal } from "./validate-modal.ts";
import type { SchemaName } from "./validate-schema.ts";
import { dmChannel, findUser, touchDm } from "./world.ts";

export interface RouteMatch {
  readonly route: Route;
  readonly params: readonly string[];
  /** The part of the path that has limits of its own: a channel, a guild, a webhook and its token. */
  readonly major: string;
}

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
  ...guildRoutes,
  ...messageRoutes,
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
