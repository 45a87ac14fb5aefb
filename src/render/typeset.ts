import type { LiteElement } from "@mathjax/src/js/adaptors/lite/Element.js";
import { liteAdaptor } from "@mathjax/src/js/adaptors/liteAdaptor.js";
import { RegisterHTMLHandler } from "@mathjax/src/js/handlers/html.js";
import type ParseOptions from "@mathjax/src/js/input/tex/ParseOptions.js";
import { NoTags, TagsFactory } from "@mathjax/src/js/input/tex/Tags.js";
import TexError from "@mathjax/src/js/input/tex/TexError.js";
import { TeX } from "@mathjax/src/js/input/tex.js";
import { mathjax } from "@mathjax/src/js/mathjax.js";
import { SVG } from "@mathjax/src/js/output/svg.js";
import "@mathjax/src/js/input/tex/ams/AmsConfiguration.js";
import "@mathjax/src/js/input/tex/amscd/AmsCdConfiguration.js";
import "@mathjax/src/js/input/tex/boldsymbol/BoldsymbolConfiguration.js";
import "@mathjax/src/js/input/tex/braket/BraketConfiguration.js";
import "@mathjax/src/js/input/tex/cancel/CancelConfiguration.js";
import "@mathjax/src/js/input/tex/cases/CasesConfiguration.js";
import "@mathjax/src/js/input/tex/color/ColorConfiguration.js";
import "@mathjax/src/js/input/tex/configmacros/ConfigMacrosConfiguration.js";
import "@mathjax/src/js/input/tex/gensymb/GensymbConfiguration.js";
import "@mathjax/src/js/input/tex/mathtools/MathtoolsConfiguration.js";
import "@mathjax/src/js/input/tex/mhchem/MhchemConfiguration.js";
import "@mathjax/src/js/input/tex/newcommand/NewcommandConfiguration.js";
import "@mathjax/src/js/input/tex/textcomp/TextcompConfiguration.js";
import "@mathjax/src/js/input/tex/textmacros/TextMacrosConfiguration.js";
import "@mathjax/src/js/input/tex/upgreek/UpgreekConfiguration.js";

/** A formula as SVG. Lengths are in thousandths of an em; the origin is on the baseline. */
export interface Typeset {
  /** What stands inside of the `svg` element. Ink is `currentColor` unless the formula says otherwise. */
  readonly content: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The extensions of TeX that only draw. Left out: what reaches outside of the formula (html, require, autoload,
 * setoptions, texhtml, action), and what shows an error as if it were math (noerrors, noundefined).
 */
const PACKAGES = [
  ...["base", "ams", "amscd", "boldsymbol", "braket", "cancel", "cases", "color", "configmacros", "gensymb"],
  ...["mathtools", "mhchem", "newcommand", "textcomp", "textmacros", "upgreek"],
];

/** Where chemistry's own arrows and bonds would take a font that is not on board: those of mathematics. */
const CHEMISTRY = {
  tripledash: "\\mathrel{\\cdots}",
  mhchemBondTD: "\\mathrel{\\underline{\\cdots}}",
  mhchemBondTDD: "\\mathrel{\\underline{\\underline{\\cdots}}}",
  mhchemBondDTD: "\\mathrel{\\overline{\\underline{\\cdots}}}",
  mhchemrightarrow: "\\rightarrow",
  mhchemleftarrow: "\\leftarrow",
  mhchemleftrightarrow: "\\leftrightarrow",
  mhchemlongrightarrow: "\\longrightarrow",
  mhchemlongleftarrow: "\\longleftarrow",
  mhchemlongleftrightarrow: "\\longleftrightarrow",
  mhchemlongleftrightarrows: "\\leftrightarrows",
  mhchemlongrightleftharpoons: "\\rightleftharpoons",
  mhchemlongRightleftharpoons: "\\rightleftharpoons",
  mhchemlongLeftrightharpoons: "\\leftrightharpoons",
  mhchemxrightarrow: ["\\xrightarrow[#1]{#2}", 2, ""],
  mhchemxleftarrow: ["\\xleftarrow[#1]{#2}", 2, ""],
  mhchemxleftrightarrow: ["\\xleftrightarrow[#1]{#2}", 2, ""],
  mhchemxleftrightarrows: ["\\underset{#1}{\\overset{#2}{\\leftrightarrows}}", 2, ""],
  mhchemxrightleftharpoons: ["\\xrightleftharpoons[#1]{#2}", 2, ""],
  mhchemxRightleftharpoons: ["\\xrightleftharpoons[#1]{#2}", 2, ""],
  mhchemxLeftrightharpoons: ["\\xleftrightharpoons[#1]{#2}", 2, ""],
};

/** A number beside a formula would be set at the far edge of a page; here it follows the formula. */
const TAG = { tag: ["\\qquad\\text{(#1)}", 1] };

/** Parts of a formula, such as letters and fractions: 2,000 characters without macros have fewer. */
const MOST_NODES = 20_000;

const FONTS = "@mathjax/mathjax-newcm-font/js/svg/dynamic/";
mathjax.asyncLoad = async (name: string): Promise<unknown> => {
  if (!name.startsWith(FONTS)) throw new Error(`nothing but a font may be loaded for a formula, not ${name}`);
  return import(name);
};

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);
const output = new SVG({
  fontCache: "none",
  mtextInheritFont: false,
  displayOverflow: "linebreak",
  linebreaks: { inline: false },
});

