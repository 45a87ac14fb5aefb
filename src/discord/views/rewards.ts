import type { GuildSettings, RoleBar } from "../../store/settings.ts";
import { MILESTONES } from "../../study/streak.ts";
import { SETTINGS_PREFIX, tokensOf } from "../custom-id.ts";
import { relative, roleSelect, selectRow, text } from "./parts.ts";
import type { PageParts } from "./settings.ts";

const id = tokensOf(SETTINGS_PREFIX);

/** What keeps the bot from giving a role, and what those who manage the server can do about it. */
const BARS: Readonly<Record<RoleBar, string>> = {
  permission: "I lack the permission **Manage Roles**. Switch it on for my role in Server Settings ▸ Roles.",
  place: "my own role stands below it. Drag mine above it in Server Settings ▸ Roles.",
  managed: "it belongs to an integration, which alone gives it. Choose another role.",
  gone: "it is gone. Choose another one.",
};

/** What a select of roles says while none is chosen. */
const NONE = "No role";

/** Why a role is not given. */
export const barWords = (role: string, bar: RoleBar): string => `I can't give <@&${role}>: ${BARS[bar]}`;

/** Roles that a server gives. */
export interface RewardsScene {
  readonly settings: Pick<GuildSettings, "milestoneRoles" | "firstRole" | "refusedRole">;
  /** What keeps the bot from giving the chosen roles, by role. */
  readonly bars: ReadonlyMap<string, RoleBar>;
  /** When the role of the first place passes on, in ms; undefined where there is none. */
  readonly passesAt: number | undefined;
}

/** Roles for streaks, and for the first place of the week. */
export function rewardsPage({ settings, bars, passesAt }: RewardsScene): PageParts {
  const { milestoneRoles, firstRole, refusedRole } = settings;
  // Of one that is gone nothing can be chosen beforehand.
  const shown = (role: string | undefined) =>
    role !== undefined && bars.get(role) !== "gone" ? role : undefined;
  const refused = refusedRole && !bars.has(refusedRole.role) ? [refusedRole] : [];
  const troubles = [
    ...[...bars].map(([role, bar]) => barWords(role, bar)),
    ...refused.map(({ role, why }) => `When I last tried: ${barWords(role, why)}`),
  ];
  return [
    text(
      "**Roles for streaks**\n-# For so many days in a row, given with the next review here. Whoever has one keeps it.",
    ),
    // Once a role is chosen, its name takes the place of what the select is for.
    ...MILESTONES.flatMap((days) => [
      text(`-# **${days} days**`),
      selectRow(roleSelect(id("milestone", days), NONE, shown(milestoneRoles.get(days)))),
    ]),
    text(
      `**Role of the week's first place**\n-# Passed on every Monday at 09:00 by the server's clock${passesAt === undefined ? "" : `: next ${relative(passesAt)}`}.`,
    ),
    selectRow(roleSelect(id("first"), NONE, shown(firstRole))),
    troubles.length > 0
      ? text(troubles.map((words) => `⚠ ${words}`).join("\n"))
      : text("-# It takes the permission **Manage Roles**, and my own role above those I give."),
  ];
}
