/** What every route is given, and the checks that several share. */
import { discordError, invalidBody } from "./errors.ts";
import type { Interactions } from "./interactions.ts";
import type { Upload } from "./message-files.ts";
import type { MessageContext, MessageRequest } from "./messages.ts";
import type { RawMessage } from "./validate-message.ts";
import { checkSchema, type SchemaName } from "./validate-schema.ts";
import type { World } from "./world.ts";

export interface RestContext {
  readonly world: World;
  readonly token: string;
  readonly validate: boolean;
  readonly interactions: Interactions;
  readonly messages: MessageContext;
  readonly gatewayUrl: () => string;
  readonly now: () => number;
  readonly problem: (line: string) => void;
}

export interface Asked {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly uploads: readonly Upload[];
}

export interface Route {
  readonly method: string;
  /** Ids as ":id", tokens as ":token". */
  readonly template: string;
  /** Whether the bot's token is needed; such routes count against the global limit too. */
  readonly auth: boolean;
  /** Answers the JSON body, undefined for 204; throws DiscordError. */
  readonly run: (context: RestContext, asked: Asked) => unknown;
}

/** Throws 10002 for an application that is not the bot's. */
export function ownApplication(world: World, id: string | undefined): void {
  if (id !== world.applicationId) throw discordError("unknownApplication");
}

/** Throws 50035 for a body that does not fit its schema. */
export function requireValid(context: RestContext, schema: SchemaName, body: unknown): void {
  if (!context.validate) return;
  const mistakes = checkSchema(schema, body ?? {});
  if (mistakes.length > 0) throw invalidBody(mistakes);
}

/** A route that needs the bot's token. */
export function route(method: string, template: string, run: Route["run"]): Route {
  return { method, template, auth: true, run };
}

/** One that reads. */
export function get(template: string, run: Route["run"]): Route {
  return route("GET", template, run);
}

/** A route that an interaction's own token opens. */
export function open(method: string, template: string, run: Route["run"]): Route {
  return { method, template, auth: false, run };
}

/** A message body that fits a schema, with its files. */
export function messageRequest(
  context: RestContext,
  schema: SchemaName,
  body: unknown,
  uploads: readonly Upload[],
): MessageRequest {
  requireValid(context, schema, body);
  return { body: (body ?? {}) as RawMessage, uploads };
}
