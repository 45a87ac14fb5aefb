import { html, render } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { avatar } from "./avatar.ts";
import { type Client, startClient } from "./client.ts";
import { Composer, composerId, type Fill } from "./composer.ts";
import { contextMenu } from "./context-menu.ts";
import { icons } from "./icons.ts";
import { onPageKey } from "./keys.ts";
import { lightbox } from "./lightbox.ts";
import type { OpenMenu } from "./menu-entries.ts";
import { messagesOf } from "./messages.ts";
import { modalNode } from "./modal.ts";
import { currentChannel, guildOf, type Model } from "./model.ts";
import type { Picture } from "./pictures.ts";
import { Sidebar, unreadBadge } from "./sidebar.ts";
import { chooseTheme, currentTheme } from "./theme.ts";
import { labelWithUnread, shortCount, unreadDirect, unreadElsewhere } from "./unread.ts";
import { type View, ViewContext } from "./view.ts";

/** Pictures that are shown large. */
interface Shown {
  readonly pictures: readonly Picture[];
  readonly at: number;
}

/** A new object each time, so that the same words said again stay as long again. */
interface Told {
  readonly words: string;
}

const toldMs = 2500;

const redraws = new Set<() => void>();
let drawsSoon = false;
// Many events may come within one frame, and are drawn together; a page that nobody looks at has no frames.
const client: Client = startClient(() => {
  if (drawsSoon) return;
  drawsSoon = true;
  const soon = document.hidden ? setTimeout : requestAnimationFrame;
  soon(() => {
    drawsSoon = false;
    for (const redraw of redraws) redraw();
  });
});

function App(): ComponentChildren {
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const [fill, setFill] = useState<Fill | undefined>(undefined);
  const [theme, setTheme] = useState(currentTheme);
  const [drawer, setDrawer] = useState(false);
  const [menu, setMenu] = useState<OpenMenu | undefined>(undefined);
  const [shown, setShown] = useState<Shown | undefined>(undefined);
  const [told, setTold] = useState<Told | undefined>(undefined);
  const visited = useRef(new Map<string, string>());
  const model = client.model();
  const channel = currentChannel(model);

  useEffect(() => {
    const listener = (): void => redraw();
    redraws.add(listener);
    listener();
    document.addEventListener("keydown", onPageKey);
    return () => {
      redraws.delete(listener);
      document.removeEventListener("keydown", onPageKey);
    };
  }, []);
  useEffect(() => {
    setDrawer(false);
    if (channel?.guildId !== undefined) visited.current.set(channel.guildId, channel.id);
    // On a touch screen this would raise the keyboard over what one came to read.
    if (matchMedia("(pointer: fine)").matches) document.getElementById(composerId)?.focus();
  }, [channel?.id]);
  useEffect(() => {
    if (told === undefined) return undefined;
    const timer = setTimeout(() => setTold(undefined), toldMs);
    return () => clearTimeout(timer);
  }, [told]);
  useEffect(() => {
    document.title = titleOf(model);
  }, [model]);
  useEffect(() => {
    if (!drawer) return undefined;
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === "Escape") setDrawer(false);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [drawer]);

  const { state } = model;
  const fillComposer = useMemo(() => (path: string) => setFill({ path }), []);
  if (state === undefined) {
    return html`<div class="starting" role="status"><span class="dots"><i></i><i></i><i></i></span>Connecting to the playground…</div>`;
  }
  const view: View = {
    model,
    state,
    actions: client.actions,
    fillComposer,
    openPicture: (pictures, at) => setShown({ pictures, at }),
    openMenu: setMenu,
    tell: (words) => setTold({ words }),
  };
  // On a phone the servers and channels are out of sight, and with them their marks.
  const elsewhere = unreadElsewhere(model);
  const toggleTheme = (): void => {
    const next = theme === "dark" ? "light" : "dark";
    chooseTheme(next);
    setTheme(next);
  };
  return h(
    ViewContext.Provider,
    { value: view },
    html`<div class=${drawer ? "shell drawer-open" : "shell"}>
      ${h(Sidebar, { visited: visited.current })}
      <button type="button" class="scrim" tabindex="-1" aria-label="Close the menu" onClick=${() => setDrawer(false)}></button>
      <main class="main">
        <header class="bar">
          <button type="button" class="icon-button menu" aria-expanded=${String(drawer)} aria-controls="sidebar"
            aria-label=${labelWithUnread("Servers and channels", elsewhere.all)}
            data-testid="menu" onClick=${() => setDrawer(!drawer)}
          >${icons.menu()}${
            elsewhere.direct > 0
              ? unreadBadge(elsewhere.direct)
              : elsewhere.all > 0 && html`<span class="dot" aria-hidden="true"></span>`
          }</button>
          ${barTitle(view)}
          <span class="bar-you" title=${`You are ${state.you.globalName}`}>
            ${avatar(state.you, "small")}<span>${state.you.globalName}</span>
          </span>
          <button type="button" class="icon-button" data-testid="theme" onClick=${toggleTheme}
            aria-label=${theme === "dark" ? "Use the light theme" : "Use the dark theme"}
            title=${theme === "dark" ? "Light theme" : "Dark theme"}
          >${theme === "dark" ? icons.sun() : icons.moon()}</button>
        </header>
        ${notices(view)}
        ${channel && messagesOf(channel, view)}
        ${channel && h(Composer, { key: `${state.you.id}-${channel.id}`, channel, fill })}
      </main>
      ${menu && contextMenu(menu, () => setMenu(undefined))}
      ${shown && lightbox({ ...shown, close: () => setShown(undefined) })}
      ${model.modal && modalNode(model.modal)}
      <div role="status" class="toast-frame">${told && html`<div class="toast">${told.words}</div>`}</div>
    </div>`,
  );
}

function barTitle({ model, state }: View): ComponentChildren {
  const channel = currentChannel(model);
  if (channel === undefined) return html`<h2 class="bar-title">No channel</h2>`;
  const sign = channel.kind === "dm" ? html`<span class="at">@</span>` : icons.hash();
  const guild = guildOf(state, channel);
  return html`<h2 class="bar-title">${sign}<span>${channel.name}</span></h2>
    <span class="bar-topic" title=${channel.topic}>${channel.topic ?? guild?.name ?? ""}</span>`;
}

function notices({ model, state }: View): ComponentChildren {
  const { connection } = model;
  const guild = guildOf(state, currentChannel(model));
  return html`<div role="status" class="notices">
    ${connection !== "open" && html`<div class="notice lost">Reconnecting…</div>`}
    ${
      connection === "open" &&
      !state.botOnline &&
      html`<div class="notice">The bot is offline — waiting for it to come back</div>`
    }
    ${
      connection === "open" &&
      guild?.available === false &&
      html`<div class="notice">${guild.name} is not available at the moment — an outage, which will pass</div>`
    }
  </div>`;
}

function titleOf(model: Model): string {
  const { state } = model;
  if (state === undefined) return "Playground";
  const unread = unreadDirect(model);
  const channel = currentChannel(model);
  const place =
    channel === undefined ? "Playground" : channel.kind === "dm" ? `@${channel.name}` : `#${channel.name}`;
  return `${unread > 0 ? `(${shortCount(unread)}) ` : ""}${place} · ${guildOf(state, channel)?.name ?? "Direct Messages"}`;
}

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has lost its #app element: put <div id=app> back.");
render(html`<${App} />`, root);
