/** Markup that is safe to show, made only by `html`. */
export interface Html {
  readonly markup: string;
}
type Part = string | number | Html | false | undefined | readonly Part[];

/** Makes markup from a template; every interpolated string is escaped, for content and quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: strings.reduce((all, piece, index) => all + markupOf(parts[index - 1]) + piece) };
}

function markupOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(markupOf).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Words as HTML shows them literally: control characters and halves of surrogate pairs are left out. */
function escaped(words: string): string {
  return cleanWords(words).replace(/[&<>"']/g, (sign) => entities[sign] ?? '');
}

/** What of a string can be shown: no control characters but line breaks and tabs, no half characters. */
export function cleanWords(words: string): string {
  return words.toWellFormed().replace(/[^\P{Cc}\n\t]/gu, '');
}
