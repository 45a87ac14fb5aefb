import { Component, type ComponentChildren, h } from "preact";
import type { PageMessage } from "../protocol.ts";
import { Message } from "./message.ts";
import { type View, ViewContext } from "./view.ts";

interface Props {
  readonly page: PageMessage;
  /** What it answers, as that is now. */
  readonly original: PageMessage | undefined;
  readonly grouped: boolean;
  readonly view: View;
}

/**
 * A message that is drawn anew only when something changed of what it shows: in a channel where hundreds write and press
 * at once each of them would else draw all.
 */
class KeptMessage extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { page, original, grouped, view } = this.props;
    return (
      page !== next.page ||
      original !== next.original ||
      grouped !== next.grouped ||
      changes(view, next.view, page.message.id)
    );
  }

  override render({ page, grouped, view }: Props): ComponentChildren {
    // What is inside listens to this view rather than to the page's, which changes with every event.
    return h(ViewContext.Provider, { value: view }, h(Message, { page, grouped }));
  }
}

/** Whether two views differ in something that a message shows. */
function changes(before: View, after: View, id: string): boolean {
  const [was, is] = [before.model, after.model];
  const isWanted = is.focusMessage === id;
  return (
    was.presses[id] !== is.presses[id] ||
    was.failures[id] !== is.failures[id] ||
    (was.focusMessage === id) !== isWanted ||
    (isWanted && was.modal !== is.modal) ||
    (["you", "bot", "users", "guilds", "dms", "commands"] as const).some(
      (part) => before.state[part] !== after.state[part],
    )
  );
}

/** `KeptMessage` as a node, kept apart from its neighbours by its id. */
export function messageNode(props: Props): ComponentChildren {
  return h(KeptMessage, { key: props.page.message.id, ...props });
}
