import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import type { Person } from "../protocol.ts";

/** A disc in a person's colour with their initial. */
export function avatar(person: Person, size: "small" | "medium" | "large" = "large"): ComponentChildren {
  const initial = [...person.globalName][0]?.toUpperCase() ?? "?";
  return html`<span class=${`avatar ${size}`} style=${`--disc: ${person.color}`} aria-hidden="true">${initial}</span>`;
}
