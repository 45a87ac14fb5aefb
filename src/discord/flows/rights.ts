import type { ButtonInteraction, ChatInputCommandInteraction } from "discord.js";
import type { Context } from "../command.ts";
import { erasedView, eraseView, personalFileView } from "../views/rights.ts";

type Asked = ChatInputCommandInteraction | ButtonInteraction;

/** "Delete everything" is good for so long: what there is may have become more since. Milliseconds. */
const GOOD_FOR = 15 * 60_000;

/** `/settings export`, and the button that offers it: the question stays where it is. */
export async function exportMe(interaction: Asked, { personalExport, respond }: Context): Promise<void> {
  const { user, attachmentSizeLimit } = interaction;
  const view = personalFileView(await personalExport(user.id, attachmentSizeLimit));
  if (interaction.isButton()) await respond.tell(view);
  else await respond.show(view);
}

/** `/settings delete`: asks. */
export async function askToErase({ user, createdTimestamp }: Asked, context: Context): Promise<void> {
  await context.respond.show(eraseView(await context.erasing.outline(user.id), createdTimestamp));
}

/** "Delete everything". @param asked when the question was put, by Discord's clock, in ms */
export async function eraseMe(
  interaction: ButtonInteraction,
  asked: number,
  context: Context,
): Promise<void> {
  const { erasing, respond, mention } = context;
  const { user, createdTimestamp } = interaction;
  if (!(createdTimestamp - asked < GOOD_FOR)) return await askToErase(interaction, context);
  const outcome = await erasing.erase(user.id);
  await respond.show(erasedView(outcome === "done", mention("quiz")));
}
