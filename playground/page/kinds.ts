/**
 * Discord's numbers, by name. The page cannot import the enums of discord-api-types (nothing of that package is
 * served to the browser), so they are repeated here and held to the originals by the type checker.
 */
import type {
  ApplicationCommandOptionType,
  ButtonStyle,
  ChannelType,
  ComponentType,
  MessageFlags,
  MessageType,
  TextInputStyle,
} from "discord-api-types/v10";

type Subset<E> = { readonly [K in keyof E]?: E[K] };

/** Component types that the page draws. */
export const Kind = {
  ActionRow: 1,
  Button: 2,
  StringSelect: 3,
  TextInput: 4,
  UserSelect: 5,
  RoleSelect: 6,
  MentionableSelect: 7,
  ChannelSelect: 8,
  Section: 9,
  TextDisplay: 10,
  Thumbnail: 11,
  MediaGallery: 12,
  File: 13,
  Separator: 14,
  Container: 17,
  Label: 18,
  FileUpload: 19,
  RadioGroup: 21,
  CheckboxGroup: 22,
  Checkbox: 23,
} as const satisfies Subset<typeof ComponentType>;

/** Button styles. */
export const Style = {
  Primary: 1,
  Secondary: 2,
  Success: 3,
  Danger: 4,
  Link: 5,
  Premium: 6,
} as const satisfies Subset<typeof ButtonStyle>;

/** Types of command options. */
export const Option = {
  String: 3,
  Integer: 4,
  Boolean: 5,
  User: 6,
  Channel: 7,
  Role: 8,
  Mentionable: 9,
  Number: 10,
  Attachment: 11,
} as const satisfies Subset<typeof ApplicationCommandOptionType>;

/** Types of messages. */
export const MessageKind = {
  Reply: 19,
} as const satisfies Subset<typeof MessageType>;

/** Message flags. */
export const Flag = {
  IsComponentsV2: 32768,
} as const satisfies Subset<typeof MessageFlags>;

/** Styles of text inputs. */
export const TextStyle = {
  Short: 1,
  Paragraph: 2,
} as const satisfies Subset<typeof TextInputStyle>;

/** The types of a server's text channel and of a direct message. */
export const Channel = {
  GuildText: 0,
  Dm: 1,
} as const satisfies { readonly GuildText: ChannelType.GuildText; readonly Dm: ChannelType.DM };
