import { seededRandom } from '../filled.ts';
import { seen } from './reading.ts';

/** What each piece would do on each platform if it were drawn as it is. */
export const pieces = {
  pings: [
    ...[
      '<@U1>',
      '<@U1|ana>',
      '<!channel>',
      '<!here>',
      '<!everyone>',
      '<!subteam^S1>',
      '<#C1>',
      '<#C1|general>',
    ],
    ...[
      '@everyone',
      '@here',
      '@channel',
      '<@1>',
      '<@!1>',
      '<@&1>',
      '<#1>',
      '</weft home show:1>',
      '<id:customize>',
    ],
  ],
  links: [
    ...[
      'https://evil.com',
      'http://evil.com/a_b?c=*d*',
      'HTTPS://EVIL.COM',
      'steam://run/1',
      'discord://-/x',
    ],
    ...['www.evil.com', 'evil.com', 'evil.рф', 'bit.ly/x.co', 'discord.gg/evil', 'discord.com/invite/evil'],
    ...[
      '<https://evil.com>',
      '<https://evil.com|bank.org>',
      '[bank](https://evil.com)',
      '[bank](<https://evil.com> "x")',
    ],
    ...[
      'a@evil.com',
      'mailto:a@evil.com',
      '<mailto:a@evil.com|x>',
      'tel:+123',
      '<tel:+123>',
      '<a@evil.com>',
      '<+123>',
    ],
  ],
  formats: [
    ...[
      '**b**',
      '*b*',
      '__u__',
      '_i_',
      '~~s~~',
      '~s~',
      '`c`',
      '``c``',
      '```js\nc```',
      '||h||',
      '***x***',
      '___x___',
    ],
    ...[
      ':smile:',
      ':tada:',
      ':+1::skin-tone-2:',
      '<:a:1>',
      '<a:b:1>',
      '<t:1>',
      '<t:1:R>',
      '<!date^1^{date}|x>',
    ],
  ],
  lines: [
    ...[
      '# h',
      '## h',
      '### h',
      '-# s',
      '> q',
      '>>> q',
      '&gt; q',
      '- l',
      '* l',
      '+ l',
      '1. l',
      '12) l',
      '  - l',
    ],
  ],
  elsewhere: [
    '| a | b |',
    '|---|---|',
    '---',
    '***',
    '===',
    '    code',
    '• l',
    '<b>b</b>',
    '{color:red}',
    '$x$',
    '12:30:45',
    'a*b*c',
  ],
  halves: [
    ...[
      '*',
      '**',
      '_',
      '__',
      '~',
      '~~',
      '`',
      '```',
      '|',
      '||',
      '<',
      '>',
      '[',
      ']',
      '](',
      '(',
      ')',
      ':',
      '://',
      '#',
      '-',
      '!',
    ],
    ...[
      '@',
      '&',
      '\\',
      '\\\\',
      '<@',
      '<!',
      '<#',
      '<t:',
      '<:',
      '</',
      '^',
      '{',
      '}',
      '%',
      '$',
      '"',
      "'",
      '“',
      '.',
      'everyone',
      'here',
    ],
  ],
  entities: [
    '&amp;',
    '&lt;',
    '&gt;',
    '&lt;!channel&gt;',
    '&amp;lt;',
    '&#60;',
    '&#x3c;@U1&#62;',
    '&nbsp;',
    '%3C',
  ],
  unseen: [
    '\u200b',
    '\u200c',
    '\u200d',
    '\u2060',
    '\u00ad',
    '\u202e',
    '\u202c',
    '\u2066',
    '\u2069',
    '\u200f',
    '\u061c',
  ],
  breaks: ['\n', '\n\n', '\r\n', '\r', '\u2028', '\u2029', '\v', '\f', '\t', ' ', '  ', '\u00a0', '\u3000'],
  broken: [
    '\ud800',
    '\udc00',
    '\ud83d',
    '\u0000',
    '\u0007',
    '\u001b[31m',
    '\u007f',
    'e\u0301\u0301',
    '😀',
    '👩‍👩‍👧',
    'עברית',
    'ﷺ',
    'İ',
    'ß',
  ],
  words: ['river', 'a', '1', 'com', 'x.y', 'gg', 'U1', 'channel', 'don’t', 'AT&T', 'i < 3', 'snake_case_x'],
} as const;

const kinds = Object.values(pieces) as readonly (readonly string[])[];
const pairs = ['**', '*', '__', '_', '~~', '~', '`', '```', '||', '[]', '<>', '“”', '\n'] as const;

/** So many strings of at most 40 characters that somebody could write to ping, link or format; the same for the same seed. */
export function* hostileStrings(count: number, seed: number): Generator<string> {
  const random = seededRandom(seed);
  const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const bit = (): string => {
    const inner = any(any(kinds));
    if (random() > 0.15) return inner;
    const around = any(pairs);
    return around.length === 2 && around[0] !== around[1]
      ? `${around[0]}${inner}${around[1]}`
      : `${around}${inner}${around}`;
  };
  for (let made = 0; made < count; made += 1) {
    const between = any(['', '', '', ' ', '\n', '\u200b', '\\']);
    let words = '';
    const wanted = 1 + Math.floor(random() * 6);
    for (let at = 0; at < wanted; at += 1) words += `${at === 0 ? '' : between}${bit()}`;
    words = words.slice(0, 36);
    yield seen(words) === '' ? `${words.slice(0, 20)}a` : words;
  }
}
