/** The tag of a language somebody named, as “Spanish”, “español” or “es”; undefined for what is none. */
export function readLanguage(name: string): string | undefined {
  const wanted = name.trim().toLowerCase();
  return namedTags().get(wanted) ?? (englishName(wanted) === undefined ? undefined : canonical(wanted));
}

/** The tags in a list of names by comma; what is no language is left out. */
export function languagesIn(names: string): readonly string[] {
  return [...new Set(listedIn(names).flatMap((name) => readLanguage(name) ?? []))];
}

/** The names in a list by comma, “and” or line. */
export function listedIn(names: string): readonly string[] {
  return names
    .split(/[,;/\n]|\band\b/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The English name of a language by its tag. */
export function languageName(tag: string): string {
  return englishName(tag) ?? tag;
}

const english = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

function englishName(tag: string): string | undefined {
  if (!/^[a-z]{2,3}$/.test(tag)) return undefined;
  return english.of(tag);
}

const canonical = (tag: string): string => Intl.getCanonicalLocales(tag)[0] ?? tag;

let known: ReadonlyMap<string, string> | undefined;

/** Every language with a tag of two letters by its English name, its own and its tag, in small letters. */
function namedTags(): ReadonlyMap<string, string> {
  if (known) return known;
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const names = letters.flatMap((first) =>
    letters.flatMap((second): [string, string][] => {
      const tag = `${first}${second}`;
      const name = englishName(tag);
      if (name === undefined) return [];
      const own = new Intl.DisplayNames([tag], { type: 'language', fallback: 'none' }).of(tag) ?? name;
      return [own, name, tag].map((each) => [each.toLowerCase(), canonical(tag)]);
    }),
  );
  known = new Map(names);
  return known;
}
