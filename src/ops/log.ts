import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";

export type Log = Logger;

/**
 * The log: JSON lines on standard output. It never holds tokens or the text of cards; errors of requests are cut to
 * what identifies them, since their bodies do.
 *
 * @param out in place of standard output
 */
export function createLog(level: string, out?: DestinationStream): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ["token", "*.token"], remove: true },
    serializers: { err: describeError },
  };
  return out ? pino(options, out) : pino(options);
}

/** An error as it is logged: no request bodies, no URL with an interaction's token in it. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const { code, status, method } = error as { code?: unknown; status?: unknown; method?: unknown };
  return {
    name,
    message: hideTokens(message),
    code,
    status,
    method,
    stack: stack && hideTokens(stack),
    cause: cause === undefined ? undefined : describeError(cause),
  };
}

const hideTokens = (text: string) => text.replace(/\/(webhooks|interactions)\/(\d+)\/[^/\s?]+/g, "/$1/$2/…");
