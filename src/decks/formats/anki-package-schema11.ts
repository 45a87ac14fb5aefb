import { OWN_FIELDS, OWN_NOTE_TYPE } from "./anki-package-own.ts";

/** The tables of Anki's schema 11, which all versions of Anki read. */
export const SCHEMA_11 = `
  CREATE TABLE col (
    id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL, ver integer NOT NULL,
    dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL, models text NOT NULL,
    decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL
  );
  CREATE TABLE notes (
    id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL,
    tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL,
    data text NOT NULL
  );
  CREATE TABLE cards (
    id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL, mod integer NOT NULL,
    usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL,
    factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL,
    odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL
  );
  CREATE TABLE revlog (
    id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL, ivl integer NOT NULL,
    lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL, type integer NOT NULL
  );
  CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
  CREATE INDEX ix_notes_usn ON notes (usn);
  CREATE INDEX ix_cards_usn ON cards (usn);
  CREATE INDEX ix_revlog_usn ON revlog (usn);
  CREATE INDEX ix_cards_nid ON cards (nid);
  CREATE INDEX ix_cards_sched ON cards (did, queue, due);
  CREATE INDEX ix_revlog_cid ON revlog (cid);
  CREATE INDEX ix_notes_csum ON notes (csum);
`;

/** The id of our note type, the same for ever, so that Anki finds it again. */
export const OWN_NOTE_TYPE_ID = 1_763_942_400_000;

const CSS = `.card { font-family: sans-serif; font-size: 20px; text-align: left; max-width: 40em; margin: 0 auto; }
img { max-width: 100%; }
pre, code { font-family: monospace; }
pre { padding: 0.5em; border-radius: 4px; background: rgba(128, 128, 128, 0.15); overflow-x: auto; }
blockquote { margin-left: 0; padding-left: 0.8em; border-left: 3px solid gray; }
.spoiler { background: gray; color: transparent; }
.spoiler:hover { background: none; color: inherit; }
.hint, .accepts { font-size: 16px; opacity: 0.7; }
`;

const FRONT = `{{Front}}
{{#Hint}}<div class="hint">{{hint:Hint}}</div>{{/Hint}}`;
const BACK = `{{FrontSide}}
<hr id=answer>
{{Back}}
{{#Accepted answers}}<div class="accepts">Also right:<br>{{Accepted answers}}</div>{{/Accepted answers}}`;

/** A deck as a collection holds it. */
export interface WrittenDeck {
  readonly id: number;
  readonly name: string;
  /** HTML. */
  readonly description: string;
}

/**
 * The JSON columns of `col`: our note type, the deck beside Anki's own "Default", its default options.
 *
 * @param now seconds since 1970
 * @param cards how many the deck has
 */
export function collectionJson(deck: WrittenDeck, now: number, cards: number) {
  return {
    conf: JSON.stringify({
      activeDecks: [deck.id],
      curDeck: deck.id,
      newSpread: 0,
      collapseTime: 1200,
      timeLim: 0,
      estTimes: true,
      dueCounts: true,
      curModel: OWN_NOTE_TYPE_ID,
      nextPos: cards + 1,
      sortType: "noteFld",
      sortBackwards: false,
      addToCur: true,
      dayLearnFirst: false,
      schedVer: 2,
    }),
    models: JSON.stringify({ [OWN_NOTE_TYPE_ID]: noteType(deck.id, now) }),
    decks: JSON.stringify({
      1: deckJson({ id: 1, name: "Default", description: "" }, now),
      [deck.id]: deckJson(deck, now),
    }),
    dconf: JSON.stringify({ 1: DECK_OPTIONS }),
    tags: "{}",
  };
}

function noteType(deckId: number, now: number) {
  return {
    id: OWN_NOTE_TYPE_ID,
    name: OWN_NOTE_TYPE,
    type: 0,
    mod: now,
    usn: -1,
    sortf: 0,
    did: deckId,
    tmpls: [
      {
        name: "Card 1",
        ord: 0,
        qfmt: FRONT,
        afmt: BACK,
        bqfmt: "",
        bafmt: "",
        did: null,
        bfont: "",
        bsize: 0,
      },
    ],
    flds: OWN_FIELDS.map((name, ord) => ({
      name,
      ord,
      sticky: false,
      rtl: false,
      font: "Arial",
      size: 20,
      media: [],
      description: ord === OWN_FIELDS.length - 1 ? "Kept by Flashback; leave it as it is." : "",
    })),
    css: CSS,
    latexPre:
      "\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage{amssymb,amsmath}\n" +
      "\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n\\begin{document}\n",
    latexPost: "\\end{document}",
    latexsvg: false,
    req: [[0, "any", [0]]],
    tags: [],
    vers: [],
  };
}

function deckJson({ id, name, description }: WrittenDeck, now: number) {
  return {
    id,
    name,
    desc: description,
    mod: now,
    usn: -1,
    lrnToday: [0, 0],
    revToday: [0, 0],
    newToday: [0, 0],
    timeToday: [0, 0],
    collapsed: false,
    browserCollapsed: false,
    dyn: 0,
    conf: 1,
    extendNew: 10,
    extendRev: 50,
  };
}

/** Anki's own defaults. */
const DECK_OPTIONS = {
  id: 1,
  name: "Default",
  mod: 0,
  usn: 0,
  maxTaken: 60,
  autoplay: true,
  timer: 0,
  replayq: true,
  dyn: false,
  new: {
    bury: false,
    delays: [1, 10],
    initialFactor: 2500,
    ints: [1, 4, 7],
    order: 1,
    perDay: 20,
    separate: true,
  },
  rev: {
    bury: false,
    ease4: 1.3,
    fuzz: 0.05,
    ivlFct: 1,
    maxIvl: 36500,
    minSpace: 1,
    perDay: 200,
    hardFactor: 1.2,
  },
  lapse: { delays: [10], leechAction: 1, leechFails: 8, minInt: 1, mult: 0 },
} as const;
