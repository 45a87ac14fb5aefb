import type { ButtonInteraction, ChatInputCommandInteraction } from "discord.js";
import type { Context } from "../command.ts";
import { personalFileView } from "../views/rights.ts";

/** `/settings export`, and the button that offers it. */
export async function exportMe(
  { user, attachmentSizeLimit }: ChatInputCommandInteraction | ButtonInteraction,
  { personalExport, respond }: Context,
): Promise<void> {
  await respond.show(personalFileView(await personalExport(user.id, attachmentSizeLimit)));
}
