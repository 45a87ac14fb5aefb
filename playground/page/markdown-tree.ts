/** Discord markdown as the library reads it. */
import { type parser as libraryParser, markdownEngine, rules } from "@odiffey/discord-markdown";

/** A node of the library's syntax tree; what it holds beside its type depends on the rule that made it. */
export type Node = ReturnType<typeof libraryParser>[number];

// The library's own rule stops at the first space, but a subcommand's mention has one: </deck list:123>.
const discordSlash = {
  ...rules.discordSlash,
  match: markdownEngine.inlineRegex(
    /^<\/([-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]+(?: [-_'\p{L}\p{N}]+){0,2}):(\d{17,20})>/u,
  ),
};
const read = markdownEngine.parserFor({ ...rules, discordSlash });

/** Reads Discord markdown. */
export function parse(source: string): Node[] {
  return read(source, { inline: true, inQuote: false, inEmphasis: false });
}
