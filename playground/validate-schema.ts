/** Bodies against Discord's own schema, as the package `discord-api-spec` has it. */

import type { Issue, Schema } from "discord-api-spec/zod";
import * as spec from "discord-api-spec/zod";
import type { Mistake } from "./errors.ts";

const schemas = {
  message: spec.MessageCreateRequestSchema,
  messageEdit: spec.MessageEditRequestPartialSchema,
  followUp: spec.IncomingWebhookInteractionRequestSchema,
  webhookEdit: spec.IncomingWebhookUpdateRequestPartialSchema,
  reply: spec.CreateMessageInteractionCallbackRequestSchema,
  update: spec.UpdateMessageInteractionCallbackRequestSchema,
  modal: spec.ModalInteractionCallbackRequestSchema,
  autocomplete: spec.ApplicationCommandAutocompleteCallbackRequestSchema,
  dm: spec.CreatePrivateChannelRequestSchema,
  command: spec.ApplicationCommandUpdateRequestSchema,
} satisfies Record<string, Schema>;

export type SchemaName = keyof typeof schemas;

/** Everything in which a body differs from the schema; empty when it fits. Unknown keys pass, as on Discord. */
export function checkSchema(name: SchemaName, body: unknown): Mistake[] {
  const result = schemas[name].safeParse(body);
  return result.success ? [] : result.error.issues.flatMap((issue) => readable(issue, []));
}

function readable(issue: Issue, above: Mistake["path"]): Mistake[] {
  const path = [...above, ...issue.path];
  const branches = issue.code === "invalid_union" ? (issue.errors ?? []) : [];
  if (branches.length === 0) return [{ path, code: issue.code.toUpperCase(), message: reason(issue) }];
  // A union of components differs by `type`: the branch that has the body's type says what is wrong.
  const sameType = branches.filter(
    (issues) => !issues.some((one) => one.path.length === 1 && one.path[0] === "type"),
  );
  if (sameType.length === 0)
    return [
      { path: [...path, "type"], code: "UNION_TYPE_CHOICES", message: "is of no type that may stand here" },
    ];
  const best = sameType.toSorted((a, b) => a.length - b.length)[0] ?? [];
  return best.flatMap((one) => readable(one, path));
}

/** What is wrong, in words: the schemas' own messages say "Invalid input" of everything. */
function reason({ code, message, expected, format, values, minimum, maximum }: Issue): string {
  switch (code) {
    case "too_big":
      return `Must be ${maximum} or fewer in length, or at most that`;
    case "too_small":
      return `Must be ${minimum} or more in length, or at least that`;
    case "invalid_type":
      return `Must be of type ${expected}`;
    case "invalid_value":
      return `Must be one of ${values?.join(", ")}`;
    case "invalid_format":
      return `Must have the format ${format}`;
    default:
      return message;
  }
}
