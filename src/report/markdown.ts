/** One part of a document: words as they are to be read, whoever wrote them. */
export interface Part {
  readonly kind: 'title' | 'heading' | 'paragraph' | 'item';
  readonly words: string;
}

const marks = { title: '# ', heading: '## ', paragraph: '', item: '- ' } as const;
/** Between what software would join into an address, a mention or an emoji. */
const zeroWidth = '\u200B';
const turning = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** A document in Markdown that shows exactly these words. */
export function writeMarkdown(parts: readonly Part[]): string {
  const lines = parts.map(({ kind, words }, at) => {
    const isNext = kind === 'item' && parts[at - 1]?.kind === 'item';
    return `${at === 0 ? '' : isNext ? '\n' : '\n\n'}${marks[kind]}${escapeMarkdown(words)}`;
  });
  return `${lines.join('')}\n`;
}

/**
 * Words as one line of Markdown (CommonMark, GitHub’s, and their common extensions) that shows exactly these words wherever
 * it stands: nothing in it formats, links, mentions, embeds, or is HTML. White space becomes single spaces, and characters
 * that change direction are dropped.
 */
export function escapeMarkdown(words: string): string {
  return (
    words
      .toWellFormed()
      .replace(turning, '')
      .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim()
      .replace(/[\\`*_{}[\]|~#$^=]/g, '\\$&')
      // Entities, for whoever puts the file through something that knows HTML and no backslash.
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // What stands first could make a list or a line across.
      .replace(/^[-+]/, '\\$&')
      .replace(/^(\d+)([.)])/, '$1\\$2')
      .replace(/(?<=[@:])(?=[^\s\u200B])|(?<=\\#)(?=\w)/g, zeroWidth)
      // A dot before a letter makes a domain of two words.
      .replace(/(?<=[\p{L}\p{N}])\.(?=\p{L})/gu, `${zeroWidth}.`)
  );
}
