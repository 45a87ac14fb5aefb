import type { Deadline } from "../store/connection.ts";
import { nextRecapOf, scheduleRecap } from "../store/recaps.ts";
import type { GuildSettings } from "../store/settings.ts";
import { type ComposeDeps, composeRecap, type RecapScene } from "./compose.ts";
import { wantsRecap } from "./planner.ts";
import { endedWeek, nextRecap } from "./week.ts";

export type Recaps = ReturnType<typeof createRecaps>;

/** What those who manage a server can do about its recaps. Functions throw StoreError. */
export function createRecaps(deps: ComposeDeps) {
  const { store, now } = deps;

  return {
    /**
     * Puts the next recap where it belongs, by how a server wants it.
     *
     * @returns when it is, in ms since 1970; undefined when none is
     */
    async schedule(
      guildId: string,
      settings: GuildSettings,
      deadline: Deadline,
    ): Promise<number | undefined> {
      const before = await nextRecapOf(store, guildId, deadline);
      // One whose time has come is the planner's.
      if (before !== undefined && before <= now()) return before;
      const next = wantsRecap(settings) ? nextRecap(settings.zone, now()) : undefined;
      if (next !== before) await scheduleRecap(store, guildId, next, deadline);
      return next;
    },

    /** What a recap would say now; undefined where nobody earned a point in the week before. */
    preview: (guildId: string, { zone }: GuildSettings): Promise<RecapScene | undefined> =>
      composeRecap(deps, guildId, endedWeek(zone, now()), zone),
  };
}
