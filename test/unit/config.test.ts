import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../../src/config.ts";

const TOKEN = "a-token-of-discord";

/** What the error says, or "fine". */
function complaint(environment: Readonly<Record<string, string | undefined>>): string {
  try {
    readConfig(environment);
    return "fine";
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof Error ? error.message : "";
  }
}

describe("the configuration", () => {
  test("needs nothing but a token", () => {
    expect(readConfig({ DISCORD_TOKEN: TOKEN })).toMatchObject({
      token: TOKEN,
      apiUrl: "https://discord.com/api",
      redisUrl: "redis://127.0.0.1:6379",
      logLevel: "info",
    });
  });

  test("takes what is set, and lets everything else in the environment be", () => {
    const environment = {
      DISCORD_TOKEN: TOKEN,
      DISCORD_API_URL: "http://127.0.0.1:4000/api",
      REDIS_URL: "rediss://user:secret@redis.example:6380/2",
      LOG_LEVEL: "silent",
      HOME: "/home/someone",
      PATH: undefined,
    };
    expect(readConfig(environment)).toMatchObject({
      token: TOKEN,
      apiUrl: "http://127.0.0.1:4000/api",
      redisUrl: "rediss://user:secret@redis.example:6380/2",
      logLevel: "silent",
    });
  });

  test.each(["", " ", "\t"])("what is set to %j counts as not set", (empty) => {
    expect(readConfig({ DISCORD_TOKEN: TOKEN, REDIS_URL: empty, LOG_LEVEL: empty }).logLevel).toBe("info");
    expect(complaint({ DISCORD_TOKEN: empty })).toContain("DISCORD_TOKEN is missing");
  });

  test("without a token names the variable, where to get it, and the way without", () => {
    const message = complaint({});
    expect(message).toContain("DISCORD_TOKEN");
    expect(message).toContain("https://discord.com/developers/applications");
    expect(message).toContain("npm run playground");
  });

  test.each([
    ["DISCORD_API_URL", "discord.com/api", "https://"],
    ["DISCORD_API_URL", "ftp://discord.com/api", "https://"],
    ["DISCORD_API_URL", "https://discord.com", "/api"],
    ["DISCORD_API_URL", "https://discord.com/api/", "/api"],
    ["DISCORD_API_URL", "https://discord.com/api/v10", "/api"],
    ["REDIS_URL", "localhost:6379", "redis://"],
    ["REDIS_URL", "127.0.0.1", "redis://"],
    ["REDIS_URL", "http://localhost:6379", "redis://"],
    ["REDIS_URL", "redis:localhost:6379", "redis://"],
    ["LOG_LEVEL", "loud", "info"],
    ["LOG_LEVEL", "INFO", "info"],
  ])("%s=%s is refused with the way to put it right", (name, value, words) => {
    const message = complaint({ DISCORD_TOKEN: TOKEN, [name]: value });
    expect(message).toContain(name);
    expect(message).toContain(words);
  });

  test("everything that is wrong is listed at once", () => {
    const message = complaint({ DISCORD_API_URL: "x", REDIS_URL: "y", LOG_LEVEL: "z" });
    for (const name of ["DISCORD_TOKEN", "DISCORD_API_URL", "REDIS_URL", "LOG_LEVEL"]) {
      expect(message).toContain(name);
    }
  });

  test("no secret is repeated in a message", () => {
    const message = complaint({ DISCORD_TOKEN: TOKEN, REDIS_URL: "http://me:hunter2@redis.example" });
    expect(message).not.toContain("hunter2");
    expect(message).not.toContain(TOKEN);
  });

  test("a space around a token that was pasted does not matter", () => {
    expect(readConfig({ DISCORD_TOKEN: ` ${TOKEN}\r\n` }).token).toBe(TOKEN);
  });
});
