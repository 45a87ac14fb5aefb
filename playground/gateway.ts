/** The gateway: https://discord.com/developers/docs/events/gateway, version 10, JSON without compression. */
import { randomUUID } from "node:crypto";
import { GatewayCloseCodes, GatewayOpcodes } from "discord-api-types/v10";
import type { WebSocket } from "ws";
import type { Faults } from "./faults.ts";
import type { Dispatch } from "./gateway-events.ts";
import { areIntents, oversteps, receives } from "./gateway-intents.ts";
import { type MemberRequest, memberChunks } from "./gateway-members.ts";
import { apiUser, applicationFlags, guildCreate } from "./objects.ts";
import type { World } from "./world.ts";

/** Events kept for a resume; with more of them missed the session is invalid. */
const keptEvents = 1_000;
/** Sessions kept, connected or not; the oldest are forgotten. */
const keptSessions = 32;
const heartbeatMs = 41_250;
/** What one connection may send: https://discord.com/developers/docs/events/gateway#rate-limiting */
const mostSent = { count: 120, withinMs: 60_000 };

interface Session {
  readonly id: string;
  readonly shard: readonly [number, number];
  readonly intents: number;
  seq: number;
  readonly events: { readonly s: number; readonly t: string; readonly d: unknown }[];
  socket: WebSocket | undefined;
}

export interface Gateway {
  /** Takes over a connection. */
  readonly connect: (socket: WebSocket) => void;
  /** Sends an event to each session of the shard that has the guild, or without a guild of shard 0, by its intents. */
  readonly dispatch: Dispatch;
  readonly online: () => boolean;
  readonly faults: Pick<Faults["gateway"], "drop" | "reconnect" | "invalidate">;
  readonly close: () => void;
}

export interface GatewayOptions {
  readonly world: World;
  readonly token: string;
  /** The address clients resume at. */
  readonly url: () => string;
  /** Whether a request for members is to be left without an answer. */
  readonly ignoresMembers: () => boolean;
  /** Notes what a client did that Discord would not take. */
  readonly problem: (line: string) => void;
}

