import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { PageCommand, Person } from "../protocol.ts";
import { avatar } from "./avatar.ts";

export const commandListId = "command-list";

/** The id of an entry, for `aria-activedescendant`. */
export function commandOptionId(at: number): string {
  return `command-option-${at}`;
}

/** The commands one could mean, above the composer; the keys are handled by the text field that keeps the focus. */
export function CommandList(props: {
  commands: readonly PageCommand[];
  active: number;
  bot: Person;
  choose(command: PageCommand): void;
}): ComponentChildren {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [props.active]);
  return html`<div class="popover">
    <div class="popover-title">${avatar(props.bot, "small")} ${props.bot.globalName}</div>
    <div class="popover-list" role="listbox" id=${commandListId} aria-label="Commands" ref=${list}>
      ${props.commands.map(
        (command, at) => html`<div
          key=${command.path}
          role="option"
          id=${commandOptionId(at)}
          class="choice"
          data-testid="command-option"
          aria-selected=${String(at === props.active)}
          onMouseDown=${(event: MouseEvent) => event.preventDefault()}
          onClick=${() => props.choose(command)}
        >
          <span class="choice-name">
            /${command.path}
            ${command.options.map(
              ({ name, required }) =>
                html`<span class=${required ? "choice-option required" : "choice-option"}>${name}</span>`,
            )}
          </span>
          <span class="choice-note">${command.description}</span>
        </div>`,
      )}
    </div>
    <div class="popover-keys" aria-hidden="true">
      <kbd>↑</kbd><kbd>↓</kbd> to move <kbd>Enter</kbd> or <kbd>Tab</kbd> to choose <kbd>Esc</kbd> to close
    </div>
  </div>`;
}
