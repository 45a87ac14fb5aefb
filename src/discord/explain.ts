import { randomBytes } from "node:crypto";
import { RESTJSONErrorCodes } from "discord.js";
import { FormatError } from "../decks/formats/types.ts";
import { BusyError } from "../offload/offload.ts";
import type { Log } from "../ops/log.ts";
import type { AnswerOutcome } from "../ops/metrics.ts";
import { NotShownError } from "../rounds/course.ts";
import { StoreError } from "../store/connection.ts";
import { UserError } from "../user-error.ts";
import { isOutage } from "./outage.ts";
import { isDiscordError } from "./responder.ts";
import { bugView, mistakeView, notShownView, outageView, storeView } from "./views/notes.ts";
import type { View } from "./views/parts.ts";

/** What went wrong, for the figures, and what to tell the person, where they can still be told. */
export interface Explanation {
  readonly outcome: AnswerOutcome;
  readonly view?: View;
}

/**
 * Sorts an error into a person's mistake, a store that failed, an answer that Discord took no more or could not take,
 * and a bug.
 */
export function explain(error: unknown, log: Log): Explanation {
  if (error instanceof UserError || error instanceof FormatError) {
    return { outcome: "mistake", view: mistakeView(error.message) };
  }
  if (error instanceof BusyError) {
    log.warn("too many files at once");
    return { outcome: "busy", view: mistakeView(error.message) };
  }
  if (error instanceof StoreError) {
    log.error({ err: error, outcome: error.outcome }, "the store failed");
    return { outcome: error.outcome === "not-sent" ? "not-saved" : "unconfirmed", view: storeView(error) };
  }
  if (isDiscordError(error, RESTJSONErrorCodes.UnknownInteraction, RESTJSONErrorCodes.InvalidWebhookToken)) {
    // Nothing can be said any more. What was committed stays, and the next press shows it.
    log.warn({ code: error.code }, "an interaction was over before it was answered");
    return { outcome: "too-late" };
  }
  if (isDiscordError(error, RESTJSONErrorCodes.UnknownMessage, RESTJSONErrorCodes.UnknownChannel)) {
    log.info({ code: error.code }, "the message to change is gone");
    return { outcome: "gone" };
  }
  if (error instanceof NotShownError) {
    log.error({ err: error }, "Discord did not take a message of a round");
    return { outcome: "discord", view: notShownView() };
  }
  if (isOutage(error)) {
    log.error({ err: error }, "Discord did not take an answer");
    return { outcome: "discord", view: outageView() };
  }
  const reference = randomBytes(4).toString("hex");
  log.error({ err: error, reference }, "a bug");
  return { outcome: "bug", view: bugView(reference) };
}
