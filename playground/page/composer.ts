import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PageChannel, PageCommand, PageFile } from "../protocol.ts";
import type { OptionValues } from "./client.ts";
import { CommandForm } from "./command-form.ts";
import { CommandList, commandListId, commandOptionId } from "./command-list.ts";
import { fileChips, filePicker, filesOf, takeFiles } from "./file-field.ts";
import { mostFiles } from "./files.ts";
import { focusNewest } from "./focus.ts";
import { icons } from "./icons.ts";
import { searchCommands } from "./options.ts";
import { useView } from "./view.ts";

export const composerId = "composer";
const maxLength = 2000;

/** A command to put into the composer; a new object each time, so that the same one can be asked for twice. */
export interface Fill {
  readonly path: string;
}

/** Where one writes: ordinary text, or after `/` a command with its options. */
export function Composer({
  channel,
  fill,
}: {
  channel: PageChannel;
  fill: Fill | undefined;
}): ComponentChildren {
  const { state, actions } = useView();
  const [command, setCommand] = useState<PageCommand | undefined>(undefined);
  const [text, setText] = useState("");
  const [files, setFiles] = useState<readonly PageFile[]>([]);
  const [error, setError] = useState("");
  const taken = useRef(fill);
  const returning = useRef(false);

  useEffect(() => {
    if (fill === undefined || fill === taken.current) return;
    taken.current = fill;
    const wanted = state.commands.find(({ kind, path }) => kind === "slash" && path === fill.path);
    if (wanted === undefined) setError(`/${fill.path} is not registered here.`);
    else setCommand(wanted);
  }, [fill, state.commands]);
  useLayoutEffect(() => {
    if (command === undefined && returning.current) document.getElementById(composerId)?.focus();
    returning.current = command !== undefined;
  }, [command]);

  function run(path: string, values: OptionValues): void {
    setCommand(undefined);
    setText("");
    setError("");
    actions.slash(path, values);
  }

  async function say(content: string): Promise<void> {
    setText("");
    setFiles([]);
    setError("");
    const failure = await actions.say(content, files);
    if (failure === undefined) return;
    setError(failure);
    setText((now) => (now === "" ? content : now));
    setFiles((now) => (now.length === 0 ? files : now));
  }

  return html`<div class="composer-frame">
    ${
      command === undefined
        ? h(TextComposer, { channel, text, setText, files, setFiles, setError, choose: setCommand, run, say })
        : h(CommandForm, {
            key: command.path,
            command,
            send: (values: OptionValues) => run(command.path, values),
            leave: () => {
              setCommand(undefined);
              setText("");
            },
          })
    }
    <div class="composer-error" role="alert">${error}</div>
  </div>`;
}

function TextComposer(props: {
  channel: PageChannel;
  text: string;
  setText(text: string): void;
  files: readonly PageFile[];
  setFiles(files: readonly PageFile[]): void;
  setError(error: string): void;
  choose(command: PageCommand): void;
  run(path: string, values: OptionValues): void;
  say(content: string): Promise<void>;
}): ComponentChildren {
  const { state } = useView();
  const { text, channel, files } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const typed = text.startsWith("/") && !text.includes("\n") ? text.slice(1) : undefined;
  const found = typed === undefined ? [] : searchCommands(state.commands, typed);
  const open = typed !== undefined && found.length > 0 && !closed;

  const intake = {
    files,
    most: mostFiles,
    tell: props.setError,
    change: (all: readonly PageFile[]) => {
      props.setFiles(all);
      field.current?.focus();
    },
  };

  useLayoutEffect(() => {
    const area = field.current;
    if (area === null) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);

  function onInput(event: Event): void {
    const now = (event.target as HTMLTextAreaElement).value;
    props.setText(now);
    props.setError("");
    setActive(0);
    setClosed(false);
    const named = /^\/(.+) $/.exec(now)?.[1];
    const command = searchCommands(state.commands, named ?? "").find(({ path }) => path === named);
    if (command !== undefined) props.choose(command);
  }

  function send(): void {
    const command = found.find(({ path }) => path === typed?.trim());
    if (typed !== undefined && files.length > 0)
      props.setError(
        "A command takes no files beside it: remove them, or give them to an option of the command.",
      );
    else if (command?.options.every(({ required }) => !required)) props.run(command.path, {});
    else if (command !== undefined) props.choose(command);
    else if (typed !== undefined)
      props.setError(`There is no command called /${typed.trim()}. Type / to see them all.`);
    else if (text.trim() !== "" || files.length > 0) void props.say(text.trim());
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const chosen = open ? found[active] : undefined;
    if (chosen !== undefined && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      setActive((active + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
    } else if (chosen !== undefined && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      props.choose(chosen);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      // A name typed in full is meant to be used at once, as long as nothing has to be filled in first.
      if (chosen === undefined || chosen.path === typed?.trim()) send();
      else props.choose(chosen);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (open) setClosed(true);
      else props.setText("");
    } else if (event.key === "ArrowUp" && text === "" && focusNewest()) event.preventDefault();
  }

  const place = channel.kind === "dm" ? `@${channel.name}` : `#${channel.name}`;
  return html`<form
    class=${over ? "composer over" : "composer"}
    onDragOver=${(event: Event) => {
      event.preventDefault();
      setOver(true);
    }}
    onDragLeave=${() => setOver(false)}
    onDrop=${(event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      void takeFiles(filesOf(event.dataTransfer), intake);
    }}
    onSubmit=${(event: Event) => {
      event.preventDefault();
      send();
    }}
  >
    ${open && h(CommandList, { commands: found, active, bot: state.bot, choose: props.choose })}
    ${filePicker(input, intake)}
    ${files.length > 0 && html`<div class="composer-files">${fileChips(files, intake.change)}</div>`}
    <button
      type="button"
      class="slash-button"
      aria-label="Attach files"
      title="Attach files"
      onClick=${() => input.current?.click()}
    >${icons.plus()}</button>
    <button
      type="button"
      class="slash-button"
      aria-label="Show the commands"
      title="Commands (/)"
      onClick=${() => {
        props.setText("/");
        setClosed(false);
        field.current?.focus();
      }}
    >${icons.slash()}</button>
    <textarea
      ref=${field}
      id=${composerId}
      data-testid="composer"
      rows="1"
      maxlength=${maxLength}
      role="combobox"
      aria-label=${`Message ${place}. Type a slash for commands.`}
      aria-autocomplete="list"
      aria-expanded=${String(open)}
      aria-controls=${commandListId}
      aria-activedescendant=${open ? commandOptionId(active) : undefined}
      placeholder=${`Message ${place} — type / for commands`}
      value=${text}
      onInput=${onInput}
      onKeyDown=${onKeyDown}
      onPaste=${(event: ClipboardEvent) => {
        const pasted = filesOf(event.clipboardData);
        if (pasted.length === 0) return;
        event.preventDefault();
        void takeFiles(pasted, intake);
      }}
    ></textarea>
    <button type="submit" class="send" aria-label="Send" title="Send (Enter)" disabled=${text.trim() === "" && files.length === 0}>
      ${icons.send()}
    </button>
  </form>`;
}
