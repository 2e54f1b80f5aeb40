import { moment, type Reading, type Run } from './reading.ts';

// Discord's markdown, read as its documentation (support.discord.com 210298617, discord.com/developers/docs/reference
// “Message Formatting”) and its clients' rules have it. It shares nothing with what Weft draws.

interface Component {
  readonly type: number;
  readonly content?: string;
  readonly label?: string;
  readonly components?: readonly Component[];
  readonly items?: readonly { readonly description?: string | null }[];
}

/** Emoji that clients draw for their names; there are more, these are the ones that the strings hold. */
const emoji = new Set(['smile', 'tada', '+1']);

/** What reader, mentioned people and clients make of a message of Components V2. */
export function readDiscordMessage(components: readonly object[]): Reading {
  const runs: Run[] = [];
  const pings: string[] = [];
  const links: string[] = [];
  const visit = (one: Component): void => {
    if (one.type === 10) readMarkdown(one.content ?? '', runs, pings, links);
    if (one.type === 2) runs.push({ marks: 'button', words: one.label ?? '' });
    for (const item of one.items ?? []) runs.push({ marks: 'alt', words: item.description ?? '' });
    for (const child of one.components ?? []) visit(child);
    runs.push({ marks: '', words: '\n' });
  };
  for (const one of components) visit(one as Component);
  return { runs, pings, links };
}

function readMarkdown(content: string, runs: Run[], pings: string[], links: string[]): void {
  // The server looks for mentions before any client reads markdown: a backslash or backticks are no help there.
  pings.push(...(content.match(/<@[!&]?\d+>|@everyone|@here/g) ?? []));
  // It looks for invitations, too, but not in code.
  const uncoded = content.replaceAll(
    /(\\[^0-9A-Za-z\s])|`[^`]*`/g,
    (_all, escaped?: string) => escaped ?? ' ',
  );
  links.push(...(uncoded.match(/discord(?:app)?\.(?:gg|com\/invite)\/\w/gi) ?? []));
  scan(content, [], true, { runs, pings, links });
}

interface Found {
  readonly runs: Run[];
  readonly pings: string[];
  readonly links: string[];
}

const lineRules: readonly (readonly [string, RegExp])[] = [
  ['quote', / *>>> ([\s\S]*)/y],
  ['quote', / *> ([^\n]*)/y],
  ['heading', / *#{1,3} +([^\n]*)/y],
  ['small', / *-# +([^\n]*)/y],
];
const bullet = / *([-*+]|\d+[.)]) +([^\n]*)/y;
const inline: Readonly<Record<string, readonly (readonly [string, RegExp])[]>> = {
  '*': [
    ['bold', /\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/y],
    ['italic', /\*(?=\S)((?:\*\*|\s+(?:[^*\s]|\*\*)|[^\s*])+?)\*(?!\*)/y],
  ],
  _: [
    ['underline', /__((?:\\[\s\S]|[^\\])+?)__(?!_)/y],
    ['italic', /\b_((?:__|\\[\s\S]|[^\\_])+?)_\b/y],
  ],
  '~': [['struck', /~~([\s\S]+?)~~(?!_)/y]],
  '|': [['spoiler', /\|\|([\s\S]+?)\|\|/y]],
};

function scan(source: string, marks: readonly string[], fresh: boolean, found: Found): void {
  const as = (more?: string) => [...marks, ...(more ? [more] : [])].join(' ');
  const say = (words: string, more?: string) => void found.runs.push({ marks: as(more), words });
  let plain = '';
  const flush = () => {
    if (plain !== '') say(plain);
    plain = '';
  };
  const match = (rule: RegExp, at: number) => {
    rule.lastIndex = at;
    const hit = rule.exec(source);
    if (hit) flush();
    return hit;
  };
  let at = 0;
  const step = (): number => {
    if (at === 0 ? fresh : source[at - 1] === '\n') {
      for (const [mark, rule] of lineRules) {
        const hit = match(rule, at);
        if (!hit) continue;
        scan(hit[1] ?? '', [...marks, mark], true, found);
        return hit[0].length;
      }
      const hit = match(bullet, at);
      if (hit) {
        const [whole, sign = '', rest = ''] = hit;
        say(/\d/.test(sign) ? `${sign} ` : '• ', 'item');
        scan(rest, [...marks, 'item'], true, found);
        return whole.length;
      }
    }
    const letter = source[at] ?? '';
    switch (letter) {
      case '\\': {
        const next = source[at + 1];
        if (next === undefined || /[0-9A-Za-z\s]/.test(next)) break;
        plain += next;
        return 2;
      }
      case '`': {
        const fence = match(/```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```/y, at);
        if (fence) say(fence[1] ?? '', 'block');
        const code = fence ?? match(/(`+)([\s\S]*?[^`])\1(?!`)/y, at);
        if (code && !fence) say(code[2] ?? '', 'code');
        if (code) return code[0].length;
        break;
      }
      case '<':
        return angle();
      case '[': {
        const hit = match(/\[((?:\\.|[^\\\]])+)\]\(\s*<?([^\s()>]+)[^)]*\)/y, at);
        if (!hit) break;
        found.links.push(hit[2] ?? '');
        say(hit[1] ?? '', 'link');
        return hit[0].length;
      }
      case 'h':
      case 'H':
      case 's':
      case 'd': {
        const hit = match(/(?:https?|steam|discord):\/\/[^\s<]+[^<.,:;"'\]\s]/iy, at);
        if (!hit) break;
        found.links.push(hit[0]);
        say(hit[0], 'link');
        return hit[0].length;
      }
      case '@': {
        const hit = match(/@(?:everyone|here)/y, at);
        if (!hit) break;
        say(hit[0], 'mention');
        return hit[0].length;
      }
      case ':': {
        const hit = match(/:([^\s:]+?)(?:::skin-tone-\d)?:/y, at);
        if (!hit || !emoji.has(hit[1] ?? '')) break;
        say(hit[0], 'emoji');
        return hit[0].length;
      }
      default:
        for (const [mark, rule] of inline[letter] ?? []) {
          const hit = match(rule, at);
          if (!hit) continue;
          scan(hit[1] ?? '', [...marks, mark], false, found);
          return hit[0].length;
        }
    }
    plain += letter;
    return 1;
  };
  const angle = (): number => {
    const time = match(/<t:-?\d+(?::[tTdDfFsSR])?>/y, at);
    if (time) found.runs.push({ ...moment, marks: as(moment.marks) });
    const mention = time ?? match(/<(?:@[!&]?|#)\d+>|<id:[a-z-]+>|<\/[^<>:]+:\d+>/y, at);
    if (mention && !time) say(mention[0], 'mention');
    const drawn = mention ?? match(/<a?:\w+:\d+>/y, at);
    if (drawn && !mention) say(drawn[0], 'emoji');
    const address =
      drawn ??
      match(
        /<([^\s<>:@]+:\/\/[^\s<>]+|(?:mailto|tel|sms):[^\s<>]+|[^\s<>]+@[^\s<>]+\.[^\s<>]+|\+\d+)>/iy,
        at,
      );
    if (address && !drawn) {
      found.links.push(address[1] ?? '');
      say(address[1] ?? '', 'link');
    }
    if (address) return address[0].length;
    plain += '<';
    return 1;
  };
  while (at < source.length) at += step();
  flush();
}
