import type {
  AnySelectMenuInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  ModalSubmitInteraction,
} from "discord.js";
import type { Preview } from "../../library/imports.ts";
import type { ImportWish, OnProgress } from "../../library/staged.ts";
import { UserError } from "../../user-error.ts";
import type { Context } from "../command.ts";
import { readToken } from "../custom-id.ts";
import { viewerOf } from "../viewer.ts";
import { importForm, separatorFrom, separatorsForm, written } from "../views/forms.ts";
import {
  cancelledView,
  importedView,
  picturesOfPreview,
  previewView,
  progressView,
  skippedView,
} from "../views/import.ts";
import { unknownButtonView } from "../views/notes.ts";

/** A message shows how far the work is at most so often: Discord lets nobody edit faster for long. Milliseconds. */
const BETWEEN = 1500;

type Answered =
  | ChatInputCommandInteraction
  | ButtonInteraction
  | AnySelectMenuInteraction
  | ModalSubmitInteraction;

/** Shows progress in the same message, from the first moment on and not too often. */
function progress({ respond, log }: Context, what: string): { on: OnProgress; done: () => Promise<void> } {
  let last = performance.now();
  let showing: Promise<unknown> = Promise.resolve();
  return {
    on(done, all) {
      if (performance.now() - last < BETWEEN) return;
      last = performance.now();
      showing = showing
        .then(() => respond.show(progressView(what, done, all)))
        .catch((error) => log.debug({ err: error }, "could not show the progress of an import"));
    },
    // What comes last must not be painted over by what was on its way.
    done: async () => void (await showing),
  };
}

const isServer = (interaction: Answered) => viewerOf(interaction).guildId !== undefined;

async function read(
  interaction: Answered,
  fetched: () => Promise<Uint8Array>,
  name: string | undefined,
  wish: ImportWish,
  context: Context,
): Promise<void> {
  const { on, done } = progress(context, "Reading your cards…");
  const preview = await context.imports.read(viewerOf(interaction), fetched, name, wish, on).finally(done);
  await showPreview(interaction, preview, context);
}

async function showPreview(interaction: Answered, preview: Preview, context: Context): Promise<void> {
  const images = (image: string) => context.imports.image(viewerOf(interaction), preview.id, image);
  const drawn = await context.pictures(picturesOfPreview(preview), images);
  await context.respond.show(previewView(preview, isServer(interaction), drawn));
}

const PLAIN = { subdecks: "tags", format: undefined, separators: undefined } as const;

/** `/deck import`: a file, or without one a form to paste into. */
export async function importDeck(interaction: ChatInputCommandInteraction, context: Context): Promise<void> {
  const file = interaction.options.getAttachment("file");
  const text = interaction.options.getString("deck");
  if (!file) context.respond.hold();
  const viewer = viewerOf(interaction);
  const info = text === null ? undefined : await context.library.find(viewer, text, context.deadline);
  const chosen = interaction.options.getString("owner");
  const owner = chosen === "me" || (chosen === null && !viewer.guildId) ? "me" : "server";
  if (!file) return await context.respond.ask(importForm(owner, info?.id));
  await read(
    interaction,
    () => context.fetchFile(file),
    file.name,
    { owner, into: info?.id, ...PLAIN },
    context,
  );
}

/** The forms of an import: pasted cards, or how a text is cut. */
export async function submitImport(interaction: ModalSubmitInteraction, context: Context): Promise<void> {
  const { verb, args } = readToken(interaction.customId);
  const [first = "", second = ""] = args;
  if (verb === "cut") {
    const separators = {
      side: separatorFrom(written(interaction, "side")),
      card: separatorFrom(written(interaction, "card")),
    };
    return await change(interaction, first, { separators, format: "quizlet" }, context);
  }
  if (verb !== "form") return await context.respond.tell(unknownButtonView());
  const owner = first === "me" ? "me" : "server";
  const into = second || undefined;
  const text = written(interaction, "text");
  const file = interaction.fields.getUploadedFiles("file")?.first();
  if (!file && text.trim() === "")
    throw new UserError("There is nothing to import: paste your cards, or choose a file.");
  const title = written(interaction, "title");
  const fetched = async () => (file ? await context.fetchFile(file) : Buffer.from(text));
  await read(interaction, fetched, title || file?.name, { owner, into, ...PLAIN }, context);
}

async function change(
  interaction: Answered,
  id: string,
  changes: Partial<ImportWish>,
  context: Context,
): Promise<void> {
  const preview = await context.imports.choose(viewerOf(interaction), id, changes);
  await showPreview(interaction, preview, context);
}

/** Selects of a preview. */
export async function selectImport(interaction: AnySelectMenuInteraction, context: Context): Promise<void> {
  const { verb, args } = readToken(interaction.customId);
  const [value] = interaction.values;
  if (verb !== "subdecks") return await context.respond.tell(unknownButtonView());
  await change(interaction, args[0] ?? "", { subdecks: value === "decks" ? "decks" : "tags" }, context);
}

/** Buttons of a preview. */
export async function pressImport(interaction: ButtonInteraction, context: Context): Promise<void> {
  const { verb, args } = readToken(interaction.customId);
  const [id = "", choice = ""] = args;
  const { imports, respond } = context;
  const viewer = viewerOf(interaction);
  switch (verb) {
    case "go": {
      const { on, done } = progress(context, "Importing your cards…");
      const result = await imports.confirm(viewer, id, on).finally(done);
      return void (await respond.show(importedView(result, viewer.userId)));
    }
    case "cancel":
      await imports.cancel(viewer, id);
      return void (await respond.show(cancelledView()));
    case "owner":
      return await change(interaction, id, { owner: choice === "me" ? "me" : "server" }, context);
    case "into":
      return await change(interaction, id, { into: choice || undefined }, context);
    case "separators": {
      respond.hold();
      const { wish } = await imports.preview(viewer, id);
      return await respond.ask(separatorsForm(id, wish.separators));
    }
    case "skipped":
      return await respond.tell(skippedView(await imports.preview(viewer, id)));
    default:
      return await respond.tell(unknownButtonView());
  }
}
