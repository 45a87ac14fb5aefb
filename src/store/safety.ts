import { deadlineIn, type Store, within } from "./connection.ts";

/** How long Redis may take to say how it is set. Milliseconds. */
const LIMIT = 5000;

/** The oldest versions whose commands and script rules the store relies on. */
const OLDEST = { redis: 7, valkey: 8 } as const;

/**
 * What is unsafe about the Redis that was given, as sentences for the operator; empty when all is well. What cannot be
 * told, such as the configuration of a managed Redis that refuses CONFIG, is said as well.
 */
export async function findRisks(store: Store): Promise<readonly string[]> {
  const risks: string[] = [];
  const info = await within(store.info("server"), deadlineIn(LIMIT), false);
  const field = (name: string) => info.match(new RegExp(`^${name}:(.*?)\r?$`, "m"))?.[1];
  const product = field("valkey_version") ? "valkey" : "redis";
  const version = field(`${product}_version`) ?? "0";
  if (Number.parseInt(version, 10) < OLDEST[product]) {
    risks.push(`This is ${product} ${version}; Flashback needs Redis 7 or Valkey 8, or newer.`);
  }
  const settings = await configuration(store);
  if (!settings) {
    risks.push(
      "This Redis does not show its configuration: make sure that it persists every write and evicts nothing.",
    );
    return risks;
  }
  if (settings.get("appendonly") !== "yes") {
    risks.push("Redis keeps no append-only file (appendonly no): a crash of Redis loses ratings.");
  } else if (settings.get("appendfsync") !== "always") {
    risks.push(
      `Redis writes to disk later than it confirms (appendfsync ${settings.get("appendfsync")}): a crash of the machine can lose the last ratings. Set appendfsync always.`,
    );
  }
  const policy = settings.get("maxmemory-policy");
  if (policy !== "noeviction") {
    risks.push(
      `Redis may throw data away when it is full (maxmemory-policy ${policy}). Set maxmemory-policy noeviction.`,
    );
  }
  return risks;
}

async function configuration(store: Store): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const reply = (await within(
      store.config("GET", "append*", "maxmemory-policy"),
      deadlineIn(LIMIT),
      false,
    )) as string[] | Record<string, string>;
    if (!Array.isArray(reply)) return new Map(Object.entries(reply));
    return new Map(
      reply.flatMap((value, index) => (index % 2 === 0 ? [[value, reply[index + 1] ?? ""] as const] : [])),
    );
  } catch {
    return undefined;
  }
}
