import type { Client, REST } from "discord.js";
import type { Log } from "../ops/log.ts";
import { type Deadline, deadlineIn, type Store } from "../store/connection.ts";
import { type GuildSettings, writeSettings } from "../store/settings.ts";
import { changeRole, roleBar } from "./roles.ts";

/** For what is noted once Discord has answered. Milliseconds. */
const PATIENCE = 2000;

/** A learner whose streak has grown, and what is known of them in a server. */
interface Grown {
  readonly guildId: string;
  readonly userId: string;
  readonly days: number;
  /** Roles they have there; undefined where that is not known, and then a milestone reached today alone counts. */
  readonly held: readonly string[] | undefined;
}

export type Rewards = ReturnType<typeof createRewards>;

/** Roles that a server gives for streaks. What cannot be given is told to those who manage the server, in its settings. */
export function createRewards({
  store,
  settingsOf,
  client,
  log,
}: {
  readonly store: Store;
  /** Settings as they are, or were a moment ago. */
  readonly settingsOf: (guildId: string, deadline: Deadline) => Promise<GuildSettings>;
  /** Whoever has none has nobody who reviews. */
  readonly client: Client | undefined;
  readonly log: Log;
}) {
  async function give(
    rest: REST,
    { guildId, userId, days }: Grown,
    role: string,
    { refusedRole }: GuildSettings,
  ): Promise<void> {
    const change = { guildId, userId, roleId: role, give: true };
    const outcome = await changeRole(rest, change, `A streak of ${days} days`);
    if (outcome === "no-member") return;
    const refused = outcome === "done" ? undefined : { role, why: outcome };
    if (refused) log.info({ guildId, ...refused }, "a role could not be given");
    if (!refused && refusedRole?.role !== role) return;
    await writeSettings(store, guildId, { refusedRole: refused }, deadlineIn(PATIENCE));
  }

  return {
    /** Gives the roles of all milestones that a streak has passed. */
    async forStreak(grown: Grown, deadline: Deadline): Promise<void> {
      if (!client) return;
      const { guildId, days, held } = grown;
      const guild = client.guilds.cache.get(guildId);
      const settings = await settingsOf(guildId, deadline);
      for (const [milestone, role] of settings.milestoneRoles) {
        const isDue = held ? days >= milestone && !held.includes(role) : days === milestone;
        // What the gateway tells, the settings show by themselves; a request would be refused.
        if (isDue && guild && !roleBar(guild, role)) await give(client.rest, grown, role, settings);
      }
    },
  };
}
