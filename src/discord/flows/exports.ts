import type { ChatInputCommandInteraction } from "discord.js";
import type { ExportFormat } from "../../library/exports.ts";
import { UserError } from "../../user-error.ts";
import type { Context } from "../command.ts";
import { viewerOf } from "../viewer.ts";
import { exportedView } from "../views/export.ts";

const FORMATS: readonly ExportFormat[] = ["csv", "anki-text", "anki-package", "json"];

/** `/deck export` */
export async function exportDeck(interaction: ChatInputCommandInteraction, context: Context): Promise<void> {
  const { options, attachmentSizeLimit } = interaction;
  const viewer = viewerOf(interaction);
  const info = await context.library.find(viewer, options.getString("deck", true), context.deadline);
  const wanted = options.getString("format", true);
  const format = FORMATS.find((one) => one === wanted) ?? "csv";
  const file = await context.exports(viewer, info.id, format, options.getBoolean("ratings") ?? false);
  if (file.data.length > attachmentSizeLimit) {
    throw new UserError(
      `The file has ${(file.data.length / 1024 / 1024).toFixed(1)} MiB, and Discord takes ${Math.floor(attachmentSizeLimit / 1024 / 1024)} MiB here. ${format === "json" ? "An Anki package is smaller, with the same images; CSV leaves them out." : "CSV leaves out the images."}`,
    );
  }
  await context.respond.show(exportedView(info, file));
}
