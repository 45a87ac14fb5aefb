import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import type { PageChannel, PageCommand } from "../protocol.ts";
import { avatar } from "./avatar.ts";
import { icons } from "./icons.ts";
import type { View } from "./view.ts";

const suggestions = 5;

/** The command to try first: the first that needs nothing filled in, else the first of all. */
function firstToTry(commands: readonly PageCommand[]): PageCommand | undefined {
  return commands.find(({ options }) => options.every(({ required }) => !required)) ?? commands[0];
}

/** What stands at the top of a channel: its beginning and, while it is empty, what one can do here. */
export function welcome(channel: PageChannel, empty: boolean, view: View): ComponentChildren {
  const { bot } = view.state;
  const isDm = channel.kind === "dm";
  return html`<section class="welcome" aria-label="Beginning of the channel">
    <div class="welcome-icon">${isDm ? avatar(bot) : icons.hash()}</div>
    <h1>${isDm ? bot.globalName : `Welcome to #${channel.name}`}</h1>
    <p>
      ${
        isDm
          ? `This is the beginning of your direct messages with ${bot.globalName}.`
          : (channel.topic ?? `This is the beginning of the #${channel.name} channel.`)
      }
    </p>
    ${!channel.botPresent && html`<p>${bot.globalName} is not a member here: only what you use yourself works, as with any user-installed app.</p>`}
    ${empty && hint(view)}
  </section>`;
}

function hint(view: View): ComponentChildren {
  const { state, fillComposer } = view;
  const commands = state.commands.filter(({ kind }) => kind === "slash");
  const first = firstToTry(commands);
  const intro = html`<p>
    <strong>This is a local stand-in for Discord</strong>, where you can try ${state.bot.globalName} without an
    account: it answers here as it would there.
  </p>`;
  if (first === undefined) {
    return html`<div class="hint">${intro}<p>${state.bot.globalName} has not registered any commands yet.</p></div>`;
  }
  const others = commands.filter((command) => command !== first).slice(0, suggestions);
  return html`<div class="hint">
    ${intro}
    <p>
      Type <kbd>/${first.path}</kbd> or
      <button type="button" class="button primary" data-testid="hint" onClick=${() => fillComposer(first.path)}>
        press here
      </button>
      to begin: ${lowerFirst(first.description)}.
    </p>
    ${
      others.length > 0 &&
      html`<ul class="suggestions" aria-label="Other commands">
        ${others.map(
          (command) => html`<li key=${command.path}>
            <button type="button" class="suggestion" onClick=${() => fillComposer(command.path)}>
              <b>/${command.path}</b><span>${command.description}</span>
            </button>
          </li>`,
        )}
      </ul>`
    }
  </div>`;
}

function lowerFirst(sentence: string): string {
  const bare = sentence.replace(/[.!\s]+$/, "");
  return /^[A-Z][a-z]/.test(bare) ? `${bare.charAt(0).toLowerCase()}${bare.slice(1)}` : bare;
}
