import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { PageState, Person } from "../protocol.ts";
import type { Actions } from "./client.ts";
import type { OpenMenu } from "./menu-entries.ts";
import { currentChannel, type Model, nameIn } from "./model.ts";
import type { Picture } from "./pictures.ts";

/** What every part of the page may need. */
export interface View {
  readonly model: Model;
  /** The model's state, which is there wherever a View is. */
  readonly state: PageState;
  readonly actions: Actions;
  /** Puts a command into the composer and the cursor behind it. */
  fillComposer(path: string): void;
  /** Shows pictures large, beginning with the one at an index. */
  openPicture(pictures: readonly Picture[], at: number): void;
  openMenu(menu: OpenMenu): void;
  /** Says something in passing, such as that a text was copied. */
  tell(words: string): void;
}

export const ViewContext = createContext<View | undefined>(undefined);

/** The View around a component. */
export function useView(): View {
  const view = useContext(ViewContext);
  if (view === undefined) throw new Error("useView: put the component inside a ViewContext.Provider.");
  return view;
}

/** What a person is called in the channel on screen. */
export function nameHere({ model, state }: Pick<View, "model" | "state">, person: Person): string {
  return nameIn(state, currentChannel(model), person);
}
