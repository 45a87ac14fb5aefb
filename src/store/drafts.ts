import { type Deadline, type Store, within } from "./connection.ts";
import { learnerKeys } from "./keys.ts";

/** What was written into a form waits so long for its writer. Seconds. */
const DRAFT_SECONDS = 3600;

/** What a person wrote into a form that could not be taken as it was. */
export interface Draft {
  /** The form's `custom_id`. */
  readonly form: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Keeps what was written; the last draft of a person alone. @throws StoreError */
export async function keepDraft(store: Store, userId: string, draft: Draft, deadline: Deadline) {
  await within(
    store.set(learnerKeys(userId).draft, JSON.stringify(draft), "EX", DRAFT_SECONDS),
    deadline,
    true,
  );
}

/** The last draft of a person; undefined when there is none. @throws StoreError "not-sent" */
export async function readDraft(
  store: Store,
  userId: string,
  deadline: Deadline,
): Promise<Draft | undefined> {
  const text = await within(store.get(learnerKeys(userId).draft), deadline, false);
  return text === null ? undefined : (JSON.parse(text) as Draft);
}
