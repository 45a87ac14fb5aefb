import { z } from "zod";

const DISCORD_API = "https://discord.com/api";

const address = (protocols: readonly string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.some((protocol) => text.startsWith(`${protocol}//`)), {
      error: `must be an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`,
    });

const mebibytes = (standard: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}$/, { error: "must be a number of MiB from 1 up" })
    .transform(Number)
    .default(standard);

const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** What a process does: answers people, sends reminders, or both. */
const ROLES = ["all", "bot", "worker"] as const;

const schema = z.object({
  DISCORD_TOKEN: z.string({
    error: [
      "is missing. It is the bot's token: make an application at https://discord.com/developers/applications,",
      "open its page Bot, press Reset Token, and put the token into a file .env as DISCORD_TOKEN=…",
      "To try Flashback without a token or an account, run: npm run playground",
    ].join("\n    "),
  }),
  DISCORD_API_URL: address(["http:", "https:"])
    .refine((text) => text.endsWith("/api"), { error: "must end in /api" })
    .default(DISCORD_API),
  REDIS_URL: address(["redis:", "rediss:"]).default("redis://127.0.0.1:6379"),
  HTTP_PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: "must be a port number" })
    .transform(Number)
    .refine((port) => port < 65_536, { error: "must be a port number" })
    .optional(),
  HTTP_HOST: z.string().default("127.0.0.1"),
  ROLE: z.enum(ROLES, { error: `must be one of ${ROLES.join(", ")}` }).default("all"),
  PERSON_MIB: mebibytes(20),
  SERVER_MIB: mebibytes(100),
  LOG_LEVEL: z.enum(LEVELS, { error: `must be one of ${LEVELS.join(", ")}` }).default("info"),
});

/** Where liveness, readiness and metrics are served. */
export interface HttpAddress {
  readonly host: string;
  readonly port: number;
}

export interface Config {
  readonly token: string;
  /** Base of Discord's REST API, ends in `/api`. */
  readonly apiUrl: string;
  readonly redisUrl: string;
  readonly logLevel: string;
  readonly role: (typeof ROLES)[number];
  /** How much the decks of a person, and of a server, may take, with their images. MiB. */
  readonly personMib: number;
  readonly serverMib: number;
  /** Undefined when they are not. */
  readonly http: HttpAddress | undefined;
}

/** The configuration cannot be used; the message lists everything that is wrong, ready to be printed. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * The configuration out of the environment. A variable that is set to nothing counts as not set,
 * and space around a value does not count.
 *
 * @throws ConfigError listing everything wrong at once
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
  const result = schema.safeParse(set);
  if (!result.success) {
    const lines = result.error.issues.map(({ path, message }) => `  ${path.join(".")} ${message}`);
    throw new ConfigError(`Flashback cannot start:\n${lines.join("\n")}`);
  }
  const {
    DISCORD_TOKEN,
    DISCORD_API_URL,
    REDIS_URL,
    LOG_LEVEL,
    HTTP_HOST,
    HTTP_PORT,
    PERSON_MIB,
    ROLE,
    SERVER_MIB,
  } = result.data;
  return {
    token: DISCORD_TOKEN,
    apiUrl: DISCORD_API_URL,
    redisUrl: REDIS_URL,
    logLevel: LOG_LEVEL,
    role: ROLE,
    personMib: PERSON_MIB,
    serverMib: SERVER_MIB,
    http: HTTP_PORT === undefined ? undefined : { host: HTTP_HOST, port: HTTP_PORT },
  };
}
