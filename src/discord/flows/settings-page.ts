import type { AnySelectMenuInteraction, ButtonInteraction, ModalSubmitInteraction } from "discord.js";
import type { GuildSettings } from "../../store/settings.ts";
import type { Context } from "../command.ts";
import type { viewerOf } from "../viewer.ts";
import type { PageParts, Tab } from "../views/settings.ts";

/** What a person did on a page. */
export type Sent = ButtonInteraction | AnySelectMenuInteraction | ModalSubmitInteraction;

export type Person = Parameters<typeof viewerOf>[0];

/** Settings to save; undefined where the person was answered already. */
type Changes = Partial<GuildSettings> | undefined;

/** A topic of a server's settings: what its page shows, and what comes of its buttons, selects and forms. */
export interface SettingsPage extends Tab {
  readonly draw: (
    settings: GuildSettings,
    interaction: Person,
    context: Context,
  ) => Promise<PageParts> | PageParts;
  /**
   * By the verb of a `custom_id`, which no other page has. Called once it is known that the person may change the
   * settings of the server they are in. One that opens a form calls `hold` first.
   */
  readonly verbs: Readonly<Record<string, (sent: Sent, context: Context) => Promise<Changes> | Changes>>;
}

/** What was chosen in a select. */
export const chosenIn = (sent: Sent): readonly string[] => (sent.isAnySelectMenu() ? sent.values : []);
