/**
 * A person's text, such as a title, in the middle of ours: on one line, and nothing in it acts as Discord Markdown.
 */
export const plain = (text: string): string =>
  text
    .replace(/[\\`*_~|<>#[\]()]/g, "\\$&")
    .replace(/\s+/g, " ")
    .trim();
