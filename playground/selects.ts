/** Selects, in messages and in modals: what can be chosen in them, and what choosing sends. */
import { ComponentType } from "discord-api-types/v10";
import {
  allComponents,
  type RawComponent,
  type RawOption,
  type RawSelect,
  selectTypes,
} from "./components.ts";
import { CannotSend } from "./errors.ts";
import {
  type Place,
  type Resolved,
  resolveChannel,
  resolveMentionable,
  resolveRole,
  resolveUser,
} from "./resolved.ts";

/** The selects of a message, in reading order. */
export function selectsOf(components: readonly RawComponent[]): RawSelect[] {
  return allComponents(components)
    .map(({ component }) => component as RawSelect)
    .filter((component) => selectTypes.has(component.type ?? 0));
}

/** What a select is called in a sentence. */
function selectName(select: RawSelect): string {
  return `The select "${select.placeholder ?? select.custom_id ?? ""}"`;
}

/** Throws CannotSend where fewer or more are chosen than may be, or one twice. */
export function checkCount(what: string, values: readonly unknown[], least: number, most: number): void {
  if (values.length < least) throw new CannotSend(`${what} takes at least ${least}, not ${values.length}.`);
  if (values.length > most) throw new CannotSend(`${what} takes at most ${most}, not ${values.length}.`);
  if (new Set(values).size < values.length) throw new CannotSend(`${what} takes nothing twice.`);
}

/** Throws CannotSend for a value that is none of the options. */
export function checkOptions(what: string, values: readonly string[], options: readonly RawOption[]): void {
  for (const value of values) {
    if (options.some((option) => option.value === value)) continue;
    const known = options.map((option) => `"${option.label}"`).join(", ");
    throw new CannotSend(`${what} has no option "${value}"; it has: ${known}.`);
  }
}

/** Checks that values can be chosen, as the client does, and adds what they name to `into`. */
export function choose(
  place: Place,
  select: RawSelect,
  what: string,
  values: readonly string[],
  into: Resolved,
): void {
  if (select.type === ComponentType.StringSelect) checkOptions(what, values, select.options ?? []);
  else for (const value of values) resolveChosen(place, select, value, into);
}

function resolveChosen(place: Place, select: RawSelect, id: string, into: Resolved): void {
  if (select.type === ComponentType.UserSelect) resolveUser(place, id, into);
  if (select.type === ComponentType.RoleSelect) resolveRole(place, id, into);
  if (select.type === ComponentType.MentionableSelect) resolveMentionable(place, id, into);
  if (select.type === ComponentType.ChannelSelect)
    resolveChannel(place, id, select.channel_types ?? undefined, into);
}

/** The interaction data of choosing in a select of a message. Throws CannotSend as the client would refuse. */
export function selectData(
  place: Place,
  select: RawSelect,
  values: readonly string[],
): Record<string, unknown> {
  const what = selectName(select);
  if (select.disabled === true) throw new CannotSend(`${what} is disabled.`);
  checkCount(what, values, select.min_values ?? 1, select.max_values ?? 1);
  const resolved: Resolved = {};
  choose(place, select, what, values, resolved);
  return {
    component_type: select.type,
    custom_id: select.custom_id,
    ...(select.id === undefined ? {} : { id: select.id }),
    values,
    ...(Object.keys(resolved).length > 0 ? { resolved } : {}),
  };
}
