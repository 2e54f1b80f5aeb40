// Words that say nothing about what somebody needs, offers or works on.
const stopWords = new Set(
  `a about across after all also am an and any anybody anyone are as at be been before being between both but by can could
  did do does doing done each either every few find for from get give good group groups had has have help helping her here
  him his how i if in into is it its just know knows knowing learn like look looking lot make many may me meet more most much
  my need needed needs new no not of off offer offers on one only or organisation organization other others our out over
  people person please several she should so some somebody someone something still such support than that the their them
  then there these they thing things this those to too under up us use very want was way we well were what when where which
  while who whom why will with work working would you your`.split(/\s+/),
);

/**
 * The stems of a text, each once, in the order of the words: lower case, without accents, stop words and common English
 * endings. Light on purpose: "zoning laws" meets "zoning law", and nothing meets by accident of a dictionary.
 */
export function stems(text: string): readonly string[] {
  const found = new Set<string>();
  for (const word of wordsOf(text)) {
    if (stopWords.has(word)) continue;
    const stem = stemOf(word);
    if (stem.length >= 2 && !stopWords.has(stem)) found.add(stem);
  }
  return [...found];
}

/** Of a list somebody wrote, the entry in which most of these stems are; at most 80 characters. */
export function entryWith(text: string, wanted: ReadonlySet<string>): string {
  const entries = text
    // A point after one or two letters ends no sentence: “St. Louis”.
    .split(/[,;\n•·]|(?<=\p{L}{3})\.\s/u)
    .map((entry) =>
      entry
        .trim()
        .replace(/\s+/g, ' ')
        .replace(/[.!?]+$/, ''),
    )
    .filter((entry) => entry !== '');
  const hits = (entry: string) => stems(entry).filter((stem) => wanted.has(stem)).length;
  const best = entries.reduce((top, entry) => (hits(entry) > hits(top) ? entry : top), entries[0] ?? '');
  return [...best].length <= 80 ? best : `${[...best].slice(0, 79).join('').trimEnd()}…`;
}

function wordsOf(text: string): readonly string[] {
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/['’]s\b/g, '');
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function stemOf(word: string): string {
  if (!/^[a-z]+$/.test(word) || word.length <= 3) return word;
  let stem = word;
  if (/(?:ss|sh|ch|x|z)es$/.test(stem)) stem = stem.slice(0, -2);
  else if (/[^aeiou]ies$/.test(stem)) stem = `${stem.slice(0, -3)}y`;
  else if (/[^sui]s$/.test(stem)) stem = stem.slice(0, -1);
  stem = stem.replace(/is(?=e$|ed$|er$|ing$|ation$)/, 'iz');
  const bare = stem
    .replace(/(?:ization|izing|ized|izer|ize)$/, 'iz')
    .replace(/(?:(?<=.{3})(?:ing|ed)|(?<=.{4})er)$/, '');
  if (bare !== stem) stem = bare.replace(/([^aeioulsz])\1$/, '$1');
  return stem.length > 3 ? stem.replace(/e$/, '').replace(/y$/, 'i') : stem;
}
