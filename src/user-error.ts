/** Something the person can act on: its message says what is wrong and what to do, and only they see it. */
export class UserError extends Error {
  override readonly name = "UserError";
}
