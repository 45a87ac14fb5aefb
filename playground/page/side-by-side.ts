import { html, render } from "htm/preact";

/** Shows the page several times beside itself, once for each of these people, by username or id. */
export function showSideBySide(people: readonly string[]): void {
  document.title = `${people.join(", ")} · Playground`;
  render(
    html`<div class="side-by-side">
      ${people.map((person) => html`<iframe key=${person} title=${person} src=${`/?as=${encodeURIComponent(person)}`} />`)}
    </div>`,
    document.getElementById("app") ?? document.body,
  );
}
