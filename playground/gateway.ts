/** The gateway: https://discord.com/developers/docs/events/gateway, version 10, JSON without compression. */
import { randomUUID } from "node:crypto";
import { GatewayCloseCodes, GatewayOpcodes } from "discord-api-types/v10";
import type { WebSocket } from "ws";
import type { Faults } from "./faults.ts";
import { apiMember, apiUser, applicationFlags, guildCreate } from "./objects.ts";
import { findMember, type World } from "./world.ts";

/** Events kept for a resume; with more of them missed the session is invalid. */
const keptEvents = 1_000;
/** Sessions kept, connected or not; the oldest are forgotten. */
const keptSessions = 32;
const heartbeatMs = 41_250;

interface Session {
  readonly id: string;
  readonly shard: readonly [number, number];
  seq: number;
  readonly events: { readonly s: number; readonly t: string; readonly d: unknown }[];
  socket: WebSocket | undefined;
}

export interface Gateway {
  /** Takes over a connection. */
  readonly connect: (socket: WebSocket) => void;
  /** Sends an event to each session of the shard that has the guild; without a guild, of shard 0. */
  readonly dispatch: (type: string, data: unknown, guildId?: string) => void;
  readonly online: () => boolean;
  readonly faults: Faults["gateway"];
  readonly close: () => void;
}

export interface GatewayOptions {
  readonly world: World;
  readonly token: string;
  /** The address clients resume at. */
  readonly url: () => string;
}

export function createGateway({ world, token, url }: GatewayOptions): Gateway {
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
    data: { token?: string; shard?: [number, number] },
  ): Session | undefined {
    if (data.token !== token) {
      socket.close(GatewayCloseCodes.AuthenticationFailed, "Authentication failed.");
      return undefined;
    }
    const session: Session = {
      id: randomUUID().replaceAll("-", ""),
      shard: data.shard?.length === 2 ? data.shard : [0, 1],
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
      application: { id: world.applicationId, flags: applicationFlags },
    });
    for (const guild of guilds) dispatchTo(session, "GUILD_CREATE", guildCreate(world, guild));
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

  function sendMembers(session: Session, data: Record<string, unknown>): void {
    const guild = world.guilds.get(String(data.guild_id));
    if (guild === undefined || !guild.botPresent) return;
    const asked = [data.user_ids ?? []].flat().map(String).slice(0, 100);
    const found = asked.flatMap((id) => findMember(world, guild, id) ?? []);
    dispatchTo(session, "GUILD_MEMBERS_CHUNK", {
      guild_id: guild.id,
      members: found.map((person) => apiMember(world, guild, person)),
      chunk_index: 0,
      chunk_count: 1,
      not_found: asked.filter((id) => findMember(world, guild, id) === undefined),
      ...(data.nonce === undefined ? {} : { nonce: data.nonce }),
    });
  }

  const connected = () => [...sessions.values()].filter((session) => session.socket !== undefined);
  return {
    connect: (socket) => {
      sockets.add(socket);
      let session: Session | undefined;
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        if (session?.socket === socket) session.socket = undefined;
        tellOnline();
      });
      socket.on("message", (raw) => {
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
      for (const session of sessions.values()) if (onShard(session, guildId)) dispatchTo(session, type, data);
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
