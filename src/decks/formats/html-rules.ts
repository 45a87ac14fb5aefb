import TurndownService from "turndown";
import { imageReference } from "../image.ts";
import { scripted } from "../tex-symbols.ts";
import { convertLight, isLightBlock, type Tag } from "./html-light.ts";
import { type Holder, MARKS, withoutForgedMarks, withoutMarks } from "./html-marks.ts";

/** The id of the image with this address in the file, or undefined where there is none to show. */
export type ImageLookup = (src: string) => string | undefined;

type Convert = (content: string, node: Tag) => string;

const nothing: Convert = () => "";
/** On lines of its own; nested blocks share the breaks at their ends. */
const block: Convert = (content) =>
  `${content.startsWith("\n") ? "" : "\n"}${content}${content.endsWith("\n") ? "" : "\n"}`;
const paragraph: Convert = (content) => `\n\n${content}\n\n`;

/**
 * A converter from HTML to text with marks and placeholders, which `finishMarkdown` makes Markdown of.
 * `holder` holds finished pieces, `image` finds images.
 */
export function createConverter(holder: Holder, image: ImageLookup): (html: string) => string {
  const converters = new Map<string, Convert>([...COMMON, ...ofPieces(holder, image)]);
  const convert = (content: string, node: Tag, isBlock: boolean) => {
    const own = converters.get(node.nodeName) ?? (isBlock ? block : styled);
    return own(content, node);
  };
  const light = (content: string, tag: Tag) => convert(content, tag, isLightBlock(tag));
  return (html) => convertLight(html, light) ?? createService(convert).turndown(html);
}

/** The converter of any HTML. */
function createService(convert: (content: string, node: Tag, isBlock: boolean) => string): TurndownService {
  const service = new TurndownService({
    blankReplacement: (_content, node) => (isBlock(node) ? "\n" : ""),
  });
  service.escape = withoutForgedMarks;
  service.addRule("all", {
    filter: () => true,
    replacement: (content, node) => convert(content, node, isBlock(node)),
  });
  return service;
}

const isBlock = (node: HTMLElement) => "isBlock" in node && node.isBlock === true;

/** Marks around every line of the content, after what begins the line: Markdown's emphasis is of one line. */
function emphasis(on: string, off: string): Convert {
  const own = new RegExp(`[${on}${off}]`, "g");
  return (content) =>
    content
      .replace(own, "")
      .split(/([\n\ufdde])/)
      .map((line) => {
        const [, before = "", text = ""] =
          /^((?:[\ufdd8\ufdda\ufddb\s]|\d+\ufdd9|\ufddc+ )*)(.*)$/su.exec(line) ?? [];
        const inner = text.trimEnd();
        if (inner === "" || inner.includes(MARKS.heldBlock)) return line;
        return before + on + inner + off + text.slice(inner.length);
      })
      .join("");
}

const bold = emphasis(MARKS.boldOn, MARKS.boldOff);
const italic = emphasis(MARKS.italicOn, MARKS.italicOff);
const underline = emphasis(MARKS.underlineOn, MARKS.underlineOff);
const strike = emphasis(MARKS.strikeOn, MARKS.strikeOff);

/** Text that is formatted by its style alone, as editors paste it. */
function styled(content: string, node: Tag): string {
  const style = node.getAttribute("style")?.slice(0, 2000).toLowerCase() ?? "";
  if (style === "") return content;
  let out = content;
  if (/font-weight:\s*(?:bold|[6-9]00)/.test(style)) out = bold(out, node);
  if (/font-style:\s*italic/.test(style)) out = italic(out, node);
  if (/text-decoration[a-z-]*:[^;]*\bunderline/.test(style)) out = underline(out, node);
  if (/text-decoration[a-z-]*:[^;]*\bline-through/.test(style)) out = strike(out, node);
  return out;
}

/** Sub- or superscript in Unicode, or "x^(abc)" as math reads where Unicode lacks a character. */
function script(mark: "_" | "^"): Convert {
  return (content) => {
    const text = content.trim();
    if (text === "") return content;
    return scripted(mark, text) ?? (Array.from(text).length === 1 ? mark + text : `${mark}(${text})`);
  };
}

const heading: Convert = (content, node) => {
  const text = oneLine(content);
  const level = Number(node.nodeName.charAt(1));
  if (text === "") return "\n";
  // Discord knows three sizes.
  return level > 3 ? `\n${bold(text, node)}\n` : `\n${MARKS.heading.repeat(level)} ${text}\n`;
};

const oneLine = (content: string) => content.replace(/[\s\ufdde]+/g, " ").trim();

const item: Convert = (content, node) => {
  const text = content.replace(/^[\s\ufdde]+|[\s\ufdde]+$/g, "").replace(/[\n\ufdde]+/g, `\n${MARKS.indent}`);
  const list = node.parentElement;
  if (list?.nodeName !== "OL") return `\n${MARKS.bullet}${text}\n`;
  const first = Number.parseInt(list.getAttribute("start") ?? "1", 10);
  const index = Array.prototype.filter.call(list.children, (c: Tag) => c.nodeName === "LI").indexOf(node);
  return `\n${(Number.isSafeInteger(first) && first >= 0 ? first : 1) + index}${MARKS.ordinal}${text}\n`;
};

