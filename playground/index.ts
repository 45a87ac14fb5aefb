/** The playground: a local Discord that a real client can be pointed at, with people to use the bot. */
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { Actor } from "./actor-types.ts";
import { createActor } from "./actors.ts";
import {
  addBot,
  moveBotRole,
  type PermissionChange,
  removeBot,
  setAvailable,
  setBotPermissions,
} from "./bot-standing.ts";
import { createClock } from "./clock.ts";
import { createWorld } from "./create-world.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createGateway } from "./gateway.ts";
import { tellGateway } from "./gateway-events.ts";
import { createInteractions } from "./interactions.ts";
import { joinGuild, leaveGuild, setNickname, setRoles } from "./membership.ts";
import type { MessageContext } from "./messages.ts";
import { personNamed } from "./names.ts";
import { connectPage, isOwnPage } from "./page-socket.ts";
import type { RequestRecord } from "./request-log.ts";
import { createRest } from "./rest.ts";
import { serveFile } from "./static-files.ts";
import type { World } from "./world.ts";
import { crowdOf, type WorldSpec } from "./world-spec.ts";

export type { Actor, ForgedComponent, ForgedModal, Outcome, Patience } from "./actor-types.ts";
export type { PermissionChange } from "./bot-standing.ts";
export type { AttachmentFault, FaultAnswer, Faults, RestFault } from "./faults.ts";
export type { HandedFile } from "./files.ts";
export type { PermissionName } from "./permissions.ts";
export { mostWithin, type RequestRecord } from "./request-log.ts";
export type { Seen, SeenButton, SeenFile, SeenImage, SeenSelect } from "./seen.ts";
export type { Filled, SeenField, SeenModal } from "./seen-modal.ts";
export type { World } from "./world.ts";
export type { GuildSpec, PersonSpec, RoleSpec, WorldSpec } from "./world-spec.ts";

export interface PlaygroundOptions {
  /** 0 or absent: any free one. */
  readonly port?: number;
  /** 127.0.0.1 if absent. */
  readonly host?: string;
  /** Whether bodies are checked against Discord's schema and rules; default true. */
  readonly validate?: boolean;
  readonly world?: WorldSpec;
  /**
   * The clock of the deadlines (3 s, 15 min), of nonces and of new ids and time stamps, in milliseconds since 1970;
   * real time if absent.
   */
  readonly now?: () => number;
}

