import { UserError } from "../user-error.ts";

/** Where Discord keeps what people attach. */
const DISCORD_HOSTS: readonly string[] = ["cdn.discordapp.com", "media.discordapp.net"];

/** A larger file is not fetched. Bytes. */
const MOST_BYTES = 25 * 1024 * 1024;

/** A file that takes longer is given up. Milliseconds. */
const PATIENCE = 20_000;

/** What Discord says of a file that a person attached. */
interface Attached {
  readonly url: string;
  readonly name: string;
  readonly size: number;
}

export type Fetcher = (file: Attached) => Promise<Uint8Array>;

/**
 * Fetches what people attached, from Discord's own file hosts alone: an address in an interaction could be forged where
 * somebody else answers in Discord's place, and must not make the bot ask around in its own network.
 *
 * @param apiUrl where Discord's REST API is; where that is not Discord's own, its host may keep files as well
 * @returns a function that throws UserError when the file is too large or cannot be had
 */
export function createFetcher(apiUrl: string): Fetcher {
  const api = new URL(apiUrl);
  const isDiscord = api.host === "discord.com";

  function isAllowed(url: URL): boolean {
    if (url.protocol === "https:" && DISCORD_HOSTS.includes(url.host)) return true;
    return !isDiscord && url.host === api.host && url.protocol === api.protocol;
  }

  return async ({ url, name, size }) => {
    if (size > MOST_BYTES) throw tooLarge(name, size);
    if (!URL.canParse(url) || !isAllowed(new URL(url))) {
      throw new Error("an attachment lies neither with Discord nor where its API is");
    }
    try {
      const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
      if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of response.body) {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) throw tooLarge(name, bytes);
        chunks.push(chunk);
      }
      if (bytes < size) throw new Error(`${bytes} of ${size} bytes`);
      return Buffer.concat(chunks);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError("Discord did not hand over the file. Attach it once more.", { cause: error });
    }
  };
}

const tooLarge = (name: string, size: number) =>
  new UserError(
    `**${name.replace(/[\\`*_~|<>]/g, "\\$&").slice(0, 100)}** has ${(size / 1024 / 1024).toFixed(1)} MiB; files up to 25 MiB can be imported. Leave out sound, or split the deck.`,
  );
