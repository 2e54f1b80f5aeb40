/** The languages Weft speaks. Adding one here makes every missing translation a compile error. */
export const languages = ['en'] as const;
export type Language = (typeof languages)[number];

/** One phrase in every language. */
export type Phrase = Readonly<Record<Language, string>>;

/** Picks phrases out of a room’s words, each in every language. */
export function phrasesOf<W>(words: Readonly<Record<Language, W>>): (pick: (say: W) => string) => Phrase {
  return (pick) =>
    Object.fromEntries(languages.map((language) => [language, pick(words[language])])) as Record<
      Language,
      string
    >;
}

/** The closest language Weft speaks to a BCP 47 tag, or English. */
export function closestLanguage(tag: string | undefined): Language {
  const wanted = (tag ?? '').toLowerCase().split(/[-_]/)[0];
  return languages.find((language) => language === wanted) ?? 'en';
}
