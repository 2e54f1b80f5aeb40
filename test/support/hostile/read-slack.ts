import { moment, type Reading, type Run } from './reading.ts';

// Slack's text objects as docs.slack.dev has them: reference/block-kit/composition-objects/text-object,
// reference/block-kit/blocks/rich-text-block, messaging/formatting-message-text. It shares nothing with what Weft draws.

interface Part {
  readonly type: string;
  readonly text?: string | Part;
  readonly emoji?: boolean;
  readonly verbatim?: boolean;
  readonly url?: string;
  readonly style?: string | Readonly<Record<string, boolean>>;
  readonly elements?: readonly Part[];
}

interface Found {
  readonly runs: Run[];
  readonly pings: string[];
  readonly links: string[];
}

/** What a reader, those mentioned, and clients make of a message's blocks. */
export function readSlackMessage(blocks: readonly object[]): Reading {
  const found: Found = { runs: [], pings: [], links: [] };
  for (const one of blocks) {
    readBlock(one as Part, found);
    found.runs.push({ marks: '', words: '\n' });
  }
  return found;
}

/** What notifications and clients without blocks make of a message's `text`, where addresses are linked by themselves. */
export function readSlackText(words: string): Reading {
  const found: Found = { runs: [], pings: [], links: [] };
  readMrkdwn(words, '', false, found);
  return found;
}

function readBlock(block: Part, found: Found): void {
  switch (block.type) {
    case 'rich_text':
      for (const one of block.elements ?? []) readRich(one, found);
      return;
    case 'header':
      readText(block.text as Part, 'heading', found);
      return;
    case 'section':
      readText(block.text as Part, '', found);
      return;
    case 'context':
      for (const one of block.elements ?? []) readText(one, 'small', found);
      return;
    case 'actions':
      // What is on a button is neither read nor linked.
      for (const one of block.elements ?? []) {
        found.runs.push(
          { marks: 'button', words: String((one.text as Part).text) },
          { marks: '', words: '\n' },
        );
        if ((one.text as Part).type !== 'plain_text') throw new Error('only plain_text stands on a button');
      }
      return;
    default:
      throw new Error(`no reader for ${block.type}`);
  }
}

const frames: Readonly<Record<string, string>> = {
  rich_text_section: '',
  rich_text_quote: 'quote',
  rich_text_preformatted: 'block',
};

function readRich(element: Part, found: Found): void {
  if (element.type === 'rich_text_list') {
    for (const [at, one] of (element.elements ?? []).entries()) {
      found.runs.push({ marks: 'item', words: element.style === 'ordered' ? `\n${at + 1}. ` : '\n• ' });
      readElements(one.elements ?? [], 'item', found);
    }
    return;
  }
  const frame = frames[element.type];
  if (frame === undefined) throw new Error(`no reader for ${element.type}`);
  readElements(element.elements ?? [], frame, found);
}

function readElements(elements: readonly Part[], frame: string, found: Found): void {
  for (const one of elements) {
    const style = Object.entries(one.style ?? {}).flatMap(([name, on]) => (on ? [name] : []));
    const marks = [frame, ...style].filter((mark) => mark !== '').join(' ');
    switch (one.type) {
      case 'text':
        found.runs.push({ marks, words: String(one.text) });
        break;
      case 'date':
        found.runs.push({ ...moment, marks: [frame, moment.marks].filter(Boolean).join(' ') });
        break;
      case 'link':
        found.links.push(one.url ?? '');
        found.runs.push({
          marks: [frame, 'link'].filter(Boolean).join(' '),
          words: String(one.text ?? one.url),
        });
        break;
      case 'user':
      case 'usergroup':
      case 'channel':
      case 'broadcast':
        found.pings.push(one.type);
        break;
      default:
        found.runs.push({ marks: one.type, words: '?' });
    }
  }
}

function readText(object: Part, frame: string, found: Found): void {
  const words = String(object.text);
  if (object.type === 'mrkdwn') {
    readMrkdwn(words, frame, object.verbatim === true, found);
    return;
  }
  readAddresses(words, found);
  const named = object.emoji === false ? null : /:[a-z0-9_+'-]+:/.exec(words);
  found.runs.push({ marks: named ? 'emoji' : frame, words });
}

/** Addresses that clients and the server make links of by themselves: with a scheme, or by an end that there is. */
function readAddresses(words: string, found: Found): void {
  const address =
    /(?:[a-z][a-z0-9+.-]*:\/\/|mailto:|tel:)[^\s\u200b]|[\p{L}\p{N}_-]\.(?:com|org|net|co|io|gg|de|app|рф|xn--p1ai)(?![\p{L}\p{N}])|[\w.+-]+@[\w-]+\.\w/giu;
  found.links.push(...(words.match(address) ?? []));
}

const formats: Readonly<Record<string, readonly [string, RegExp]>> = {
  '*': ['bold', /(?<![\p{L}\p{N}*])\*(?=[^\s*])([^\n]*?[^\s*])\*(?![\p{L}\p{N}*])/uy],
  _: ['italic', /(?<![\p{L}\p{N}_])_(?=[^\s_])([^\n]*?[^\s_])_(?![\p{L}\p{N}_])/uy],
  '~': ['struck', /(?<![\p{L}\p{N}~])~(?=[^\s~])([^\n]*?[^\s~])~(?![\p{L}\p{N}~])/uy],
  '`': ['code', /`{1,3}([^`]+)`{1,3}/uy],
  ':': ['emoji', /:([a-z0-9_+'-]+):/uy],
};
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

function readMrkdwn(words: string, frame: string, verbatim: boolean, found: Found): void {
  const as = (mark: string) => [frame, mark].filter(Boolean).join(' ');
  // Without `verbatim`, names and addresses are looked for, too.
  if (!verbatim) readAddresses(words.replaceAll(/<[^<>]*>/g, ' '), found);
  if (!verbatim) found.pings.push(...(words.match(/(?<![\p{L}\p{N}])[@#][\p{L}\p{N}_]+/gu) ?? []));
  let at = 0;
  let fresh = true;
  while (at < words.length) {
    const letter = words[at] ?? '';
    const take = (rule: RegExp) => {
      rule.lastIndex = at;
      const hit = rule.exec(words);
      if (hit) at += hit[0].length;
      return hit;
    };
    const quoted = fresh ? take(/[^\S\n]*(?:&gt;|>)([^\n]*)/y) : null;
    if (quoted) {
      found.runs.push({ marks: as('quote'), words: quoted[1] ?? '' });
      fresh = false;
      continue;
    }
    fresh = letter === '\n';
    const token = letter === '<' ? take(/<([^<>]*)>/y) : null;
    if (token) {
      readToken(token[1] ?? '', as, found);
      continue;
    }
    const entity = letter === '&' ? take(/&(amp|lt|gt);/y) : null;
    if (entity) {
      found.runs.push({ marks: frame, words: entities[entity[1] ?? ''] ?? '' });
      continue;
    }
    const [mark, rule] = formats[letter] ?? [];
    const hit = rule && take(rule);
    if (hit && mark) {
      found.runs.push({ marks: as(mark), words: hit[1] ?? '' });
      continue;
    }
    found.runs.push({ marks: frame, words: letter });
    at += 1;
  }
}

function readToken(inside: string, as: (mark: string) => string, found: Found): void {
  if (inside.startsWith('!date^')) found.runs.push({ ...moment, marks: as(moment.marks) });
  else if (/^[@#!]/.test(inside)) found.pings.push(inside);
  else {
    const [address = '', shown = address] = inside.split('|');
    found.links.push(address);
    found.runs.push({ marks: as('link'), words: shown });
  }
}
