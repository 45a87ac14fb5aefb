import type { APIButtonComponent } from "discord-api-types/v10";
import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import { emoji } from "./emoji.ts";
import { digitOf } from "./focus.ts";
import { icons } from "./icons.ts";
import { Style } from "./kinds.ts";
import { isWebAddress } from "./markdown.ts";
import type { View } from "./view.ts";

const classes: Readonly<Record<number, string>> = {
  [Style.Primary]: "primary",
  [Style.Secondary]: "secondary",
  [Style.Success]: "success",
  [Style.Danger]: "danger",
  [Style.Link]: "secondary",
};

/** A message's button in any of Discord's styles; it shows dots from the press until the answer. */
export function button(component: APIButtonComponent, messageId: string, view: View): ComponentChildren {
  if (component.style === Style.Premium) {
    return html`<button key=${component.sku_id} type="button" class="button primary" disabled>Premium</button>`;
  }
  const label = component.label ?? "";
  const name = label === "" ? (component.emoji?.name ?? "Button") : undefined;
  const content = html`<span class="button-label">${emoji(component.emoji)}${label}</span>`;
  if (component.style === Style.Link) {
    const href = component.disabled !== true && isWebAddress(component.url) ? component.url : undefined;
    return html`<a
      key=${component.url}
      class="button secondary"
      href=${href}
      aria-disabled=${href === undefined}
      aria-label=${name}
      target="_blank"
      rel="noopener noreferrer"
    >${content}${icons.external()}</a>`;
  }
  const { custom_id: customId } = component;
  const press = view.model.presses[messageId];
  const digit = component.disabled === true ? undefined : digitOf(label);
  return html`<button
    key=${customId}
    type="button"
    class=${`button ${classes[component.style] ?? "secondary"}${press?.customId === customId ? " loading" : ""}`}
    disabled=${component.disabled ?? false}
    aria-disabled=${press === undefined ? undefined : "true"}
    aria-busy=${press?.customId === customId ? "true" : undefined}
    aria-label=${name}
    aria-keyshortcuts=${digit}
    title=${digit === undefined ? undefined : `Key ${digit}`}
    onClick=${() => view.actions.press(messageId, customId)}
  >${content}<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span></button>`;
}
