import type { APIMessage } from "discord-api-types/v10";
import { html } from "htm/preact";
import type { ComponentChildren } from "preact";
import type { Person } from "../protocol.ts";
import { copyText } from "./clipboard.ts";
import { type Box, pointBox } from "./floating.ts";
import { icons } from "./icons.ts";
import { longPress } from "./long-press.ts";
import { messageEntries, personEntries } from "./menu-entries.ts";
import { currentChannel, guildOf } from "./model.ts";
import { nameHere, type View } from "./view.ts";

interface Of {
  readonly message: APIMessage;
  /** True for what only this person sees. */
  readonly ephemeral: boolean;
  readonly author: Person;
  readonly view: View;
}

/**
 * What opens a message's menu: a right click, a long press, Shift+F10 or the menu key; on its author's name or disc the
 * menu of that person. Made once a message, and told anew at each render what it stands for.
 */
export function menuHandlers(): {
  readonly handlers: Readonly<Record<string, unknown>>;
  update(of: Of): void;
} {
  let of: Of | undefined;
  const open = (target: EventTarget | null, anchor: Element | Box): void => {
    if (of === undefined) return;
    const onAuthor = target instanceof Element && target.closest("[data-author]") !== null;
    if (onAuthor) openPersonMenu(of.author, of.view, anchor);
    else openMessageMenu(of, anchor);
  };
  const press = longPress((event) => open(event.target, pointBox(event.clientX, event.clientY)));
  return {
    update: (now) => {
      of = now;
    },
    handlers: {
      ...press.handlers,
      onContextMenu: (event: MouseEvent) => {
        if (event.defaultPrevented || keepsOwnMenu(event)) return;
        event.preventDefault();
        if (press.took()) return;
        const { target } = event;
        // From the keyboard there is no place of a click: beside what has the focus then.
        const isKey = event.button !== 2 && !isTouch(event);
        if (isKey && target instanceof Element) open(null, target.getBoundingClientRect());
        else open(target, pointBox(event.clientX, event.clientY));
      },
      onKeyDown: (event: KeyboardEvent) => {
        if (event.defaultPrevented || event.key !== "F10" || !event.shiftKey) return;
        if (event.target instanceof Element) {
          event.preventDefault();
          open(null, event.target.getBoundingClientRect());
        }
      },
    },
  };
}

function isTouch(event: MouseEvent): boolean {
  return event instanceof PointerEvent && event.pointerType === "touch";
}

// Links and marked text have a menu of the browser's that people rely on.
function keepsOwnMenu({ target }: MouseEvent): boolean {
  if (target instanceof Element && target.closest("a, input, textarea, .floating, dialog") !== null)
    return true;
  const selection = getSelection();
  return (
    selection !== null &&
    !selection.isCollapsed &&
    target instanceof Node &&
    selection.containsNode(target, true)
  );
}

function openMessageMenu({ message, ephemeral, author, view }: Of, anchor: Element | Box): void {
  const name = nameHere(view, author);
  const { model, state, actions, tell } = view;
  const isMine = author.id === state.you.id;
  const moderates = guildOf(state, currentChannel(model))?.moderates ?? false;
  const remove = (): void => {
    void actions.remove(message.id).then((error) => tell(error ?? "Message deleted"));
  };
  const doings = { ...doing(view), ...(!ephemeral && (isMine || moderates) ? { remove } : {}) };
  view.openMenu({
    label: `Message by ${name}`,
    anchor,
    entries: messageEntries(message, { id: author.id, name }, state.commands, doings),
  });
}

function openPersonMenu(person: Person, view: View, anchor: Element | Box): void {
  view.openMenu({
    label: nameHere(view, person),
    anchor,
    entries: personEntries(person, view.state.commands, doing(view)),
  });
}

function doing({ actions, tell }: View): Parameters<typeof personEntries>[2] {
  return {
    use: (command, targetId) => actions.menu(command, targetId),
    copy: (text, what) => {
      void copyText(text).then((done) =>
        tell(done ? `${what} copied` : `${what} could not be copied: the browser does not allow it here`),
      );
    },
  };
}

/** The button that opens a message's menu: there while the pointer or the focus is in the message. */
export function moreButton(of: Of): ComponentChildren {
  return html`<button
    type="button"
    class="message-more"
    aria-label="More"
    aria-haspopup="menu"
    title="More (Shift+F10)"
    data-testid="more"
    onClick=${(event: MouseEvent) => openMessageMenu(of, event.currentTarget as Element)}
  >${icons.more()}</button>`;
}
