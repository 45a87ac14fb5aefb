import type { APIMessageComponentEmoji } from "discord-api-types/v10";
import { html } from "htm/preact";
import type { ComponentChildren } from "preact";

/** The emoji of a button or of an option; one of a server by its name, since the playground has no pictures of them. */
export function emoji(of: APIMessageComponentEmoji | undefined): ComponentChildren {
  if (of === undefined) return null;
  return html`<span class="button-emoji" aria-hidden="true">${of.id ? `:${of.name ?? "emoji"}:` : of.name}</span>`;
}
