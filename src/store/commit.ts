import { type Deadline, type Store, StoreError, within } from "./connection.ts";

/** Redis's clock when it answered, in ms since 1970, and performance.now() when the answer came. */
export interface Clock {
  readonly redis: number;
  readonly local: number;
}

/** What a commit was decided on: the hash that holds the revision, and the revision it had. */
export interface Basis {
  readonly key: string;
  readonly revision: string;
  readonly clock: Clock;
}

/** A further key of a command, such as the one that RENAME moves to. */
interface KeyArgument {
  readonly key: string;
}

/** A Redis command: its name, its key, and its other arguments. All keys of a commit lie in one slot. */
export type Write = readonly [command: string, key: string, ...(string | number | Buffer | KeyArgument)[]];

/** Names and values of a hash's fields. */
export type Fields = ReadonlyMap<string, string>;

/** A hash as the scripts send it: names and values by turns, as JSON. Of an empty one Lua makes an object. */
export function fieldsOf(json: Buffer): Fields {
  const flat: unknown = JSON.parse(json.toString());
  const fields = new Map<string, string>();
  if (!Array.isArray(flat)) return fields;
  for (let index = 0; index < flat.length; index += 2) fields.set(flat[index], flat[index + 1]);
  return fields;
}

/** The commands that make one state of a hash out of another. */
export function hashWrites(key: string, before: Fields, after: Fields): Write[] {
  const set = [...after].filter(([field, value]) => before.get(field) !== value).flat();
  const gone = [...before.keys()].filter((field) => !after.has(field));
  return [
    ...(set.length > 0 ? [["HSET", key, ...set] as const] : []),
    ...(gone.length > 0 ? [["HDEL", key, ...gone] as const] : []),
  ];
}

const isKey = (value: Write[number]): value is KeyArgument =>
  typeof value === "object" && !Buffer.isBuffer(value);

/**
 * Carries out writes, all of them or none.
 *
 * The script refuses to write after the deadline, in Redis's own clock, so that a command which Redis was too frozen
 * to read cannot take effect once the person has been told that it may not have.
 *
 * @returns "conflict" when the revision is another by now: nothing was written, load again
 * @throws StoreError "not-sent" or "unknown"
 */
export async function commit(
  store: Store,
  { key, revision, clock }: Basis,
  writes: readonly Write[],
  deadline: Deadline,
): Promise<"done" | "conflict"> {
  const further = writes.flatMap((write) => write.filter(isKey).map((argument) => argument.key));
  const names = [...new Set([key, ...writes.map(([, name]) => name), ...further])];
  const indexes = new Map(names.map((name, index) => [name, index + 1]));
  const raw: Buffer[] = [];
  const packed = writes.map(([command, name, ...values]) => [
    command,
    indexes.get(name),
    ...values.map((value) => {
      if (Buffer.isBuffer(value)) return raw.push(value) + 3;
      return isKey(value) ? [indexes.get(value.key)] : String(value);
    }),
  ]);
  const redisDeadline = Math.floor(clock.redis + deadline - clock.local);
  const reply = await within(
    store.commit(names.length, ...names, revision, redisDeadline, JSON.stringify(packed), ...raw),
    deadline,
    true,
  );
  if (reply === "late") throw new StoreError("not-sent", new Error("the deadline of the commit had passed"));
  return reply === "done" ? "done" : "conflict";
}
