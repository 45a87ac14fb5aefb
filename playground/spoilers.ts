/** What stays covered until its reader uncovers it, each for themselves and without a request. */
import { type APIMessage, ComponentType } from "discord-api-types/v10";
import type { RawComponent } from "./components.ts";

/** What stands in the place of a text that is covered. */
const cover = "▮▮▮";

/** A message without what is covered in it. */
export interface Covered {
  readonly message: APIMessage;
  readonly components: readonly RawComponent[];
  /** How many texts, pictures, files and containers are covered. */
  readonly hidden: number;
}

/** Takes out of a message what is under a spoiler. */
export function coverSpoilers(message: APIMessage): Covered {
  let hidden = 0;
  const text = (source: string): string => {
    const { shown, count } = coverText(source);
    hidden += count;
    return shown;
  };
  const strings = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value), (_key, one: unknown) => (typeof one === "string" ? text(one) : one));
  const isCovered = (value: { readonly spoiler?: boolean } | undefined): boolean => {
    if (value?.spoiler !== true) return false;
    hidden += 1;
    return true;
  };
  const walk = (components: readonly RawComponent[]): RawComponent[] =>
    components
      .filter((component) => !isCovered(component))
      .map((component) => {
        const { accessory } = component;
        const hasCoveredThumbnail = accessory?.type === ComponentType.Thumbnail && isCovered(accessory);
        const { accessory: _, ...rest } = component;
        return {
          ...(hasCoveredThumbnail ? rest : component),
          ...(component.content === undefined ? {} : { content: text(component.content) }),
          ...(component.components === undefined ? {} : { components: walk(component.components) }),
          ...(component.items === undefined
            ? {}
            : { items: component.items.filter((item) => !isCovered(item)) }),
        };
      });
  const components = walk((message.components ?? []) as unknown as RawComponent[]);
  const attachments = message.attachments.filter(
    ({ filename }) => !isCovered({ spoiler: filename.startsWith("SPOILER_") }),
  );
  const shown = { ...message, content: text(message.content), embeds: strings(message.embeds), attachments };
  return { message: shown, components, hidden };
}

/** A text without what is between double bars, which mean nothing in code and after a backslash. */
export function coverText(source: string): { readonly shown: string; readonly count: number } {
  let count = 0;
  const shown = source.replace(/\\[\s\S]|(`+)[\s\S]*?[^`]\1(?!`)|\|\|[\s\S]+?\|\|/g, (part) => {
    if (!part.startsWith("||")) return part;
    count += 1;
    return cover;
  });
  return { shown, count };
}
