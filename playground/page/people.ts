import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { useRef, useState } from "preact/hooks";
import { avatar } from "./avatar.ts";
import { icons } from "./icons.ts";
import { Picker } from "./picker.ts";
import { useView } from "./view.ts";

/** More people than this do not fit side by side, and are found in a list. */
const mostDiscs = 4;

/** Who one is, and whom one can be instead. */
export function People(): ComponentChildren {
  const { state } = useView();
  return html`<section class="people" aria-label="Who you are">
    <div class="you"><small>You are</small>${state.you.globalName}</div>
    ${h(state.people.length > mostDiscs ? PersonList : Discs, null)}
  </section>`;
}

function Discs(): ComponentChildren {
  const { state, actions } = useView();
  return html`<div class="people-switch" role="group" aria-label="Switch person">
    ${state.people.map((person) => {
      const isYou = person.id === state.you.id;
      const label = isYou ? `You are ${person.globalName}` : `Switch to ${person.globalName}`;
      return html`<button
        key=${person.id}
        type="button"
        class="person"
        data-testid=${`person-${person.username}`}
        aria-pressed=${String(isYou)}
        aria-label=${label}
        title=${label}
        onClick=${() => !isYou && actions.become(person.id)}
      >${avatar(person, "medium")}</button>`;
    })}
  </div>`;
}

function PersonList(): ComponentChildren {
  const { state, actions } = useView();
  const { you, people } = state;
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);

  function close(): void {
    setOpen(false);
    trigger.current?.focus({ preventScroll: true });
  }

  return html`<button
      ref=${trigger}
      type="button"
      class="person-list"
      data-testid="people"
      aria-haspopup="listbox"
      aria-expanded=${String(open)}
      aria-label="Switch person"
      title="Switch person"
      onClick=${() => (open ? close() : setOpen(true))}
    >${avatar(you, "medium")}${icons.down()}</button>
    ${
      open &&
      trigger.current !== null &&
      h(Picker, {
        id: "people",
        label: "people",
        anchor: trigger.current,
        items: people.map((person) => ({
          value: person.id,
          label: person.globalName,
          note: person.username,
          person,
        })),
        values: [you.id],
        range: { min: 1, max: 1 },
        choose: ([id]: readonly string[]) => {
          if (id !== undefined && id !== you.id) actions.become(id);
        },
        close,
      })
    }`;
}