/**
 * Sets a formula by MathJax, as TeX would.
 *
 * @param tex the formula, without delimiters
 * @param display whether sums and fractions are as large as on a line of their own. Only then are lines broken.
 * @param lineWidth thousandths of an em, at which a display formula is broken into lines where it can be
 * @returns undefined for what is no TeX, has a command that is not known, uses a character that no font on board has
 *   (such as Chinese in `\text`), or shows nothing
 */
export async function typeset(
  tex: string,
  display: boolean,
  lineWidth: number,
): Promise<Typeset | undefined> {
  // New for each formula: macros and colours that it defines are kept in there, and are not for the next one.
  const input = new TeX({
    packages: PACKAGES,
    macros: { ...CHEMISTRY, ...TAG },
    maxMacros: 1000,
    maxBuffer: 5 * 1024,
    formatError: (_: unknown, error: unknown) => {
      throw error;
    },
  });
  limitNodes(input);
  const page = mathjax.document("", { InputJax: input, OutputJax: output });
  const source = tex.replace(/\\tag\s*\*/g, "\\qquad\\text");
  let svg: string;
  try {
    // Only the ratio of the container to an em counts.
    const node = await page.convertPromise(source, {
      display,
      em: 1000,
      ex: 1000 * output.font.params.x_height,
      containerWidth: lineWidth,
    });
    const child = adaptor.firstChild(node);
    svg = child === null ? "" : adaptor.serializeXML(child as LiteElement);
  } catch (error) {
    // Nested too deeply for the stack is a mistake in the formula too.
    if (error instanceof TexError || error instanceof RangeError) return undefined;
    throw error;
  } finally {
    letGo(input);
  }
  return readSvg(svg);
}

/**
 * The package mathtools enters a class that holds the formula, with all its parts, in a list of MathJax's own, under a
 * new name each time: without this no formula would ever leave the memory.
 */
function letGo({ parseOptions }: { parseOptions: ParseOptions }): void {
  TagsFactory.add(String(parseOptions.options.tags), NoTags);
}

/** Ends a formula whose macros make more of it than could be drawn; MathJax counts them anew in each argument. */
function limitNodes({ parseOptions: { nodeFactory } }: { parseOptions: ParseOptions }): void {
  const create = nodeFactory.create.bind(nodeFactory);
  let nodes = 0;
  nodeFactory.create = (kind, ...rest) => {
    nodes += 1;
    if (nodes > MOST_NODES)
      throw new TexError("TooMany", "the formula has more than %1 parts", `${MOST_NODES}`);
    return create(kind, ...rest);
  };
}

function readSvg(svg: string): Typeset | undefined {
  const found = /^<svg [^>]*viewBox="([^"]*)"[^>]*>(.*)<\/svg>$/s.exec(svg);
  const [left = 0, top = 0, width = 0, height = 0] = (found?.[1] ?? "").split(" ").map(Number);
  // A background is meant for black ink, which is white here.
  if (/ data-bgcolor=/.test(svg)) return undefined;
  const content = (found?.[2] ?? "").replace(/ data-latex(?:-item)?="[^"]*"/g, "");
  // A character without a glyph is left to the reader's fonts as <text>; nothing here would draw it.
  const complete = !/<text\b|data-mml-node="merror"|data-mjx-error/.test(content);
  const drawn = /<(?:path|rect|line|ellipse|polygon)\b/.test(content);
  if (!complete || !drawn || !(width > 0 && height > 0 && Number.isFinite(width * height))) return undefined;
  return { content, left, top, width, height };
}
