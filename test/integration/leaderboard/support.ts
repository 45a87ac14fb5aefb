import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RedisServer, startRedis } from "../../../scripts/redis-server.ts";
import { connectStore, deadlineIn, disconnectStore, type Store } from "../../../src/store/connection.ts";
import { boardKeys } from "../../../src/store/keys.ts";
import { type Rated, rateCard } from "../../support/boards.ts";

export const DAY = 86_400_000;
/** A Wednesday in the middle of a month. */
export const START = Date.parse("2027-04-14T12:00Z");

export const GUILD = "900000000000000001";
export const OTHER = "900000000000000002";
export const userId = (number: number) => String(100_000_000_000_000_000n + BigInt(number));
export const [ADA, BEN, CHLOE] = [userId(1), userId(2), userId(3)] as const;

/** What a process of the crowd is told. */
export interface CrowdOptions {
  readonly url: string;
  readonly seed: number;
  readonly people: number;
  /** Real time at which the crowd began, in ms. */
  readonly began: number;
}

/** The clock of the crowd: a day in some seconds, the same in every process. Milliseconds. */
export const crowdClock = (began: number) => START + (Date.now() - began) * 5000;

export const soon = () => deadlineIn(5000);

export interface Bench {
  readonly redis: RedisServer;
  readonly store: Store;
  readonly close: () => Promise<void>;
}

/** A Redis of its own, and a connection to it. */
export async function openBench(): Promise<Bench> {
  const dir = await mkdtemp(join(tmpdir(), "flashback-boards-"));
  const redis = await startRedis({ dir });
  const store = await connectStore(redis.url);
  return {
    redis,
    store,
    async close() {
      disconnectStore(store);
      await redis.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** All boards of a server: user id → points, by what the board is called. */
export async function boardsOf(store: Store, guildId: string) {
  const { prefix } = boardKeys(guildId);
  const boards: Record<string, Record<string, number>> = {};
  for (const key of await store.keys(`${prefix}*`)) {
    const flat = await store.zrange(key, "0", "-1", "WITHSCORES");
    const board: Record<string, number> = {};
    for (let at = 0; at < flat.length; at += 2) board[flat[at] ?? ""] = Number(flat[at + 1]);
    boards[key.slice(prefix.length)] = board;
  }
  return boards;
}

/** Rates a card as a quiz does, without a quiz; for the first server where nothing else is said. */
export const rate = (
  store: Store,
  rated: Omit<Rated, "home"> & { readonly home?: string },
): Promise<boolean> => rateCard(store, { home: GUILD, ...rated });
