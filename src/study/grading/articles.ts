/**
 * Articles, by gender, number and what else they tell: a word that was given another one was not known, a word that was
 * given none may have been. English, German, Dutch, Scandinavian, French, Spanish, Portuguese, Italian, Greek.
 */
const BY_CLASS: Readonly<Record<string, string>> = {
  any: "the a an",
  masculine: "der den dem ein einen le l' un el il lo uno o um ο τον ένας",
  feminine: "die eine la l' une una un' a uma η την μια μία",
  neuter: "das dem ein το ένα",
  plural: "die les des οι τους",
  "masculine plural": "les des los unos os i gli οι τους",
  "feminine plural": "les des las unas as le οι τις",
  "neuter plural": "τα",
  common: "de een en",
  "other than common": "het een ett et",
  infinitive: "to",
};

const classes = new Map<string, Set<string>>();
for (const [name, articles] of Object.entries(BY_CLASS)) {
  for (const article of articles.split(" ")) {
    classes.set(article, (classes.get(article) ?? new Set()).add(name));
  }
}

/** Those that are nothing else in the middle of an answer. */
const ANYWHERE = new Set("the an der die das den dem le la les el los las il lo gli l' un'".split(" "));

/**
 * Whether a word is an article.
 *
 * @param word in lower case, with its accents
 * @param isFirst whether the answer begins with it: "o", "a", "to" are other words elsewhere
 */
export const isArticle = (word: string, isFirst: boolean): boolean =>
  isFirst ? classes.has(word) : ANYWHERE.has(word);

/** Whether two articles cannot stand before the same word. */
export function articlesClash(one: string, other: string): boolean {
  const [ours, theirs] = [classes.get(one), classes.get(other)];
  return ours !== undefined && theirs !== undefined && ours.isDisjointFrom(theirs);
}
