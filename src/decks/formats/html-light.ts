import { decodeHTML } from "entities";
import { withoutForgedMarks } from "./html-marks.ts";

/** As much of a DOM element as conversion needs. */
export interface Tag {
  /** In upper case. */
  readonly nodeName: string;
  readonly parentElement: Tag | null;
  readonly children: ArrayLike<Tag>;
  getAttribute(name: string): string | null;
}

const VOID = new Set(["BR", "IMG", "HR"]);
const BLOCKS = new Set(
  "DIV P UL OL LI BLOCKQUOTE H1 H2 H3 H4 H5 H6 HR TABLE TBODY THEAD TR TD TH".split(" "),
);
const INLINE = new Set(
  "B STRONG I EM U S STRIKE DEL INS SPAN FONT SUB SUP SMALL MARK CODE A IMG BR".split(" "),
);
/** Whether an element of those that are converted here begins a line of its own. */
export const isLightBlock = (tag: Tag) => BLOCKS.has(tag.nodeName);

/** Elements whose end tag may be left out. */
const ENDS_UNWRITTEN = new Set(["LI", "P"]);

const MEANINGFUL_WHEN_BLANK = new Set("A TABLE THEAD TBODY TH TD".split(" "));

/** What may hold an element; an HTML parser would move it elsewhere. */
const PARENTS: Readonly<Record<string, ReadonlySet<string>>> = {
  LI: new Set(["UL", "OL"]),
  TBODY: new Set(["TABLE"]),
  THEAD: new Set(["TABLE"]),
  TR: new Set(["TBODY", "THEAD", "TABLE"]),
  TD: new Set(["TR"]),
  TH: new Set(["TR"]),
};
const TABLE_PARTS = new Set(["TABLE", "TBODY", "THEAD", "TR"]);

const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*)>/y;

interface Open extends Tag {
  readonly parentElement: Open | null;
  readonly children: Tag[];
  content: string;
  /** Whether there is an element inside that shows without text. */
  filled: boolean;
}

/**
 * Converts HTML that is well-formed and of common elements, as Anki's editor writes it, as the converter does that
 * reads any HTML, in a tenth of its time and memory: that one builds a parser for each text.
 *
 * @param convert what an element with this content becomes
 * @returns undefined where the HTML is not of that kind
 */
export function convertLight(
  html: string,
  convert: (content: string, tag: Tag) => string,
): string | undefined {
  const root = opened("", null, "");
  let top: Open = root;
  for (let at = 0; at < html.length; ) {
    const next = html.indexOf("<", at);
    const text = html.slice(at, next === -1 ? html.length : next);
    if (text !== "" && !addText(top, text)) return undefined;
    if (next === -1) break;
    TAG.lastIndex = next;
    const [all, closing, name = "", attributes = ""] = TAG.exec(html) ?? [];
    if (all === undefined) {
      if (/[a-zA-Z/!?]/.test(html.charAt(next + 1))) return undefined;
      addText(top, "<");
      at = next + 1;
      continue;
    }
    at = next + all.length;
    const tag = name.toUpperCase();
    const shut = () => {
      const parent = top.parentElement;
      if (parent === null) return;
      close(top, parent, convert);
      top = parent;
    };
    if (closing === "/") {
      if (top.nodeName !== tag && ENDS_UNWRITTEN.has(top.nodeName)) shut();
      if (top.nodeName !== tag || top.parentElement === null) return undefined;
      shut();
    } else {
      if (top.nodeName === "LI" ? tag === "LI" : top.nodeName === "P" && BLOCKS.has(tag)) shut();
      if (!mayOpen(tag, top)) return undefined;
      const element = opened(tag, top, attributes);
      top.children.push(element);
      if (!VOID.has(tag)) top = element;
      else {
        add(top, convert("", element));
        top.filled = true;
      }
    }
  }
  if (ENDS_UNWRITTEN.has(top.nodeName) && top.parentElement === root) {
    close(top, root, convert);
    return root.content;
  }
  return top === root ? root.content : undefined;
}

function opened(nodeName: string, parentElement: Open | null, attributes: string): Open {
  return {
    nodeName,
    parentElement,
    children: [],
    content: "",
    filled: false,
    getAttribute: (name) => attributeIn(attributes, name),
  };
}

function attributeIn(attributes: string, wanted: string): string | null {
  for (const [, name = "", , double, single, bare] of attributes.matchAll(
    /([^\s"'<>/=]+)(\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+)))?/g,
  )) {
    if (name.toLowerCase() === wanted) return decodeHTML(double ?? single ?? bare ?? "");
  }
  return null;
}

/** False where a parser would put the text elsewhere. */
function addText(top: Open, text: string): boolean {
  if (TABLE_PARTS.has(top.nodeName)) return text.trim() === "";
  const plain = text.includes("&") ? withoutForgedMarks(decodeHTML(text)) : text;
  top.content += plain.replace(/[ \t\n\f]+/g, " ");
  return true;
}

function mayOpen(tag: string, top: Open): boolean {
  if (!BLOCKS.has(tag) && !INLINE.has(tag)) return false;
  const parents = PARENTS[tag];
  if (parents !== undefined) return parents.has(top.nodeName);
  if (TABLE_PARTS.has(top.nodeName)) return false;
  // A block closes an open paragraph, a link or heading another one.
  for (let at: Open | null = top; at !== null; at = at.parentElement) {
    if (at.nodeName === "P" && BLOCKS.has(tag)) return false;
    if (at.nodeName === "A" && tag === "A") return false;
    if (/^H[1-6]$/.test(at.nodeName) && /^H[1-6]$/.test(tag)) return false;
  }
  return true;
}

function close(element: Open, parent: Open, convert: (content: string, tag: Tag) => string): void {
  const { nodeName, content } = element;
  const isBlock = BLOCKS.has(nodeName);
  const meaningful = element.filled || MEANINGFUL_WHEN_BLANK.has(nodeName);
  if (meaningful || content.trim() !== "") {
    // Space at the ends of an inline element goes outside of what is written for it.
    const [before, after] = isBlock ? [] : [/^ /.exec(content)?.[0], / $/.exec(content)?.[0]];
    const inner = before === undefined && after === undefined ? content : content.trim();
    add(parent, (before ?? "") + convert(inner, element) + (after ?? ""));
  } else if (isBlock) add(parent, "\n");
  else parent.content += content === "" ? "" : " ";
  parent.filled ||= meaningful;
}

/** Appends, with as many line breaks between as the side that wants more of them has, at most two. */
function add(element: Open, text: string): void {
  const { content } = element;
  let end = content.length;
  let before = 0;
  for (; end > 0 && (content[end - 1] === "\n" || content[end - 1] === " "); end -= 1) {
    if (content[end - 1] === "\n") before += 1;
  }
  if (before === 0) end = content.length;
  const added = text.replace(/^\n+/, "");
  const breaks = Math.min(2, Math.max(before, text.length - added.length));
  element.content = content.slice(0, end) + "\n".repeat(breaks) + added;
}
