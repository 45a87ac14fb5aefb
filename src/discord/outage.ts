import { HTTPError } from "discord.js";

/** What Node and undici call a connection that broke or was not to be had. */
const NETWORK = /^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|UND_ERR_)/;

/** Whether Discord was down or out of reach, after all of discord.js's own tries. */
export function isOutage(error: unknown): boolean {
  if (error instanceof HTTPError) return error.status >= 500;
  const { name, code } = error as { name?: unknown; code?: unknown };
  return name === "AbortError" || (typeof code === "string" && NETWORK.test(code));
}
