import { output } from "@odiffey/discord-markdown";
import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { useMemo } from "preact/hooks";
import { cssColor } from "./items.ts";
import { type Node, parse } from "./markdown-tree.ts";
import { channelsOf, roleOf } from "./model.ts";
import { Spoiler } from "./spoiler.ts";
import { timestamp } from "./times.ts";
import { nameHere, useView, type View } from "./view.ts";

const onlyEmoji = /^(?:\p{RGI_Emoji}\s*){1,27}$/v;
const blocks = new Set(["heading", "footnote", "codeBlock", "blockQuote", "list"]);

/** Discord markdown as nodes. The library reads it; everything is drawn as elements and text, never as HTML. */
function Markdown({ source }: { source: string }): ComponentChildren {
  const view = useView();
  const nodes = useMemo(() => parse(source), [source]);
  const jumbo = onlyEmoji.test(source.trim());
  return html`<div class=${jumbo ? "markdown jumbo" : "markdown"}>${drawAll(nodes, view)}</div>`;
}

/** `Markdown` as a node. */
export function markdown(source: string): ComponentChildren {
  return h(Markdown, { source });
}

function drawAll(nodes: unknown, view: View): ComponentChildren {
  if (typeof nodes === "string") return nodes;
  if (!Array.isArray(nodes)) return nodes === undefined ? null : draw(nodes as Node, view);
  // A line break straight after a block would show as an empty line that Discord does not have.
  const kept = (nodes as Node[]).filter(
    (node, at) => node.type !== "br" || !blocks.has((nodes as Node[])[at - 1]?.type ?? ""),
  );
  return kept.map((node, at) => draw(node, view, kept.slice(0, at).filter(isLike(node)).length));
}

// Two spoilers with the same text are each uncovered by themselves.
function isLike(node: Node): (other: Node) => boolean {
  return (other) =>
    node.type === "spoiler" &&
    other.type === "spoiler" &&
    JSON.stringify(other.content) === JSON.stringify(node.content);
}

/** @param nth how many of its like come before it */
function draw(node: Node, view: View, nth = 0): ComponentChildren {
  const inner = (): ComponentChildren => drawAll(node.content, view);
  switch (node.type) {
    case "text":
      return String(node.content);
    case "br":
    case "newline":
      return html`<br />`;
    case "strong":
      return html`<strong>${inner()}</strong>`;
    case "em":
      return html`<em>${inner()}</em>`;
    case "u":
      return html`<u>${inner()}</u>`;
    case "strike":
      return html`<s>${inner()}</s>`;
    case "inlineCode":
      return html`<code>${String(node.content).trim()}</code>`;
    case "codeBlock":
      return html`<pre><code>${highlighted(node)}</code></pre>`;
    case "spoiler":
      return h(Spoiler, { key: `${JSON.stringify(node.content)} ${nth}`, children: inner() });
    case "blockQuote":
      return html`<blockquote>${inner()}</blockquote>`;
    case "heading":
      return heading(Number(node.level), inner());
    case "footnote":
      return html`<small>${inner()}</small>`;
    case "list": {
      const items = (node.items as unknown[]).map((item) => html`<li>${drawAll(item, view)}</li>`);
      return node.ordered === true
        ? html`<ol start=${Number(node.start ?? 1)}>${items}</ol>`
        : html`<ul>${items}</ul>`;
    }
    case "link":
    case "url":
    case "autolink":
      return link(String(node.target), inner());
    default:
      return drawDiscord(node, view) ?? inner();
  }
}

function drawDiscord(node: Node, view: View): ComponentChildren {
  const id = String(node.id);
  switch (node.type) {
    case "discordUser": {
      const person = view.state.users[id];
      const name = person === undefined ? "unknown-user" : nameHere(view, person);
      return html`<span class="mention">@${name}</span>`;
    }
    case "discordRole":
      return role(id, view);
    case "discordEveryone":
      return html`<span class="mention">@everyone</span>`;
    case "discordHere":
      return html`<span class="mention">@here</span>`;
    case "discordChannel": {
      const channel = channelsOf(view.state).find((one) => one.id === id);
      if (channel === undefined) return html`<span class="mention"># unknown</span>`;
      return html`<button type="button" class="mention" onClick=${() => view.actions.go(id)}>#${channel.name}</button>`;
    }
    case "discordSlash": {
      const path = String(node.name);
      return html`<button type="button" class="mention" onClick=${() => view.fillComposer(path)}>/${path}</button>`;
    }
    case "discordTimestamp":
      return timestamp(Number(node.timestamp), node.style as string | undefined);
    case "discordEmoji":
      return html`<span class="custom-emoji" title="A custom emoji of the server">:${String(node.name)}:</span>`;
    default:
      return undefined;
  }
}

function role(id: string, view: View): ComponentChildren {
  const found = roleOf(view.state, id);
  const color = found === undefined || found.color === 0 ? undefined : `--role: ${cssColor(found.color)}`;
  return html`<span class="mention role-mention" style=${color}>@${found?.name ?? "unknown-role"}</span>`;
}

// Headings of messages stay below those of the page itself, which ends at level 2.
function heading(level: number, content: ComponentChildren): ComponentChildren {
  return h(level === 1 ? "h3" : level === 2 ? "h4" : "h5", { class: `heading-${level}` }, content);
}

function link(target: string, content: ComponentChildren): ComponentChildren {
  return isWebAddress(target)
    ? html`<a href=${target} target="_blank" rel="noopener noreferrer">${content}</a>`
    : html`<span>${content}</span>`;
}

/** True for addresses a message may link to or show: http and https, nothing that could run. */
export function isWebAddress(target: string): boolean {
  const url = URL.parse(target, location.href);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:");
}

// highlight.js is bundled in the library behind its HTML output. That is read into an inert document and copied
// as text and class names, so that even a fault in it could bring no other element onto the page.
function highlighted(node: Node): ComponentChildren {
  const markup = String(output(node, { cssModuleNames: null }));
  const code = new DOMParser().parseFromString(markup, "text/html").querySelector("code");
  return code === null ? String(node.content) : copyNodes(code.childNodes);
}

function copyNodes(nodes: NodeListOf<ChildNode>): ComponentChildren {
  return [...nodes].map((node) =>
    node instanceof Element
      ? html`<span class=${node.className}>${copyNodes(node.childNodes)}</span>`
      : node.textContent,
  );
}
