import { deadlineIn } from "../store/connection.ts";
import type { Services } from "./command.ts";
import { readQuizButton } from "./custom-id.ts";
import type { Answerable, createResponder } from "./responder.ts";
import { stillClosedView } from "./views/remind.ts";

/** For what is noted once the person has their answer. Milliseconds. */
const PATIENCE = 5000;

/** A press in a quiz is on record with what it did, and must cost no request more. */
const isOnRecord = (interaction: Answerable) =>
  interaction.isButton() && readQuizButton(interaction.customId)?.do === "press";

/**
 * Notes, once an interaction is answered, that its person uses the bot; and tells whoever could not be messaged.
 * Where that fails, a later interaction does it.
 */
export async function noteUse(
  interaction: Answerable,
  respond: ReturnType<typeof createResponder>,
  { reminding, log }: Pick<Services, "reminding" | "log">,
): Promise<void> {
  // A form that was opened leaves no room for words; what is written in it comes as an interaction too.
  if (isOnRecord(interaction) || respond.isForm()) return;
  const { id: userId } = interaction.user;
  try {
    if (!(await reminding.noteUse(userId, deadlineIn(PATIENCE)))) return;
    await respond.tell(stillClosedView());
    await reminding.noteClosed(userId, deadlineIn(PATIENCE));
  } catch (error) {
    log.debug({ err: error }, "could not note that somebody uses the bot");
  }
}
