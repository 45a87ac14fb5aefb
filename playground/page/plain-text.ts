import { type Node, parse } from "./markdown-tree.ts";
import { channelsOf, roleOf } from "./model.ts";
import { nameHere, type View } from "./view.ts";

/** Discord markdown as one line of text, with what is under a spoiler left under it. */
export function plainText(source: string, view: View): string {
  return textOf(parse(source), view).replace(/\s+/g, " ").trim();
}

function textOf(content: unknown, view: View): string {
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return content.map((node) => textOf(node, view)).join("");
  if (typeof content !== "object" || content === null) return "";
  const node = content as Node;
  const id = String(node.id);
  const person = view.state.users[id];
  switch (node.type) {
    case "br":
    case "newline":
      return " ";
    case "spoiler":
      return "▮▮▮";
    case "list":
      return (node.items as unknown[]).map((item) => textOf(item, view)).join(" ");
    case "discordUser":
      return `@${person === undefined ? "unknown-user" : nameHere(view, person)}`;
    case "discordRole":
      return `@${roleOf(view.state, id)?.name ?? "unknown-role"}`;
    case "discordChannel":
      return `#${channelsOf(view.state).find((one) => one.id === id)?.name ?? "unknown"}`;
    case "discordEveryone":
      return "@everyone";
    case "discordHere":
      return "@here";
    case "discordSlash":
      return `/${String(node.name)}`;
    case "discordTimestamp":
      return new Date(Number(node.timestamp) * 1000).toLocaleString();
    case "discordEmoji":
      return `:${String(node.name)}:`;
    default:
      return textOf(node.content, view);
  }
}
