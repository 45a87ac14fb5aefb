import { MessageFlags, type REST, Routes } from "discord.js";
import type { Library } from "../library/library.ts";
import type { CourseDeps } from "../rounds/course.ts";
import type { PublicScene } from "../rounds/scene.ts";
import type { Screen } from "../rounds/stage.ts";
import { deadlineIn, type Store } from "../store/connection.ts";
import { readNote } from "../store/rounds.ts";
import { createChannelMessages } from "./channel-messages.ts";
import type { DirectMessages } from "./direct-messages.ts";
import { keptPictures, type Pictures } from "./pictures.ts";
import { roundPicturesOf, roundView } from "./views/round.ts";
import { privateView } from "./views/round-private.ts";

/** To read an image, or a token. Milliseconds. */
const PATIENCE = 2000;

interface ScreenDeps {
  readonly rest: REST;
  readonly store: Store;
  readonly library: Pick<Library, "image">;
  readonly pictures: Pictures;
  readonly direct: DirectMessages;
}

/** Channels as rounds see them: scenes go in, messages come out. */
export function createRoundScreen({ rest, store, library, pictures, direct }: ScreenDeps) {
  const messages = createChannelMessages(rest);

  async function draw(scene: PublicScene, files: boolean) {
    const { deckId, blocks } = roundPicturesOf(scene);
    const drawn = files
      ? await pictures(blocks, (image) => library.image(deckId, image, deadlineIn(PATIENCE)))
      : new Map();
    return roundView(scene, drawn);
  }

  const screen: Screen = {
    post: async (channelId, scene, nonce, files) =>
      await messages.post(channelId, await draw(scene, files), nonce),
    edit: async (channelId, messageId, scene, names) => {
      const kept = keptPictures(roundPicturesOf(scene).blocks, names);
      return await messages.edit(channelId, messageId, roundView(scene, kept));
    },
    remove: messages.remove,
  };

  /** Tells a person alone: in the channel, while an interaction of theirs is alive, else by direct message. */
  const tell: CourseDeps["tell"] = async (channelId, userId, scene) => {
    const view = privateView(scene, (command) => `\`/${command}\``);
    const token = await readNote(store, channelId, userId, deadlineIn(PATIENCE));
    const flags = MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral;
    if (token !== undefined) {
      try {
        const body = { components: view.components, flags, allowed_mentions: { parse: [] } };
        // A worker has no connection that would have told it.
        const { id } = (await rest.get(Routes.currentApplication())) as { id: string };
        await rest.post(Routes.webhook(id, token), { body, auth: false });
        return;
      } catch {
        // The channel is gone, or the token: there are still direct messages.
      }
    }
    await direct.send({ userId, silent: false }, view);
  };

  return { screen, tell };
}