export interface Playground {
  /** Address of the page, with a slash at the end. */
  readonly url: string;
  /** Ends in /api, as clients expect: they add /v10. */
  readonly apiUrl: string;
  /** The only bot token this server accepts; the same at each start. */
  readonly token: string;
  readonly world: World;
  /** A person by username; throws when there is none. */
  actor(name: string): Actor;
  /** The people that `world.crowd` asked for, in order. */
  readonly crowd: readonly Actor[];
  readonly faults: Faults;
  /** Takes a person out of a guild, by its name: their roles and Manage Server go with them. */
  leave(username: string, guildName: string): void;
  /** Brings a person into a guild, without any role. */
  join(username: string, guildName: string): void;
  /** Gives a member of a guild exactly these roles, by name. */
  setRoles(username: string, guildName: string, roleNames: readonly string[]): void;
  /** Gives a member of a guild, or "bot", a name there alone; `undefined` takes it away. */
  setNickname(username: string, guildName: string, nickname: string | undefined): void;
  /**
   * Gives the bot permissions and takes them: in a channel ("#general", "#lounge@Guest House") or, from @everyone with
   * it, in a whole guild, by its name.
   */
  setBotPermissions(where: string, change: PermissionChange): void;
  /** Puts the bot's own role right above another, so that it can give and take that; without one, below all. */
  moveBotRole(guildName: string, above: string | undefined): void;
  /** Removes the bot from a guild: its role goes, and the guild's own commands. */
  removeBot(guildName: string): void;
  /** Invites the bot to a guild that it is not in, with a new role below all. */
  addBot(guildName: string): void;
  /** Begins an outage of a guild (false), which is no removal, or ends it. */
  setAvailable(guildName: string, available: boolean): void;
  /** What the bot asked for, oldest first: the last 20,000. */
  readonly requests: readonly RequestRecord[];
  /** Those that were answered with 429, oldest first: the last 1,000. */
  readonly limited: readonly RequestRecord[];
  /** Those of a method and route, such as "PATCH" and "/channels/:id/messages/:id"; `id` is any of those in the path. */
  requestsTo(method: string, route: string, id?: string): RequestRecord[];
  /** Every rule the bot broke, a readable line each: the last 1,000. */
  readonly problems: readonly string[];
  /** Sends the event of an interaction once more, as Discord may after a reconnect. */
  redeliver(interactionId: string): void;
  /** Resolves once the bot is connected to the gateway and has commands registered. */
  whenBotReady(): Promise<void>;
  /** Resolves once no bot is connected to the gateway, as after it was killed. */
  whenBotGone(): Promise<void>;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

const keptProblems = 1_000;

/** Starts a playground. Rejects when the port is taken or the host is none of this machine's. */
export async function startPlayground(options: PlaygroundOptions = {}): Promise<Playground> {
  const { host = "127.0.0.1", validate = true } = options;
  const clock = createClock(options.now);
  const world = createWorld(options.world ?? {}, clock);
  const token = botToken(world.applicationId);
  const problems: string[] = [];
  const problem = (line: string) => {
    problems.push(line);
    if (problems.length > keptProblems) problems.shift();
  };
  const server = createServer();
  const port = await listen(server, options.port ?? 0, host);
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  world.baseUrl = `http://${address}`;
  const gatewayUrl = () => `ws://${address}/gateway`;

  const faultState = createFaults(() => gateway.faults);
  const { takeMembers: ignoresMembers } = faultState;
  const gateway = createGateway({ world, token, url: gatewayUrl, ignoresMembers, problem });
  tellGateway(world, gateway.dispatch);
  const messages: MessageContext = {
    world,
    validate,
    oldEditAge: faultState.oldEditAge,
    now: clock.now,
  };
  const interactions = createInteractions({ world, clock, messages, dispatch: gateway.dispatch });
  const context = { world, interactions, messages };
  const rest = createRest(
    { world, token, validate, interactions, messages, gatewayUrl, now: clock.now, problem },
    faultState,
  );
  const gatewaySockets = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
  // Files come in base64, four bytes for three.
  const pageSockets = new WebSocketServer({ noServer: true, maxPayload: 40 * 1024 * 1024 });

  server.on("request", (request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    if (path.startsWith("/api/")) return void rest.handle(request, response);
    serveFile(world, path, response, undefined, faultState.takeAttachment).catch((error: unknown) => {
      problem(`playground: ${error instanceof Error ? error.stack : String(error)}`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on("upgrade", (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", `http://${address}`);
    const as = searchParams.get("as") ?? world.people[0]?.id;
    const person = world.people.find((one) => one.id === as || one.username === as);
    if (pathname === "/gateway" || pathname === "/gateway/") {
      return gatewaySockets.handleUpgrade(request, socket, head, gateway.connect);
    }
    if (pathname === "/page/socket" && isOwnPage(request, host)) {
      return pageSockets.handleUpgrade(request, socket, head, (page) => {
        if (person === undefined) page.close(1008, "There is no such person here.");
        else connectPage(context, gateway.online, page, person);
      });
    }
    socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
  });

  return {
    url: `http://${address}/`,
    apiUrl: `http://${address}/api`,
    token,
    world,
    faults: faultState.faults,
    requests: rest.log.requests,
    limited: rest.log.limited,
    requestsTo: (method, route, id) =>
      rest.log.requests.filter(
        (one) =>
          one.method === method &&
          one.route === route &&
          (id === undefined || one.path.split(/[/?]/).includes(id)),
      ),
    problems,
    actor: (name) => createActor(context, personNamed(world, name)),
    crowd: crowdOf(options.world?.crowd ?? 0).map(({ username }) =>
      createActor(context, personNamed(world, username)),
    ),
    leave: (username, guildName) => leaveGuild(world, username, guildName),
    join: (username, guildName) => joinGuild(world, username, guildName),
    setRoles: (username, guildName, roleNames) => setRoles(world, username, guildName, roleNames),
    setNickname: (username, guildName, nickname) => setNickname(world, username, guildName, nickname),
    setBotPermissions: (where, change) => setBotPermissions(world, where, change),
    moveBotRole: (guildName, above) => moveBotRole(world, guildName, above),
    removeBot: (guildName) => removeBot(world, guildName),
    addBot: (guildName) => addBot(world, guildName),
    setAvailable: (guildName, available) => setAvailable(world, guildName, available),
    redeliver: interactions.redeliver,
    whenBotReady: () =>
      until(world, () => gateway.online() && [...world.commands.values()].some((list) => list.length > 0)),
    whenBotGone: () => until(world, () => !gateway.online()),
    close: async () => {
      clock.close();
      gateway.close();
      for (const { clients } of [gatewaySockets, pageSockets])
        for (const socket of clients) socket.terminate();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Resolves as soon as something holds. */
function until(world: World, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (holds()) return resolve();
    const stop = world.onChange(() => {
      if (!holds()) return;
      stop();
      resolve();
    });
  });
}

/** A token of the form of Discord's: base64 of the application id, and two parts more. */
function botToken(applicationId: string): string {
  const secret = createHash("sha256").update(`playground ${applicationId}`).digest("base64url");
  return `${Buffer.from(applicationId).toString("base64url")}.${secret.slice(0, 6)}.${secret.slice(6, 44)}`;
}

/** Listens and answers the port. */
async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      const message = taken
        ? `Port ${port} on ${host} is already in use: stop what uses it, or choose another port.`
        : `Cannot listen on ${host}:${port}: ${error.message}`;
      reject(new Error(message, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
  server.removeAllListeners("error");
  return (server.address() as AddressInfo).port;
}
