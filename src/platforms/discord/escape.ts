import type { Inline, MomentShow, Text } from '#chat/index.ts';

const zeroWidth = '\u200B';

// Discord takes a backslash before any character that is neither a letter, a digit nor white space as an escape.
const active = /[\\*_~`|<>[\]#]/g;
const strange = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;
/** Whatever any platform takes for the end of a line. */
export const breaks = /\r\n?|[\n\v\f\u0085\u2028\u2029]/g;

/**
 * A literal string as Discord markdown that shows exactly these words: nothing in it pings, links, formats or becomes
 * a time. Control and direction-changing characters are dropped. Beginnings of lines are `escapeLines`'s part.
 */
export function escapeWords(words: string): string {
  return (
    bare(words)
      .replace(active, '\\$&')
      .replace(/\\<(?=[@#:/a-z])/gi, `$&${zeroWidth}`)
      .replaceAll('@', `@${zeroWidth}`)
      // A name between two colons is drawn as an emoji.
      .replace(/:(?=[^\s:]+:)/g, '\\:')
      .replaceAll('://', `:${zeroWidth}//`)
      .replace(/(discord(?:app)?\.)(?=gg|com\\?\/)/gi, `$1${zeroWidth}`)
  );
}

/** A literal string for where Discord reads no markdown: without control and direction-changing characters. */
export function bare(words: string): string {
  return words
    .split(breaks)
    .map((line) => line.replaceAll('\t', ' ').replace(strange, ''))
    .join('\n');
}

/** Keeps the beginning of each line from becoming a list or small print; `#`, `>` and `*` are escaped everywhere. */
export function escapeLines(rendered: string): string {
  return rendered
    .replace(/^((?:[^\S\n]|\u200B)*)([-+])/gm, '$1\\$2')
    .replace(/^((?:[^\S\n]|\u200B)*\d+)([.)])/gm, '$1\\$2');
}

/** Text as Discord markdown, all its literals escaped; moments become Discord's own time tokens, links bare addresses. */
export function markdown(text: Text): string {
  const parts = merged(text)
    .map(inline)
    .filter((part) => part !== '');
  // `**a****b**` is not two bold words to Discord.
  const apart = parts.map((part, index) =>
    part.startsWith('**') && parts[index - 1]?.endsWith('**') ? `${zeroWidth}${part}` : part,
  );
  return escapeLines(apart.join(''));
}

/** Literals side by side as one, so that nothing comes together from two halves. */
function merged(text: Text): Text {
  const parts: Inline[] = [];
  for (const part of text) {
    const last = parts.at(-1);
    const isLiteral = part.kind === 'words' || part.kind === 'secret';
    if (isLiteral && last?.kind === 'words') {
      parts[parts.length - 1] = { kind: 'words', words: last.words + part.words };
    } else parts.push(isLiteral ? { kind: 'words', words: part.words } : part);
  }
  return parts;
}

function inline(part: Inline): string {
  switch (part.kind) {
    case 'words':
    case 'secret':
      return escapeWords(part.words);
    case 'strong': {
      const inside = escapeWords(part.words).replaceAll('\n', ' ').trim();
      return inside === '' ? '' : `**${inside}**`;
    }
    case 'typed':
      // Inside code nothing is active but the backtick; a backslash would show.
      return `\`${part.command.replace(/\s+/g, ' ').replaceAll('`', "'").replace(strange, '').replaceAll('@', `@${zeroWidth}`)}\``;
    case 'link':
      // In angle brackets Discord shows the whole address, makes no preview, and reads no markdown in it.
      return `<${part.href}>`;
    case 'moment':
      return `<t:${Math.floor(Temporal.Instant.from(part.at).epochMilliseconds / 1000)}:${momentStyle(part.show)}>`;
  }
}

function momentStyle(show: MomentShow): 'D' | 't' | 'F' | 'R' {
  switch (show) {
    case 'day':
      return 'D';
    case 'time':
      return 't';
    case 'full':
      return 'F';
    case 'relative':
      return 'R';
  }
}

/** At most `max` characters, with an ellipsis where something was left out; never half a character. */
export function shorten(words: string, max: number): string {
  if (words.length <= max) return words;
  let kept = '';
  for (const letter of words) {
    if (kept.length + letter.length > max - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}
