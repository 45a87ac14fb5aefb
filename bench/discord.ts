/**
 * A Discord that is nothing but a source of load: it speaks the real gateway and REST to the real discord.js, sends
 * events that were written out beforehand, and answers 204, or with the message where the bot asks for it. The playground, which keeps messages, takes more than three
 * times the processor time of the empty bot, and so would be what is measured.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { createClock } from "../playground/clock.ts";
import { createWorld } from "../playground/create-world.ts";
import { apiUser, applicationFlags, guildCreate } from "../playground/objects.ts";
import type { World } from "../playground/world.ts";

/** What the bot answered to an interaction. */
export interface Callback {
  /** The interaction's id. */
  readonly id: string;
  /** The body as it came. */
  readonly body: string;
}

export interface LoadDiscord {
  readonly apiUrl: string;
  readonly token: string;
  readonly world: World;
  /** Resolves once a bot is connected and has put its commands. */
  readonly ready: Promise<void>;
  /** Sends INTERACTION_CREATE. @param payload JSON */
  interact(payload: string): void;
  /** Edits of messages in channels, by performance.now(). */
  readonly edits: readonly { readonly channelId: string; readonly at: number }[];
  /** Called for every callback, before the answer to it is written. */
  onCallback: (callback: Callback) => void;
  close(): Promise<void>;
}

const API = "/api/v10";
const MESSAGE = new RegExp(`^${API}/channels/(\\d+)/messages/(\\d+)`);
const CALLBACK = new RegExp(`^${API}/interactions/(\\d+)/[^/]+/callback(\\?with_response=true)?`);

/** What Discord answers to a callback that asks for its message; a reply's id is that of its interaction. */
function withResponse(id: string, body: string, author: object): string {
  const { type, data } = JSON.parse(body) as { readonly type: number; readonly data: object };
  const lists = { mentions: [], mention_roles: [], attachments: [], embeds: [] };
  const plain = { content: "", tts: false, pinned: false, mention_everyone: false, edited_timestamp: null };
  const timestamp = new Date().toISOString();
  return JSON.stringify({
    interaction: { id, type: 3, response_message_id: id },
    resource: {
      type,
      message: { ...lists, ...plain, ...data, id, channel_id: id, author, timestamp, type: 0 },
    },
  });
}

/** Starts it on 127.0.0.1, on any free port. */
export async function startLoadDiscord(): Promise<LoadDiscord> {
  const world = createWorld({}, createClock());
  const ready = Promise.withResolvers<void>();
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => void handle(request, response));
  const edits: { readonly channelId: string; readonly at: number }[] = [];
  let gateway: WebSocket | undefined;
  let sequence = 0;
  const send = (event: string, payload: string) => {
    sequence += 1;
    gateway?.send(`{"op":0,"s":${sequence},"t":"${event}","d":${payload}}`);
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const path = request.url ?? "";
    const [, id, asked] = CALLBACK.exec(path) ?? [];
    if (id) {
      if (asked) {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(withResponse(id, body, apiUser(world.bot)));
      } else response.writeHead(204).end();
      discord.onCallback({ id, body });
      return;
    }
    const [, channelId, messageId] = MESSAGE.exec(path) ?? [];
    if (channelId && request.method === "PATCH") {
      edits.push({ channelId, at: performance.now() });
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ id: messageId }));
      return;
    }
    if (request.method === "DELETE") {
      response.writeHead(204).end();
      return;
    }
    const answer = path.startsWith(`${API}/gateway/bot`)
      ? {
          url: `ws://127.0.0.1:${port}`,
          shards: 1,
          session_start_limit: { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 },
        }
      : path.endsWith("/commands")
        ? request.method === "PUT" && commandsOf(body)
        : undefined;
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer || []));
    if (path.endsWith("/commands") && request.method === "PUT") ready.resolve();
  }

  /** The commands as Discord has them once they are put. */
  const commandsOf = (body: string) =>
    (JSON.parse(body) as object[]).map((command, index) => ({
      ...command,
      id: `10000000000000000${index}`,
      application_id: world.applicationId,
    }));

  function identify(): void {
    const guilds = [...world.guilds.values()].filter(({ botPresent }) => botPresent);
    send(
      "READY",
      JSON.stringify({
        v: 10,
        user: apiUser(world.bot),
        guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
        session_id: "bench",
        resume_gateway_url: `ws://127.0.0.1:${port}`,
        shard: [0, 1],
        application: { id: world.applicationId, flags: applicationFlags(world) },
      }),
    );
    for (const guild of guilds) send("GUILD_CREATE", JSON.stringify(guildCreate(world, guild)));
  }

  server.on("upgrade", (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (connected) => {
      gateway = connected;
      connected.on("message", (raw) => {
        const { op } = JSON.parse(String(raw)) as { op: number };
        if (op === 1) connected.send('{"op":11}');
        if (op === 2) identify();
      });
      connected.send('{"op":10,"d":{"heartbeat_interval":41250}}');
    }),
  );
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const discord: LoadDiscord = {
    apiUrl: `http://127.0.0.1:${port}/api`,
    token: `${Buffer.from(world.applicationId).toString("base64url")}.bench.token`,
    world,
    ready: ready.promise,
    edits,
    interact: (payload) => send("INTERACTION_CREATE", payload),
    onCallback: () => {},
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return discord;
}
