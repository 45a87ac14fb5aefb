/** People, guilds and channels by what they are called. */
import type { Person } from "./protocol.ts";
import type { Channel, Guild, World } from "./world.ts";

/** Characters of a nickname: https://discord.com/developers/docs/resources/user#usernames-and-nicknames */
const longestNickname = 32;

/** A guild by name or id; throws with those there are. */
export function guildNamed(world: World, name: string): Guild {
  const found = [...world.guilds.values()].find((guild) => guild.name === name || guild.id === name);
  if (found !== undefined) return found;
  const known = [...world.guilds.values()].map((guild) => guild.name).join(", ");
  throw new Error(`There is no server ${name}; there are ${known}.`);
}

/** A person by username; throws with those there are. */
export function personNamed(world: World, username: string): Person {
  const found = world.people.find((person) => person.username === username);
  if (found !== undefined) return found;
  const known = world.people.map((person) => person.username).join(", ");
  throw new Error(`There is nobody named ${username}; there are ${known}.`);
}

/** A member of a guild by username, "bot" or the bot's name; throws for somebody who is not one. */
export function memberNamed(world: World, guild: Guild, username: string): Person {
  const isBot = username === "bot" || username === world.bot.username;
  const person = isBot ? world.bot : personNamed(world, username);
  if (isBot ? guild.botPresent : guild.members.has(person.id)) return person;
  throw new Error(`${username} is not in ${guild.name}.`);
}

/** A channel of a guild as "#general" or "#lounge@Guest House"; throws with those there are. */
export function channelNamed(world: World, where: string): Channel {
  const [name = "", guildName] = where.replace(/^#/, "").split("@");
  for (const guild of world.guilds.values()) {
    if (guildName !== undefined && guild.name !== guildName) continue;
    for (const id of guild.channelIds) {
      const channel = world.channels.get(id);
      if (channel?.name === name) return channel;
    }
  }
  const known = [...world.guilds.values()].flatMap((guild) =>
    guild.channelIds.map((id) => `#${world.channels.get(id)?.name}@${guild.name}`),
  );
  throw new Error(`There is no ${where}; there are @bot, ${known.join(", ")}.`);
}

/** The nickname as it is kept; throws for one that Discord takes not. */
export function checkedNickname(nickname: string): string {
  const { length } = nickname.trim();
  if (length >= 1 && length <= longestNickname) return nickname.trim();
  throw new Error(`A nickname has 1 to ${longestNickname} characters, not ${length}.`);
}
