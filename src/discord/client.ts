import { Client, GatewayIntentBits, Options, REST } from "discord.js";
import { paced } from "./pace.ts";

/** How a client asks Discord. @param perSecond requests a second at most, apart from answers to interactions */
const restOptions = (apiUrl: string, perSecond: number) => ({
  api: apiUrl,
  globalRequestsPerSecond: Number.POSITIVE_INFINITY,
  makeRequest: paced(apiUrl, perSecond),
});

/** What asks Discord as the bot where there is no connection to the gateway. */
export const createRest = (apiUrl: string, token: string, perSecond: number): REST =>
  new REST({ version: "10", ...restOptions(apiUrl, perSecond) }).setToken(token);

/**
 * The discord.js client: the `Guilds` intent alone, pings nobody, and keeps little in memory. Guilds, channels and
 * roles are kept whole, since discord.js needs them.
 *
 * @param apiUrl base of the REST API, ends in `/api`
 * @param perSecond requests a second at most, apart from answers to interactions
 */
export function createClient(apiUrl: string, perSecond: number): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [], users: [], roles: [], repliedUser: false },
    // Our bodies are Discord's own JSON already; turning every key of them into snake_case is a sixth of a press.
    jsonTransformer: (body: unknown) => body,
    rest: restOptions(apiUrl, perSecond),
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      ReactionManager: 0,
      PresenceManager: 0,
      ThreadMemberManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
      UserManager: { maxSize: 200, keepOverLimit: (user) => user.id === user.client.user.id },
    }),
  });
}
