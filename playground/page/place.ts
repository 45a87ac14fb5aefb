/** Where the page is, kept in the address so that a reload or a bookmark comes back to it. */
export interface Place {
  readonly userId?: string;
  readonly channelId?: string;
}

/** Reads `#/<user id>/<channel id>`; whatever is missing or malformed is left out. */
export function parsePlace(hash: string): Place {
  const match = /^#\/(\d{1,20})(?:\/(\d{1,20}))?$/.exec(hash);
  if (match === null) return {};
  const [, userId, channelId] = match;
  return { ...(userId === undefined ? {} : { userId }), ...(channelId === undefined ? {} : { channelId }) };
}

/** The address fragment of a place; the empty string for nowhere. */
export function formatPlace({ userId, channelId }: Place): string {
  if (userId === undefined) return "";
  return channelId === undefined ? `#/${userId}` : `#/${userId}/${channelId}`;
}

/** The people, by username or id, whom the address asks for: `?as=ada`, or side by side `?as=ada,ben`. */
export function peopleOf(search: string): readonly string[] {
  const asked = new URLSearchParams(search).get("as") ?? "";
  return asked.split(",").flatMap((one) => one.trim() || []);
}
