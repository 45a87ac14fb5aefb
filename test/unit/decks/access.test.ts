import { describe, expect, test } from "vitest";
import {
  editorsOf,
  type Guarded,
  mayEdit,
  mayManage,
  maySee,
  type Owner,
  type Viewer,
} from "../../../src/decks/access.ts";

const SERVER = "900000000000000001";
const OTHER_SERVER = "900000000000000002";
const ROLE = "800000000000000001";
const OWNER = "100000000000000001";
const CREATOR = "100000000000000002";
const SOMEBODY = "100000000000000003";

const person = (userId: string, more: Partial<Viewer> = {}): Viewer => ({
  userId,
  guildId: SERVER,
  manages: false,
  roles: [],
  ...more,
});

const elsewhere = { guildId: OTHER_SERVER };
const direct = { guildId: undefined };

const guarded = (owner: Owner, creator: string | undefined, editorRole?: string): Guarded => ({
  owner,
  creator,
  editorRole,
});

const builtin = guarded({ kind: "builtin" }, undefined);
const personal = guarded({ kind: "person", id: OWNER }, OWNER);
const servers = guarded({ kind: "server", id: SERVER }, CREATOR, ROLE);
const serversWithoutRole = guarded({ kind: "server", id: SERVER }, CREATOR);

/** Where somebody is, what they have there, and whether they see and may edit a deck. */
type Row = readonly [name: string, viewer: Viewer, see: boolean | "ask", edit: boolean];

describe.each<[string, Guarded, readonly Row[]]>([
  [
    "a deck that ships with the bot",
    builtin,
    [
      ["a member", person(SOMEBODY), true, false],
      ["a manager", person(SOMEBODY, { manages: true }), true, false],
      ["somebody in a DM", person(SOMEBODY, direct), true, false],
    ],
  ],
  [
    "a person's deck",
    personal,
    [
      ["its owner in a server", person(OWNER), true, true],
      ["its owner in another server", person(OWNER, elsewhere), true, true],
      ["its owner in a DM", person(OWNER, direct), true, true],
      ["a member", person(SOMEBODY), false, false],
      ["a manager with every role", person(SOMEBODY, { manages: true, roles: [ROLE] }), false, false],
      ["a stranger in a DM", person(SOMEBODY, direct), false, false],
    ],
  ],
  [
    // Taken over by somebody: who made it has no rights any more.
    "a person's deck that another made",
    guarded({ kind: "person", id: OWNER }, CREATOR, ROLE),
    [
      ["its owner", person(OWNER), true, true],
      ["who made it", person(CREATOR), false, false],
      ["a member with a role", person(SOMEBODY, { roles: [ROLE] }), false, false],
    ],
  ],
  [
    "a server's deck",
    servers,
    [
      ["who made it, there", person(CREATOR), true, true],
      ["who made it, in another server", person(CREATOR, elsewhere), "ask", true],
      ["who made it, in a DM", person(CREATOR, direct), "ask", true],
      ["a manager there", person(SOMEBODY, { manages: true }), true, true],
      ["a manager of another server", person(SOMEBODY, { ...elsewhere, manages: true }), "ask", false],
      ["a member with the editors' role", person(SOMEBODY, { roles: ["1", ROLE] }), true, true],
      [
        "somebody with that role in another server",
        person(SOMEBODY, { ...elsewhere, roles: [ROLE] }),
        "ask",
        false,
      ],
      ["a member with other roles", person(SOMEBODY, { roles: ["1", "2"] }), true, false],
      ["a member", person(SOMEBODY), true, false],
      ["somebody in another server", person(SOMEBODY, elsewhere), "ask", false],
      ["somebody in a DM", person(SOMEBODY, direct), "ask", false],
    ],
  ],
  [
    "a server's deck without editors' role",
    serversWithoutRole,
    [
      ["a member with roles", person(SOMEBODY, { roles: [ROLE, ""] }), true, false],
      ["a manager", person(SOMEBODY, { manages: true }), true, true],
    ],
  ],
])("%s", (_, deck, rows) => {
  test.each(rows)("%s", (_name, viewer, see, edit) => {
    expect(maySee(viewer, deck)).toBe(see);
    expect(mayEdit(viewer, deck)).toBe(edit);
  });
});

describe("who may delete it, and say who else may edit it", () => {
  test.each<[string, Guarded, Viewer, boolean]>([
    ["its owner", personal, person(OWNER, direct), true],
    ["who made it", servers, person(CREATOR), true],
    ["a manager there", servers, person(SOMEBODY, { manages: true }), true],
    ["a manager of another server", servers, person(SOMEBODY, { ...elsewhere, manages: true }), false],
    ["a member with the editors' role", servers, person(SOMEBODY, { roles: [ROLE] }), false],
    ["nobody, of what is on board", builtin, person(SOMEBODY, { manages: true }), false],
  ])("%s", (_, deck, viewer, may) => {
    expect(mayManage(viewer, deck)).toBe(may);
  });
});

describe("who could change it", () => {
  test.each([
    ["builtin", builtin, "nobody: it ships with the bot"],
    ["a person's", personal, `<@${OWNER}>`],
    ["a server's", serversWithoutRole, `<@${CREATOR}> and members with the right Manage Server`],
    [
      "a server's with a role",
      servers,
      `<@${CREATOR}>, members with the role <@&${ROLE}> and members with the right Manage Server`,
    ],
  ])("%s", (_, deck, words) => {
    expect(editorsOf(deck)).toBe(words);
  });
});
