import { composerId } from "./composer.ts";
import { isCovered } from "./floating.ts";
import { buttonForDigit, focusNeighbour } from "./focus.ts";

/**
 * Keys that work anywhere on the page: `/` and ordinary letters go to the composer, a digit presses the button whose
 * label begins with it, and from a message the arrow keys lead to the others, Esc back to the composer. Fields keep their keys, and so do all combinations with Ctrl, Alt or Meta.
 */
export function onPageKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target } = event;
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
  // A key held down on a button that is replaced under it would press the next one, too.
  if (event.repeat && (event.key === "Enter" || event.key === " ") && target instanceof HTMLButtonElement) {
    event.preventDefault();
    return;
  }
  if (isCovered()) return;
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    const moved = focusNeighbour(event.key === "ArrowUp" ? -1 : 1);
    // Below the newest message comes the composer.
    if (!moved && event.key === "ArrowDown" && isMessage(target))
      document.getElementById(composerId)?.focus();
    if (moved || isMessage(target)) event.preventDefault();
    return;
  }
  if (event.key === "Escape" && isInMessage(target)) document.getElementById(composerId)?.focus();
  if (event.repeat || event.key.length !== 1 || event.key === " ") return;
  const composer = document.getElementById(composerId);
  if (!(composer instanceof HTMLTextAreaElement)) return;
  if (/^[1-9]$/.test(event.key) && composer.value === "") {
    event.preventDefault();
    if (isFree(target)) buttonForDigit(event.key)?.click();
    return;
  }
  if (event.key === "/" && composer.value !== "") event.preventDefault();
  composer.focus();
}

// Digits are for messages: while the focus is on a channel or a person they do nothing.
function isFree(target: EventTarget | null): boolean {
  return target === document.body || isInMessage(target);
}

function isInMessage(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-message-id]") !== null;
}

function isMessage(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.dataset.messageId !== undefined;
}
