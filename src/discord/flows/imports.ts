import type {
  AnySelectMenuInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  ModalSubmitInteraction,
} from "discord.js";
import type { FormatId } from "../../decks/formats/types.ts";
import type { Preview } from "../../library/imports.ts";
import { Ended, type ImportWish, type OnProgress, Unrecognised } from "../../library/staged.ts";
import { UserError } from "../../user-error.ts";
import type { Context } from "../command.ts";
import { readToken } from "../custom-id.ts";
import { type FormOf, keep, keeping, reopen } from "../keeping.ts";
import { viewerOf } from "../viewer.ts";
import { fileIn, importForm, separatorFrom, separatorsForm, type Written } from "../views/forms.ts";
import {
  cancelledView,
  importedView,
  picturesOfPreview,
  previewView,
  progressView,
  skippedView,
  unrecognisedView,
} from "../views/import.ts";
import { unknownButtonView } from "../views/notes.ts";
import { ownerOption } from "./decks.ts";

/** A message shows how far the work is at most so often: Discord lets nobody edit faster for long. Milliseconds. */
const BETWEEN = 1500;

type Answered =
  | ChatInputCommandInteraction
  | ButtonInteraction
  | AnySelectMenuInteraction
  | ModalSubmitInteraction;

/** Shows progress in the same message, from the first moment on and not too often. */
function progress(
  { respond, log }: Context,
  what: string,
  id?: string,
): { on: OnProgress; done: () => Promise<void> } {
  let last = performance.now();
  let showing: Promise<unknown> = Promise.resolve();
  return {
    on(done, all) {
      if (performance.now() - last < BETWEEN) return;
      last = performance.now();
      showing = showing
        .then(() => respond.show(progressView(what, done, all, id)))
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
  await unlessUnrecognised(interaction, context, async () => {
    const preview = await context.imports.read(viewerOf(interaction), fetched, name, wish, on).finally(done);
    await showPreview(interaction, preview, context);
  });
}

/** A text that nobody can make out is no end: its owner says how it is written. */
async function unlessUnrecognised(
  interaction: Answered,
  context: Context,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Unrecognised)) throw error;
    const again = interaction.isModalSubmit() ? await keep(interaction, context) : undefined;
    await context.respond.show(unrecognisedView(error.id, error.message, again));
  }
}

async function showPreview(
  interaction: Answered,
  preview: Preview,
  context: Context,
  notice?: string,
): Promise<void> {
  const images = (image: string) => context.imports.image(viewerOf(interaction), preview.id, image);
  const drawn = await context.pictures(picturesOfPreview(preview), images);
  await context.respond.show(previewView(preview, isServer(interaction), drawn, notice));
}

const FORMATS: readonly FormatId[] = ["csv", "qa", "quizlet", "anki-text", "site", "json"];

const PLAIN = { subdecks: "tags", format: undefined, separators: undefined } as const;

/** `/deck import`: a file, or without one a form to paste into. */
export async function importDeck(interaction: ChatInputCommandInteraction, context: Context): Promise<void> {
  const file = interaction.options.getAttachment("file");
  const text = interaction.options.getString("deck");
  if (!file) context.respond.hold();
  const viewer = viewerOf(interaction);
  const info = text === null ? undefined : await context.library.find(viewer, text, context.deadline);
  const owner = ownerOption(interaction);
  if (!file) return await context.respond.ask(importForm(owner, info?.id));
  await read(
    interaction,
    () => context.fetchFile(file),
    file.name,
    { owner, into: info?.id, ...PLAIN },
    context,
  );
}

const ownerFrom = (text: string | undefined) => (text === "me" ? "me" : "server");

/** The forms of an import: pasted cards, or how a text is cut. */
export const submitImport = (interaction: ModalSubmitInteraction, context: Context): Promise<void> =>
  keeping(interaction, context, async (written) => {
    const { verb, args } = readToken(interaction.customId);
    const [first = "", into = ""] = args;
    if (verb === "cut") {
      const { side = "", card = "" } = written;
      const separators = { side: separatorFrom(side), card: separatorFrom(card) };
      return await change(interaction, first, { separators, format: "quizlet" }, context);
    }
    if (verb !== "form") return await context.respond.tell(unknownButtonView());
    await readForm(
      interaction,
      written,
      { owner: ownerFrom(first), into: into || undefined, ...PLAIN },
      context,
    );
  });

async function readForm(
  interaction: ModalSubmitInteraction,
  { text = "", title = "" }: Written,
  wish: ImportWish,
  context: Context,
): Promise<void> {
  const file = fileIn(interaction);
  if (!file && text.trim() === "")
    throw new UserError("There is nothing to import: paste your cards, or choose a file.");
  const fetched = async () => (file ? await context.fetchFile(file) : Buffer.from(text));
  await read(interaction, fetched, title || file?.name, wish, context);
}

/** A form of an import by its `custom_id`. */
const formOf: FormOf = (customId) => {
  const { verb, args } = readToken(customId);
  const [first = "", into = ""] = args;
  return verb === "cut" ? separatorsForm(first, undefined) : importForm(ownerFrom(first), into || undefined);
};

async function change(
  interaction: Answered,
  id: string,
  changes: Partial<ImportWish>,
  context: Context,
): Promise<void> {
  await unlessUnrecognised(interaction, context, async () => {
    const preview = await context.imports.choose(viewerOf(interaction), id, changes);
    await showPreview(interaction, preview, context);
  });
}

/** Selects of a preview. */
export async function selectImport(interaction: AnySelectMenuInteraction, context: Context): Promise<void> {
  const { verb, args } = readToken(interaction.customId);
  const [value] = interaction.values;
  if (verb === "format") {
    const format = FORMATS.find((one) => one === value);
    return await change(interaction, args[0] ?? "", { format, separators: undefined }, context);
  }
  if (verb !== "subdecks") return await context.respond.tell(unknownButtonView());
  await change(interaction, args[0] ?? "", { subdecks: value === "decks" ? "decks" : "tags" }, context);
}

/** "Import". What goes wrong leaves the preview as it was, to choose something else or to go on. */
async function goAhead(interaction: ButtonInteraction, id: string, context: Context): Promise<void> {
  const { imports, respond } = context;
  const viewer = viewerOf(interaction);
  const { on, done } = progress(context, "Importing your cards…", id);
  try {
    const result = await imports.confirm(viewer, id, on).finally(done);
    await respond.show(importedView(result, viewer.userId));
  } catch (error) {
    if (error instanceof Ended || !(error instanceof UserError)) throw error;
    await showPreview(interaction, await imports.preview(viewer, id), context, error.message);
  }
}

/** Buttons of a preview. */
export async function pressImport(interaction: ButtonInteraction, context: Context): Promise<void> {
  const { verb, args } = readToken(interaction.customId);
  const [id = "", choice = ""] = args;
  const { imports, respond } = context;
  const viewer = viewerOf(interaction);
  switch (verb) {
    case "again":
      return await reopen(interaction, context, formOf);
    case "go": {
      return await goAhead(interaction, id, context);
    }
    case "cancel":
      await imports.cancel(viewer, id);
      return void (await respond.show(cancelledView()));
    case "owner":
      return await change(interaction, id, { owner: ownerFrom(choice) }, context);
    case "into":
      return await change(interaction, id, { into: choice || undefined }, context);
    case "separators": {
      respond.hold();
      return await respond.ask(separatorsForm(id, await imports.separators(viewer, id)));
    }
    case "skipped":
      return await respond.tell(skippedView(await imports.preview(viewer, id)));
    default:
      return await respond.tell(unknownButtonView());
  }
}
