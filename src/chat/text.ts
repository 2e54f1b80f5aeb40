import { readLink } from './link.ts';

/**
 * Text as parts. Every string in it is literal: renderers escape all of it, so nobody escapes by hand and
 * no words of a person can ping, link or format. Emphasis, moments, commands and addresses are parts of their own.
 */
export type Inline =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'strong'; readonly words: string }
  /** words like any other where they are shown; while they wait in a row they are sealed */
  | { readonly kind: 'secret'; readonly words: string }
  | { readonly kind: 'typed'; readonly command: string }
  | { readonly kind: 'moment'; readonly at: string; readonly show: MomentShow }
  | { readonly kind: 'link'; readonly href: string };

/** How a moment is shown, always in the reader's own zone by the platform's own time token. */
export type MomentShow = 'day' | 'time' | 'full' | 'relative';

export type Text = readonly Inline[];

type Part = string | number | Inline | Text;

/** Makes Text from a template; interpolated strings are literals. */
export function text(strings: TemplateStringsArray, ...parts: readonly Part[]): Text {
  const out: Inline[] = [];
  strings.forEach((words, index) => {
    if (words !== '') out.push({ kind: 'words', words });
    const part = parts[index];
    if (part !== undefined) out.push(...inlines(part));
  });
  return out;
}

/** Somebody's words, or any plain string, as Text. */
export function literal(words: string): Text {
  return words === '' ? [] : [{ kind: 'words', words }];
}

/** Words that stand out. */
export function strong(words: string): Inline {
  return { kind: 'strong', words };
}

/** Somebody's words that must not stand in the database in clear: an exact place, how to reach somebody. */
export function secret(words: string): Text {
  return words === '' ? [] : [{ kind: 'secret', words }];
}

/** A command to type, shown so that it can be copied: `typed('help show')` reads "/weft help show". */
export function typed(command: string): Inline {
  return { kind: 'typed', command: `/weft ${command}` };
}

/** A moment, shown in the reader's zone. */
export function moment(at: Temporal.Instant, show: MomentShow = 'full'): Inline {
  return { kind: 'moment', at: at.toString(), show };
}

/** An address as `readLink` returned it, drawn so that its real host is seen; anything else stays words. */
export function link(href: string): Inline {
  return readLink(href) === href ? { kind: 'link', href } : { kind: 'words', words: href };
}

/** Texts one after the other, with a separator between. */
export function joined(texts: readonly Text[], separator = ', '): Text {
  return texts.flatMap((one, index) => (index === 0 ? one : [...literal(separator), ...one]));
}

function inlines(part: Part): Text {
  if (typeof part === 'string' || typeof part === 'number') return literal(String(part));
  return 'kind' in part ? [part] : part;
}
