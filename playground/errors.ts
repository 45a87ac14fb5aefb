/** Where and why a body is refused, in the shape of Discord's `errors` object, flattened: "a.0.b" → what is wrong. */
export interface Mistake {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: string;
}

/** An answer in Discord's error format: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
export class DiscordError extends Error {
  readonly status: number;
  readonly code: number;
  readonly mistakes: readonly Mistake[];

  constructor(status: number, code: number, message: string, mistakes: readonly Mistake[] = []) {
    super(message);
    this.name = "DiscordError";
    this.status = status;
    this.code = code;
    this.mistakes = mistakes;
  }
}

const named = {
  unknownRoute: [404, 0, "404: Not Found"],
  unauthorized: [401, 0, "401: Unauthorized"],
  unknownApplication: [404, 10002, "Unknown Application"],
  unknownChannel: [404, 10003, "Unknown Channel"],
  unknownGuild: [404, 10004, "Unknown Guild"],
  unknownMember: [404, 10007, "Unknown Member"],
  unknownMessage: [404, 10008, "Unknown Message"],
  unknownUser: [404, 10013, "Unknown User"],
  unknownWebhook: [404, 10015, "Unknown Webhook"],
  unknownRole: [404, 10011, "Unknown Role"],
  unknownInteraction: [404, 10062, "Unknown interaction"],
  unknownCommand: [404, 10063, "Unknown application command"],
  tooManyOldEdits: [
    400,
    30046,
    "Maximum number of edits to messages older than 1 hour reached. Try again later",
  ],
  alreadyAcknowledged: [400, 40060, "Interaction has already been acknowledged."],
  tooManyFollowUps: [
    400,
    40094,
    "This interaction has reached the maximum number of follow-up messages that can be sent.",
  ],
  tooLarge: [413, 40005, "Request entity too large"],
  missingAccess: [403, 50001, "Missing Access"],
  notInDm: [403, 50003, "Cannot execute action on a DM channel"],
  editOfAnothers: [403, 50005, "Cannot edit a message authored by another user"],
  emptyMessage: [400, 50006, "Cannot send an empty message"],
  closedDms: [403, 50007, "Cannot send messages to this user"],
  missingPermission: [403, 50013, "You lack permissions to perform that action"],
  noReplyWithoutHistory: [403, 160002, "Cannot reply without permission to read message history"],
  invalidRole: [400, 50028, "Invalid Role"],
  expiredToken: [401, 50027, "Invalid Webhook Token"],
} as const satisfies Record<string, readonly [number, number, string]>;

/** One of Discord's errors, by what it means. */
export function discordError(name: keyof typeof named): DiscordError {
  const [status, code, message] = named[name];
  return new DiscordError(status, code, message);
}

/** 50035, "Invalid Form Body", with every reason; at least one. */
export function invalidBody(mistakes: readonly Mistake[]): DiscordError {
  return new DiscordError(400, 50035, "Invalid Form Body", mistakes);
}

/** The JSON body Discord sends for an error: `{message, code, errors?}`, mistakes nested by path under `_errors`. */
export function errorBody(error: DiscordError): Record<string, unknown> {
  if (error.mistakes.length === 0) return { message: error.message, code: error.code };
  const errors: Record<string, unknown> = {};
  for (const { path, code, message } of error.mistakes) {
    let node = errors;
    for (const key of path) {
      node[key] ??= {};
      node = node[key] as Record<string, unknown>;
    }
    const list = (node._errors ?? []) as unknown[];
    node._errors = [...list, { code, message }];
  }
  return { message: error.message, code: error.code, errors };
}

/** The same error with its mistakes one level deeper, as for a message inside a callback's `data`. */
export function nestedIn(error: DiscordError, key: string): DiscordError {
  const mistakes = error.mistakes.map((mistake) => ({ ...mistake, path: [key, ...mistake.path] }));
  return new DiscordError(error.status, error.code, error.message, mistakes);
}

/** One readable line for an error, every mistake with its path. */
export function describeError(error: DiscordError): string {
  const mistakes = error.mistakes.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  return `${error.code} ${error.message}${mistakes.length > 0 ? ` (${mistakes.join("; ")})` : ""}`;
}

/** What a person does is not something Discord's client would send; the message says what to do. */
export class CannotSend extends Error {}