export function createGateway({ world, token, url, ignoresMembers, problem }: GatewayOptions): Gateway {
  const sessions = new Map<string, Session>();
  const sockets = new Set<WebSocket>();
  let wasOnline = false;

  const online = () => [...sessions.values()].some((session) => session.socket !== undefined);
  const tellOnline = () => {
    if (online() === wasOnline) return;
    wasOnline = !wasOnline;
    world.emit({ kind: "bot", online: wasOnline });
  };
  const send = (socket: WebSocket, payload: object) => socket.send(JSON.stringify(payload));
  const dispatchTo = (session: Session, t: string, d: unknown) => {
    session.seq += 1;
    session.events.push({ s: session.seq, t, d });
    if (session.events.length > keptEvents) session.events.shift();
    if (session.socket !== undefined)
      send(session.socket, { op: GatewayOpcodes.Dispatch, s: session.seq, t, d });
  };
  const onShard = (session: Session, guildId: string | undefined) => {
    const [index, count] = session.shard;
    // https://discord.com/developers/docs/events/gateway#sharding: direct messages are shard 0's.
    return guildId === undefined ? index === 0 : Number((BigInt(guildId) >> 22n) % BigInt(count)) === index;
  };

  function identify(
    socket: WebSocket,
    data: { token?: string; shard?: [number, number]; intents?: unknown },
  ): Session | undefined {
    if (data.token !== token) {
      socket.close(GatewayCloseCodes.AuthenticationFailed, "Authentication failed.");
      return undefined;
    }
    const { intents } = data;
    if (!areIntents(intents)) {
      socket.close(GatewayCloseCodes.InvalidIntents, "Invalid intent(s).");
      return undefined;
    }
    if (oversteps(intents, world.privilegedIntents)) {
      socket.close(GatewayCloseCodes.DisallowedIntents, "Disallowed intent(s).");
      return undefined;
    }
    const session: Session = {
      id: randomUUID().replaceAll("-", ""),
      shard: data.shard?.length === 2 ? data.shard : [0, 1],
      intents,
      seq: 0,
      events: [],
      socket,
    };
    sessions.set(session.id, session);
    for (const [id, old] of sessions) {
      if (sessions.size <= keptSessions) break;
      if (old.socket === undefined) sessions.delete(id);
    }
    const guilds = [...world.guilds.values()].filter(
      (guild) => guild.botPresent && onShard(session, guild.id),
    );
    dispatchTo(session, "READY", {
      v: 10,
      user: { ...apiUser(world.bot), verified: true, mfa_enabled: false, email: null, flags: 0 },
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: url(),
      session_type: "normal",
      shard: session.shard,
      private_channels: [],
      relationships: [],
      application: { id: world.applicationId, flags: applicationFlags(world) },
    });
    if (receives(intents, "GUILD_CREATE", true)) {
      for (const guild of guilds) {
        if (guild.available) dispatchTo(session, "GUILD_CREATE", guildCreate(world, guild));
        else dispatchTo(session, "GUILD_DELETE", { id: guild.id, unavailable: true });
      }
    }
    tellOnline();
    return session;
  }

  function resume(
    socket: WebSocket,
    data: { token?: string; session_id?: string; seq?: number },
  ): Session | undefined {
    if (data.token !== token) {
      socket.close(GatewayCloseCodes.AuthenticationFailed, "Authentication failed.");
      return undefined;
    }
    const session = sessions.get(data.session_id ?? "");
    const seq = data.seq ?? -1;
    const oldest = session?.events[0]?.s ?? Number.POSITIVE_INFINITY;
    if (session === undefined || seq > session.seq || seq + 1 < oldest) {
      send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
      return undefined;
    }
    session.socket?.terminate();
    session.socket = socket;
    for (const event of session.events) {
      if (event.s > seq) send(socket, { op: GatewayOpcodes.Dispatch, ...event });
    }
    dispatchTo(session, "RESUMED", {});
    tellOnline();
    return session;
  }

  function sendMembers(session: Session, request: MemberRequest): void {
    if (ignoresMembers()) return;
    try {
      for (const chunk of memberChunks(world, session.intents, request)) {
        dispatchTo(session, "GUILD_MEMBERS_CHUNK", chunk);
      }
    } catch (error) {
      problem(`gateway: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  const connected = () => [...sessions.values()].filter((session) => session.socket !== undefined);
  return {
    connect: (socket) => {
      sockets.add(socket);
      let session: Session | undefined;
      const sentTooMuch = counter();
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        if (session?.socket === socket) session.socket = undefined;
        tellOnline();
      });
      socket.on("message", (raw) => {
        if (sentTooMuch()) return socket.close(GatewayCloseCodes.RateLimited, "Rate limited.");
        const message = parse(String(raw));
        if (message === undefined)
          return socket.close(GatewayCloseCodes.DecodeError, "Error while decoding payload.");
        const data = (message.d ?? {}) as Record<string, unknown>;
        switch (message.op) {
          case GatewayOpcodes.Heartbeat:
            return send(socket, { op: GatewayOpcodes.HeartbeatAck });
          case GatewayOpcodes.Identify:
            if (session?.socket === socket) {
              return socket.close(GatewayCloseCodes.AlreadyAuthenticated, "Already authenticated.");
            }
            session = identify(socket, data);
            return;
          case GatewayOpcodes.Resume:
            session = resume(socket, data);
            return;
          case GatewayOpcodes.PresenceUpdate:
            return;
          case GatewayOpcodes.RequestGuildMembers:
            if (session === undefined)
              return socket.close(GatewayCloseCodes.NotAuthenticated, "Not authenticated.");
            return sendMembers(session, data);
          default:
            return socket.close(GatewayCloseCodes.UnknownOpcode, "Unknown opcode.");
        }
      });
      send(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: heartbeatMs } });
    },
    dispatch: (type, data, guildId) => {
      for (const session of sessions.values()) {
        if (!receives(session.intents, type, guildId !== undefined)) continue;
        if (onShard(session, guildId)) dispatchTo(session, type, data);
      }
    },
    online,
    faults: {
      drop: () => {
        for (const session of connected()) {
          session.socket?.terminate();
          session.socket = undefined;
        }
        tellOnline();
      },
      reconnect: () => {
        for (const { socket } of connected())
          if (socket) send(socket, { op: GatewayOpcodes.Reconnect, d: null });
      },
      invalidate: (resumable) => {
        for (const session of connected()) {
          const { socket } = session;
          if (socket === undefined) continue;
          // A client may identify or resume again on this same connection.
          session.socket = undefined;
          if (!resumable) sessions.delete(session.id);
          send(socket, { op: GatewayOpcodes.InvalidSession, d: resumable });
        }
        tellOnline();
      },
    },
    close: () => {
      for (const socket of sockets) socket.terminate();
      sessions.clear();
    },
  };
}

/** Counts what a connection sends, in real time as all limits; answers whether that is too much. */
function counter(): () => boolean {
  let sent = 0;
  let endsAt = 0;
  return () => {
    const now = performance.now();
    if (now >= endsAt) [sent, endsAt] = [0, now + mostSent.withinMs];
    sent += 1;
    return sent > mostSent.count;
  };
}

function parse(text: string): { readonly op: number; readonly d?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "op" in value && typeof value.op === "number"
      ? (value as { op: number })
      : undefined;
  } catch {
    return undefined;
  }
}
