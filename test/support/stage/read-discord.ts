import type { SeenMessage } from '../discord/index.ts';
import { readMoment, readWords } from './hands.ts';

/** All that a message says: its words, and those of its pictures, which Discord shows as they are. */
export function readMessage({ text, pictures }: SeenMessage): string {
  return [readDiscord(text), ...pictures.map(({ alt }) => alt)].join('\n');
}

/** Markdown as Discord's reader has it before their eyes: marks gone, escapes undone, times in UTC. */
export function readDiscord(markdown: string): string {
  return readWords(markdown.split('\n').map(readLine).join('\n'));
}

function readLine(line: string): string {
  const bullet = line.startsWith('- ');
  const rest = line.replace(/^(?:#{1,3} |-# |> |- )/, '');
  const words = rest.replaceAll(
    /\\([^\sA-Za-z0-9])|\*\*|`|<t:(\d+):\w>|<(https:[^\s<>]+)>/g,
    (_all, escaped?: string, time?: string, address?: string) =>
      time === undefined
        ? (escaped ?? address ?? '')
        : readMoment(Temporal.Instant.fromEpochMilliseconds(Number(time) * 1000)),
  );
  return bullet ? `• ${words}` : words;
}

/** What would format, link, hide or mention, of all that Weft never draws itself. */
export function activeIn(markdown: string): string[] {
  const bare = markdown
    .replaceAll(/(?<!\\)`[^`]*`/g, '')
    .replaceAll(/\\[^\sA-Za-z0-9]/g, '')
    .replaceAll(/<t:\d+:\w>/g, '')
    // An address drawn by Weft: bare, whole, without a preview.
    .replaceAll(/<https:\/\/[!#$%&+,./0-9:;=?@A-Z_a-z~-]+>/g, '');
  return bare.match(/\|\||~~|_|\]\(|https?:\/\/|<(?:[@#:/]|a:|id:)/g) ?? [];
}
