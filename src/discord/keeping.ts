import { createHash } from "node:crypto";
import type { ButtonInteraction, ModalSubmitInteraction } from "discord.js";
import { BusyError } from "../offload/offload.ts";
import { deadlineIn, StoreError } from "../store/connection.ts";
import type { Draft } from "../store/drafts.ts";
import { UserError } from "../user-error.ts";
import type { Context } from "./command.ts";
import { readToken, token } from "./custom-id.ts";
import { viewerOf } from "./viewer.ts";
import { type Form, filled, type Written, writtenIn } from "./views/forms.ts";
import { keptView } from "./views/notes.ts";

/** To keep a draft may take so long; what a form began may have used up the time of the press. Milliseconds. */
const PATIENCE = 1500;

/** Told by what a draft holds, so that a button opens what it was made for and nothing else. */
const nameOf = (draft: Draft) =>
  createHash("sha256").update(JSON.stringify(draft)).digest("base64url").slice(0, 12);

/**
 * Does what a form is for. Where that cannot be, nothing that was written is lost: a button opens the form as it was
 * sent, and where that cannot be kept either, what was written comes back with the answer.
 *
 * @param work is given what stands in the form
 */
export async function keeping(
  interaction: ModalSubmitInteraction,
  context: Context,
  work: (fields: Written) => Promise<void>,
): Promise<void> {
  const fields = writtenIn(interaction);
  try {
    await work(fields);
  } catch (error) {
    const isFailure = error instanceof StoreError || error instanceof BusyError;
    if (!isFailure && !(error instanceof UserError)) throw error;
    if (isFailure) context.log.error({ err: error }, "a form could not be taken");
    const again = error instanceof StoreError ? undefined : await keep(interaction, context, fields);
    await context.respond.tell(keptView(error, fields, again));
  }
}

/** Keeps what stands in a form. @returns the `custom_id` that opens the form with it; undefined where the store failed */
export async function keep(
  interaction: ModalSubmitInteraction,
  { editing, log }: Context,
  fields: Written = writtenIn(interaction),
): Promise<string | undefined> {
  const draft: Draft = { form: interaction.customId, fields };
  const [prefix = ""] = draft.form.split(":", 1);
  try {
    await editing.keepDraft(viewerOf(interaction), draft, deadlineIn(PATIENCE));
    return token(prefix, "again", nameOf(draft));
  } catch (error) {
    log.error({ err: error }, "could not keep what was written into a form");
    return undefined;
  }
}

/** Makes a form anew by its `custom_id`, which comes from the store: who may have it is still to be asked. */
export type FormOf = (
  customId: string,
  interaction: ButtonInteraction,
  context: Context,
) => Promise<Form> | Form;

/** "Back to the form": opens it as it was sent. What can be opened no more comes as what was written. */
export async function reopen(
  interaction: ButtonInteraction,
  context: Context,
  formOf: FormOf,
): Promise<void> {
  const { editing, respond, deadline } = context;
  respond.hold();
  const draft = await editing.draft(viewerOf(interaction), deadline);
  const [name] = readToken(interaction.customId).args;
  if (!draft || nameOf(draft) !== name) {
    throw new UserError(
      "What you wrote there is not kept any more: it is older than an hour, or you have sent another form since that could not be taken either. Open the form anew.",
    );
  }
  let form: Form;
  try {
    form = filled(await formOf(draft.form, interaction, context), draft.fields);
  } catch (error) {
    if (!(error instanceof UserError || error instanceof StoreError)) throw error;
    return await respond.tell(keptView(error, draft.fields, undefined));
  }
  await respond.ask(form);
}
