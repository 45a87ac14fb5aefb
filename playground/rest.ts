/** Discord's REST API: one request from its bytes to its answer. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { DiscordError, describeError, discordError, errorBody } from "./errors.ts";
import type { FaultAnswer, FaultState } from "./faults.ts";
import type { Upload } from "./message-files.ts";
import { createRateLimiter } from "./rate-limits.ts";
import { createRequestLog, type RequestLog, type RequestRecord } from "./request-log.ts";
import type { RestContext } from "./route-types.ts";
import { matchRoute, type RouteMatch } from "./routes.ts";

const prefix = "/api/v10";
/** Ten files of 10 MiB; what is too much for one file is refused by name (40005). */
const mostBytes = 110 * 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Rest {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly log: Pick<RequestLog, "requests" | "limited">;
}

export function createRest(context: RestContext, faults: FaultState): Rest {
  const limiter = createRateLimiter();
  const log = createRequestLog();

  async function answer(
    request: IncomingMessage,
    record: RequestRecord,
    match: RouteMatch | undefined,
    uploads: Upload[],
  ): Promise<Answer> {
    if (match === undefined) {
      context.problem(`${record.method} ${record.path}: the playground does not know this route`);
      return errorAnswer(discordError("unknownRoute"));
    }
    const { headers, refused } = limiter(record.method, match.route.template, match.major, match.route.auth);
    if (refused !== undefined) return tooMany(refused.retryAfter, refused.global, headers);
    if (match.route.auth && request.headers.authorization !== `Bot ${context.token}`) {
      return { ...errorAnswer(discordError("unauthorized")), headers };
    }
    try {
      const result = await match.route.run(context, {
        params: match.params,
        query: new URLSearchParams(record.path.split("?")[1]),
        body: record.body,
        uploads,
      });
      return { status: result === undefined ? 204 : 200, body: result, headers };
    } catch (error) {
      if (!(error instanceof DiscordError)) throw error;
      noteMistake(match, record, error);
      return { ...errorAnswer(error), headers };
    }
  }

  /** A body that breaks a rule is the bot's mistake; most other errors are Discord's ordinary life. */
  function noteMistake({ route }: RouteMatch, record: RequestRecord, error: DiscordError): void {
    if (error.code !== 50035 && error.code !== 50006 && error.code !== 40005) return;
    context.problem(`${record.method} ${route.template}: ${describeError(error)}`);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? "GET";
    const path = (request.url ?? "/").replace(/^\/api(\/v10)?/, "");
    if (!request.url?.startsWith(`${prefix}/`)) {
      context.problem(`${method} ${request.url}: only version 10 of the API is here (${prefix})`);
      return write(response, errorAnswer(discordError("unknownRoute")));
    }
    let read: { readonly body: unknown; readonly uploads: Upload[] };
    try {
      read = await readBody(request);
    } catch {
      context.problem(`${method} ${path}: the body is no JSON, or more than ${mostBytes} bytes`);
      return write(
        response,
        errorAnswer(new DiscordError(400, 50109, "The request body contains invalid JSON.")),
      );
    }
    const pathname = path.split("?")[0] ?? path;
    const match = matchRoute(method, pathname);
    const route = match?.route.template ?? pathname;
    const [at, realMs] = [context.now(), performance.now()];
    const record: RequestRecord = { method, path, route, body: read.body, status: 0, at, realMs };
    log.asked(record);
    const fault = faults.take(method, pathname);
    if (fault === "cut-before") return void request.socket.resetAndDestroy();
    if (typeof fault === "object" && "delayMs" in fault) {
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    }
    const forced = forcedAnswer(fault);
    const given = forced ?? (await answer(request, record, match, read.uploads));
    if (fault === "cut-after") return void request.socket.resetAndDestroy();
    const { code } = (given.body ?? {}) as { readonly code?: unknown };
    log.answered(record, given.status, given.status >= 400 && typeof code === "number" ? code : undefined);
    write(response, given);
  }

  return {
    log,
    handle: async (request, response) => {
      try {
        await handle(request, response);
      } catch (error) {
        // A mistake of the playground's own must not pass for one of Discord's bad days.
        context.problem(`playground: ${error instanceof Error ? error.stack : String(error)}`);
        if (!response.headersSent)
          write(response, { status: 500, body: { message: "500: Internal Server Error", code: 0 } });
      }
    },
  };
}

function forcedAnswer(fault: FaultAnswer | undefined): Answer | undefined {
  if (typeof fault !== "object" || !("status" in fault)) return undefined;
  if (fault.status === 429) return tooMany(fault.retryAfter ?? 1, fault.global ?? false, {});
  return {
    status: fault.status,
    body: { message: `${fault.status}: made by a fault`, code: fault.code ?? 0 },
  };
}

function tooMany(retryAfter: number, global: boolean, headers: Readonly<Record<string, string>>): Answer {
  return {
    status: 429,
    headers: {
      "X-RateLimit-Scope": global ? "global" : "user",
      ...(global ? { "X-RateLimit-Global": "true" } : {}),
      ...headers,
      // Discord's header has whole seconds; with fractions, tests need not wait for the next full one.
      "Retry-After": Number.isInteger(retryAfter) ? String(retryAfter) : retryAfter.toFixed(3),
    },
    body: { message: "You are being rate limited.", retry_after: retryAfter, global },
  };
}

function errorAnswer(error: DiscordError): Answer {
  return { status: error.status, body: errorBody(error) };
}

function write(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    ...headers,
    ...(status === 204 ? {} : { "Content-Type": "application/json" }),
  });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}

/** Reads JSON, or multipart with `payload_json` and `files[n]`. */
async function readBody(request: IncomingMessage): Promise<{ body: unknown; uploads: Upload[] }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new RangeError("too large");
    chunks.push(chunk);
  }
  if (size === 0) return { body: undefined, uploads: [] };
  const bytes = Buffer.concat(chunks);
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data"))
    return { body: JSON.parse(bytes.toString("utf8")), uploads: [] };
  const form = await new Response(bytes, { headers: { "content-type": type } }).formData();
  const payload = form.get("payload_json");
  const uploads: Upload[] = [];
  for (const [key, value] of form) {
    const index = /^files\[(\d+)\]$/.exec(key)?.[1];
    if (index === undefined || typeof value === "string") continue;
    const data = new Uint8Array(await value.arrayBuffer());
    const { name, type: contentType } = value;
    // A type that says nothing is none: Discord then looks at the name.
    const says = contentType !== "" && contentType !== "application/octet-stream";
    uploads.push({ index, name, data, ...(says ? { contentType } : {}) });
  }
  return { body: typeof payload === "string" ? JSON.parse(payload) : {}, uploads };
}