const quote: Convert = (content) => {
  const text = content.replace(/^[\s\ufdde]+|[\s\ufdde]+$/g, "");
  return `\n${text
    .split(/[\n\ufdde]/)
    .map((line) => MARKS.quote + line)
    .join("\n")}\n`;
};

const row: Convert = (content) => {
  const cells = content.split(MARKS.cell).slice(0, -1).map(oneLine);
  return `\n${cells.join(" | ")}\n`;
};

const COMMON: readonly (readonly [string, Convert])[] = [
  ...["SCRIPT", "STYLE", "HEAD", "TITLE", "TEMPLATE", "OBJECT", "IFRAME", "SVG", "svg", "AUDIO", "VIDEO"].map(
    (name) => [name, nothing] as const,
  ),
  ...["SELECT", "INPUT", "BUTTON", "TEXTAREA", "RP", "WBR", "NOSCRIPT"].map(
    (name) => [name, nothing] as const,
  ),
  ["BR", () => MARKS.lineBreak],
  ["HR", () => "\n———\n"],
  ["P", paragraph],
  ...["B", "STRONG"].map((name) => [name, bold] as const),
  ...["I", "EM", "CITE", "DFN", "VAR"].map((name) => [name, italic] as const),
  ...["U", "INS"].map((name) => [name, underline] as const),
  ...["S", "STRIKE", "DEL"].map((name) => [name, strike] as const),
  ["SUB", script("_")],
  ["SUP", script("^")],
  ["RT", (content) => (content.trim() === "" ? "" : `（${content.trim()}）`)],
  ...["H1", "H2", "H3", "H4", "H5", "H6"].map((name) => [name, heading] as const),
  ["UL", block],
  ["OL", block],
  ["LI", item],
  ["BLOCKQUOTE", quote],
  ["TD", (content) => oneLine(content) + MARKS.cell],
  ["TH", (content) => oneLine(content) + MARKS.cell],
  ["TR", row],
];

/** The elements that become finished pieces of Markdown. */
function ofPieces(holder: Holder, image: ImageLookup): readonly (readonly [string, Convert])[] {
  const literal = (content: string) =>
    withoutMarks(holder.release(content.replaceAll(MARKS.lineBreak, "\n")));

  const codeBlock: Convert = (content) => {
    const code = literal(content)
      .replace(/^\n+|\s+$/g, "")
      .replaceAll("```", "``\u200b`");
    return code.trim() === "" ? "\n" : `\n${holder.hold(`\`\`\`\n${code}\n\`\`\``, true)}\n`;
  };
  const code: Convert = (content, node) => {
    if (hasAncestor(node, "PRE")) return content;
    const text = literal(content).replace(/\s+/g, " ").trim();
    if (text === "") return "";
    return holder.hold(
      text.includes("`")
        ? `\`\` ${text.replace(/``+/g, (run) => [...run].join("\u200b"))} \`\``
        : `\`${text}\``,
    );
  };
  const link: Convert = (content, node) => {
    const href = node.getAttribute("href")?.trim() ?? "";
    const text = oneLine(content);
    if (!/^https?:\/\/[^\s]+$/i.test(href) || href.length > 1000) return content;
    const address = href.replace(/[()<>"\\]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
    if (text === "" || text === href) return holder.hold(address);
    // Discord shows no link whose words are an address themselves.
    if (/https?:\/\//i.test(text)) return `${text} (${holder.hold(address)})`;
    // Brackets in pairs are part of the words; "\\[" would open a formula.
    const words = /^[^[\]]*(?:\[[^[\]]*\][^[\]]*)*$/.test(text) ? text : text.replace(/[[\]]/g, "");
    return MARKS.linkOn + words + holder.hold(`](${address})`);
  };
  const picture: Convert = (_content, node) => {
    const src = node.getAttribute("src") ?? "";
    const alt = node.getAttribute("alt") ?? "";
    const id = image(src);
    if (id !== undefined) return holder.hold(imageReference(id, withoutMarks(alt.slice(0, 200))));
    const name = alt.trim() === "" ? fileName(src) : alt.trim();
    return src === "" && name === "" ? "" : `[${withoutMarks(oneLine(name)).slice(0, 100) || "image"}]`;
  };
  return [
    ["PRE", codeBlock],
    ["CODE", code],
    ["TT", code],
    ["KBD", code],
    ["SAMP", code],
    ["A", link],
    ["IMG", picture],
  ];
}

function hasAncestor(node: Tag, name: string): boolean {
  for (let at = node.parentElement; at !== null; at = at.parentElement) if (at.nodeName === name) return true;
  return false;
}

function fileName(src: string): string {
  if (/^data:/i.test(src)) return "";
  const last =
    src
      .replace(/[?#].*$/s, "")
      .split("/")
      .at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
