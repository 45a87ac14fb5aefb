/** Whose a deck is. Those that ship with the bot are nobody's. */
export type Owner =
  | { readonly kind: "builtin" }
  | { readonly kind: "person"; readonly id: string }
  | { readonly kind: "server"; readonly id: string };

/** The part of a deck's description that says who may do what with it. */
export interface Guarded {
  readonly owner: Owner;
  /** User id of who made it; undefined for those that ship with the bot. */
  readonly creator: string | undefined;
  /** Role of the server whose members may edit it, beside its creator and those with Manage Server. */
  readonly editorRole: string | undefined;
}

/** A person where they are at the moment. */
export interface Viewer {
  readonly userId: string;
  /** The server they are in, where the bot is a member of it. */
  readonly guildId: string | undefined;
  /** Whether they have the right Manage Server there. */
  readonly manages: boolean;
  /** Ids of their roles there. */
  readonly roles: readonly string[];
}

/**
 * Whether a person may see and use a deck. A server's deck is for its members.
 *
 * @returns "ask" where that depends on whether they are a member of the deck's server, which is not the one they are in
 */
export function maySee(viewer: Viewer, { owner }: Guarded): boolean | "ask" {
  switch (owner.kind) {
    case "builtin":
      return true;
    case "person":
      return owner.id === viewer.userId;
    case "server":
      return owner.id === viewer.guildId || "ask";
  }
}

/**
 * Whether a person who may see a deck may change it: its owner; of a server's deck who made it, and, in the server
 * itself, members with Manage Server or with the role set for it.
 */
export function mayEdit(viewer: Viewer, { owner, creator, editorRole }: Guarded): boolean {
  switch (owner.kind) {
    case "builtin":
      return false;
    case "person":
      return owner.id === viewer.userId;
    case "server": {
      if (creator === viewer.userId) return true;
      if (owner.id !== viewer.guildId) return false;
      return viewer.manages || (editorRole !== undefined && viewer.roles.includes(editorRole));
    }
  }
}

/**
 * Whether a person who may change a deck may also say who else may, and delete it: its owner; of a server's deck who
 * made it, and members with Manage Server.
 */
export const mayManage = (viewer: Viewer, deck: Guarded): boolean =>
  mayEdit(viewer, { ...deck, editorRole: undefined });

/** Who may change a deck, as the end of "It can be changed by …". */
export function editorsOf({ owner, creator, editorRole }: Guarded): string {
  switch (owner.kind) {
    case "builtin":
      return "nobody: it ships with the bot";
    case "person":
      return `<@${owner.id}>`;
    case "server": {
      const some = [
        ...(creator === undefined ? [] : [`<@${creator}>`]),
        ...(editorRole === undefined ? [] : [`members with the role <@&${editorRole}>`]),
      ];
      return `${some.length > 0 ? `${some.join(", ")} and ` : ""}members with the right Manage Server`;
    }
  }
}
