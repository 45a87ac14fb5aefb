import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import type { PageChannel, PageGuild } from "../protocol.ts";
import { avatar } from "./avatar.ts";
import { icons } from "./icons.ts";
import { currentChannel, guildOf } from "./model.ts";
import { People } from "./people.ts";
import { labelWithUnread, shortCount, unreadDirect, unreadIn } from "./unread.ts";
import { useView, type View } from "./view.ts";

/** The left part: servers, the channels of the chosen one or the direct messages, and who one is. */
export function Sidebar({ visited }: { visited: ReadonlyMap<string, string> }): ComponentChildren {
  const view = useView();
  const { model, state } = view;
  const channel = currentChannel(model);
  const guild = guildOf(state, channel);
  return html`<div class="sidebar" id="sidebar">
    <nav class="rail" aria-label="Servers">
      ${rail(guild, visited, view)}
    </nav>
    <div class="places">
      <div class="places-header"><h2>${guild?.name ?? "Direct Messages"}</h2></div>
      <nav class="channels" aria-label=${guild === undefined ? "Direct messages" : `Channels of ${guild.name}`}>
        ${guild === undefined ? directMessages(channel, view) : guild.channels.map((one) => channelLink(one, channel, view))}
      </nav>
      ${h(People, null)}
    </div>
  </div>`;
}

function rail(
  chosen: PageGuild | undefined,
  visited: ReadonlyMap<string, string>,
  view: View,
): ComponentChildren {
  const { model, state, actions } = view;
  const dm = state.dms[0];
  const dmUnread = unreadDirect(model);
  const home = html`<button
    type="button"
    class="rail-item home"
    data-testid="home"
    aria-label=${labelWithUnread("Direct messages", dmUnread)}
    title="Direct messages"
    aria-current=${chosen === undefined ? "true" : undefined}
    disabled=${dm === undefined}
    onClick=${() => dm && actions.go(dm.id)}
  >${icons.home()}${unreadBadge(dmUnread)}</button>`;
  return html`${home}
    <span class="rail-divider" aria-hidden="true"></span>
    ${state.guilds.map((guild) => {
      const unread = guild.channels.reduce((sum, { id }) => sum + unreadIn(model, id), 0);
      const to = guild.channels.find(({ id }) => id === visited.get(guild.id)) ?? guild.channels[0];
      return html`<button
        key=${guild.id}
        type="button"
        class=${`rail-item${unread > 0 ? " unread" : ""}${guild.available ? "" : " unavailable"}`}
        data-testid=${`guild-${guild.name}`}
        aria-label=${labelWithUnread(guild.available ? guild.name : `${guild.name}, not available`, unread)}
        title=${guild.available ? guild.name : `${guild.name} is not available at the moment`}
        aria-current=${guild === chosen ? "true" : undefined}
        onClick=${() => to && actions.go(to.id)}
      >${initials(guild.name)}</button>`;
    })}`;
}

/** The first letters of a server's first words: "SH" for "Study Hall". */
function initials(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 3)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}

function channelLink(channel: PageChannel, current: PageChannel | undefined, view: View): ComponentChildren {
  const unread = unreadIn(view.model, channel.id);
  return html`<button
    key=${channel.id}
    type="button"
    class=${unread > 0 ? "channel unread" : "channel"}
    data-testid=${`channel-${channel.name}`}
    aria-current=${channel.id === current?.id ? "page" : undefined}
    aria-label=${labelWithUnread(channel.name, unread)}
    onClick=${() => view.actions.go(channel.id)}
  >${icons.hash()}<span>${channel.name}</span></button>`;
}

function directMessages(current: PageChannel | undefined, view: View): ComponentChildren {
  const { model, state, actions } = view;
  if (state.dms.length === 0) return html`<p class="places-empty">No direct messages yet.</p>`;
  return state.dms.map((dm) => {
    const unread = unreadIn(model, dm.id);
    const presence = state.botOnline ? "Online" : "Offline";
    return html`<button
      key=${dm.id}
      type="button"
      class=${unread > 0 ? "channel direct unread" : "channel direct"}
      data-testid=${`channel-${dm.name}`}
      aria-current=${dm.id === current?.id ? "page" : undefined}
      aria-label=${labelWithUnread(`${dm.name}, ${presence}`, unread)}
      onClick=${() => actions.go(dm.id)}
    >
      <span class=${state.botOnline ? "presence online" : "presence"}>${avatar(state.bot, "medium")}</span>
      <span class="direct-name">${dm.name}<small>${presence}</small></span>
      ${unreadBadge(unread)}
    </button>`;
  });
}

/** A red disc with a number, for the eye alone: what it stands on says it in its label. Nothing for 0. */
export function unreadBadge(count: number): ComponentChildren {
  return count > 0 && html`<span class="badge" aria-hidden="true">${shortCount(count)}</span>`;
}
