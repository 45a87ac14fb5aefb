import { composerId } from "./composer.ts";
import { buttonForDigit } from "./focus.ts";

/**
 * Keys that work anywhere on the page: `/` and ordinary letters go to the composer, a digit presses the button whose
 * label begins with it. Fields keep their keys, and so do all combinations with Ctrl, Alt or Meta.
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
  return (
    target === document.body || (target instanceof Element && target.closest("[data-message-id]") !== null)
  );
}
