import { deadlineIn, StoreError } from "../../store/connection.ts";
import { UserError } from "../../user-error.ts";
import type { Context } from "../command.ts";
import { savedView } from "../views/notes.ts";
import type { View } from "../views/parts.ts";

/** Once a change is saved, to show it may take so long. Milliseconds. */
const PATIENCE = 1500;

/**
 * What to show after a change that is saved. What is saved must not be called "not saved" because what comes after
 * could not be read in time.
 */
export async function afterSaving(
  context: Context,
  draw: (context: Context) => Promise<View>,
): Promise<View> {
  try {
    return await draw({ ...context, deadline: deadlineIn(PATIENCE) });
  } catch (error) {
    // A deck that is gone by now is no mistake of whoever has just saved a card into it either.
    if (!(error instanceof StoreError || error instanceof UserError)) throw error;
    context.log.warn({ err: error }, "saved, but could not show it");
    return savedView(error instanceof UserError ? error.message : undefined);
  }
}
