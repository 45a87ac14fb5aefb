import { ComponentType } from "discord.js";
import type { Exported } from "../../library/exports.ts";
import type { DeckInfo } from "../../library/library.ts";
import { COLOURS, card, many, plain, text, type View } from "./parts.ts";

/** A deck as a file to keep. */
export function exportedView(info: DeckInfo, { name, data, cards, imagesLeftOut }: Exported): View {
  const view = card(
    COLOURS.done,
    text(`**${plain(info.title)}** · ${many(cards, "card")}`),
    { type: ComponentType.File, file: { url: `attachment://${name}` } },
    imagesLeftOut > 0
      ? text(
          `-# This format holds no pictures: ${many(imagesLeftOut, "image")} left out. An Anki package or JSON keeps them.`,
        )
      : undefined,
  );
  return { ...view, files: [{ name, data }] };
}
