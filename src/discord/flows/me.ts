import type {
  AnySelectMenuInteraction,
  BaseInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  ModalSubmitInteraction,
} from "discord.js";
import { homesOf, limitsFrom, writtenLimits } from "../../account/choices.ts";
import { UserError } from "../../user-error.ts";
import type { Context } from "../command.ts";
import { ME_PREFIX, readToken, token } from "../custom-id.ts";
import { keeping, reopen } from "../keeping.ts";
import { limitsForm, zoneForm } from "../views/forms.ts";
import { LAST_HOME, meView, movedNotice, type Named, whichZoneView } from "../views/me.ts";
import { unknownButtonView } from "../views/notes.ts";
import { askToErase, eraseMe, exportMe } from "./rights.ts";

async function show(interaction: BaseInteraction, context: Context, notice?: string): Promise<void> {
  const { choices, reminding, respond, deadline } = context;
  const learner = await choices.get(interaction.user.id, deadline);
  const homes = named(interaction, homesOf(learner));
  await respond.show(meView({ learner, time: reminding.timeIn(learner.zone), homes, notice }));
}

/** Servers by name, as far as the bot is a member of them still. */
const named = ({ client }: BaseInteraction, ids: readonly string[]): readonly Named[] =>
  ids.flatMap((id) => {
    const name = client.guilds.cache.get(id)?.name;
    return name === undefined ? [] : [{ id, name }];
  });

/** `/settings me` */
export const showMe = (interaction: ChatInputCommandInteraction, context: Context): Promise<void> =>
  show(interaction, context);

/** The buttons. */
export async function pressMe(interaction: ButtonInteraction, context: Context): Promise<void> {
  const { choices, settling, respond, deadline } = context;
  const { verb, args } = readToken(interaction.customId);
  const userId = interaction.user.id;
  switch (verb) {
    case "show":
      return await show(interaction, context);
    case "zone": {
      respond.hold();
      const { zone } = await choices.get(userId, deadline);
      return await respond.ask(zoneForm(ME_PREFIX, args[0] ?? zone));
    }
    case "limits":
      respond.hold();
      return await respond.ask(limitsForm(writtenLimits(await choices.get(userId, deadline))));
    case "boards":
      await settling.setHidden(userId, args[0] === "hide", deadline);
      return await show(interaction, context);
    case "celebrate":
      await choices.change(userId, { celebrate: args[0] === "public" ? "public" : "private" }, deadline);
      return await show(interaction, context);
    case "export":
      return await exportMe(interaction, context);
    case "delete":
      return await askToErase(interaction, context);
    case "erase":
      return await eraseMe(interaction, Number(args[0]), context);
    case "again":
      return await reopen(interaction, context, formOf);
    default:
      return await respond.tell(unknownButtonView());
  }
}

/** The form that a draft was written into. */
async function formOf(customId: string, { user }: ButtonInteraction, { choices, deadline }: Context) {
  const { verb } = readToken(customId);
  if (verb === "zone") return zoneForm(ME_PREFIX);
  return limitsForm(writtenLimits(await choices.get(user.id, deadline)));
}

/** The selects. */
export async function selectMe(interaction: AnySelectMenuInteraction, context: Context): Promise<void> {
  const { verb } = readToken(interaction.customId);
  const [value = ""] = interaction.values;
  if (verb === "zone") return await setZone(interaction, value, context);
  if (verb !== "home") return await context.respond.tell(unknownButtonView());
  const chosenHome = value === LAST_HOME ? undefined : value;
  if (chosenHome !== undefined && named(interaction, [chosenHome]).length === 0) {
    throw new UserError("I am not a member of that server any more. Pick another one.");
  }
  await context.choices.change(interaction.user.id, { chosenHome }, context.deadline);
  await show(interaction, context);
}

/** The forms. */
export async function submitMe(interaction: ModalSubmitInteraction, context: Context): Promise<void> {
  const { choices, deadline } = context;
  const { verb } = readToken(interaction.customId);
  await keeping(interaction, context, async ({ zone = "", fresh = "", reviews = "", retention = "" }) => {
    if (verb === "zone") return await setZone(interaction, zone, context);
    if (verb !== "limits") return await context.respond.tell(unknownButtonView());
    await choices.change(interaction.user.id, limitsFrom({ fresh, reviews, retention }), deadline);
    await show(interaction, context);
  });
}

async function setZone(
  interaction: AnySelectMenuInteraction | ModalSubmitInteraction,
  typed: string,
  context: Context,
): Promise<void> {
  const { reminding, respond, deadline } = context;
  const read = reminding.readZone(typed);
  if ("closest" in read) {
    await respond.show(whichZoneView(ME_PREFIX, typed, read.closest, token(ME_PREFIX, "show")));
    return;
  }
  const next = await reminding.moveTo(interaction.user.id, read.zone, deadline);
  await show(interaction, context, movedNotice(next));
}
