import {
  type APIButtonComponent,
  type APIMediaGalleryItem,
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import { type Block, type Button, buttonWire, type Inline, type Message, type Text } from '#chat/index.ts';
import { bare, breaks, markdown, shorten } from './escape.ts';
import { maxAlt, maxButtonLabel, maxButtonsInRow, maxComponents, maxFiles, maxText } from './limits.ts';
import { words } from './words.ts';

/** A message's body without what makes it a post, an edit or an answer. */
export interface Drawn {
  readonly components: APIMessageTopLevelComponent[];
  readonly flags: number;
  readonly allowed_mentions: { readonly parse: [] };
}

/**
 * Draws a message as Components V2, within 40 components and 4,000 characters: the longest texts give way first, and a
 * closing sentence says so. Pictures, calendars and other files are shown from files, which `filesShown` names in their order.
 * `marker` becomes the id of the first component, by which the message is known again.
 */
export function renderMessage(message: Message, marker?: number): Drawn {
  const components = squeeze(draw([{ kind: 'paragraph', text: message.text }, ...message.blocks]));
  const first = components[0];
  if (first && marker !== undefined) components[0] = { ...first, id: marker };
  return { components, flags: MessageFlags.IsComponentsV2, allowed_mentions: { parse: [] } };
}

/** What the files are to be called that a message shows, in their order; what did not fit is not among them. */
export function filesShown({ components }: Drawn): readonly string[] {
  return components
    .flatMap((one) => {
      if (one.type === ComponentType.MediaGallery) return one.items.map(({ media }) => media.url);
      return one.type === ComponentType.File ? [one.file.url] : [];
    })
    .map((address) => address.slice(attached.length));
}

/** A block whose file goes with the message. */
export type OfFile = Extract<Block, { kind: 'picture' | 'calendar' | 'file' }>;

export function isOfFile(block: Block): block is OfFile {
  return block.kind === 'picture' || block.kind === 'calendar' || block.kind === 'file';
}

/** Text as Discord markdown of at most so many characters, with an ellipsis where something was left out. */
export function fitted(text: Text, room: number): string {
  return within([{ open: '', text }], room).words;
}

const attached = 'attachment://';

/** One line: what Discord's markdown needs before it, and its text. */
interface Line {
  readonly open: string;
  readonly text: Text;
}
type Part =
  | { readonly kind: 'text'; readonly words: string; readonly cut?: boolean }
  | { readonly kind: 'rule' }
  | { readonly kind: 'picture'; readonly name: string; readonly alt: string }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'row'; readonly buttons: readonly Button[] };

function draw(blocks: readonly Block[]): Part[] {
  const known = new Set<string>();
  const names = fileNames();
  const lines = blocks.map(linesOf);
  const rooms = share(lines.map((some) => lengthOf(some)));
  return blocks.flatMap((block, index): Part[] => {
    if (block.kind === 'buttons') return rows(block.buttons, known);
    if (isOfFile(block)) {
      const name = names(block);
      if (name === undefined) return [{ kind: 'text', words: '', cut: true }];
      return [block.kind === 'picture' ? { kind: 'picture', name, alt: block.alt } : { kind: 'file', name }];
    }
    const part = within(lines[index] ?? [], rooms[index] ?? 0);
    if (part.words === '' && !part.cut) return [];
    return block.kind === 'heading' && index > 1 ? [{ kind: 'rule' }, part] : [part];
  });
}

/** A name for each file of a message, no two alike; undefined for one too many. */
function fileNames(): (block: OfFile) => string | undefined {
  const given = new Set<string>();
  return (block) => {
    if (given.size === maxFiles) return undefined;
    const called = nameOf(block);
    const at = called.lastIndexOf('.');
    let name = called;
    for (let number = 2; given.has(name); number += 1)
      name = `${called.slice(0, at)}-${number}${called.slice(at)}`;
    given.add(name);
    return name;
  };
}

function nameOf(block: OfFile): string {
  if (block.kind === 'calendar') return 'weft.ics';
  return block.kind === 'file' ? block.name : `${block.picture.kind}.png`;
}

function linesOf(block: Block): readonly Line[] {
  switch (block.kind) {
    case 'heading':
      return [{ open: '### ', text: oneLine(block.text) }];
    case 'paragraph':
      return [{ open: '', text: block.text }];
    case 'quote': {
      const by: Line[] =
        block.by === undefined ? [] : [{ open: '-# ', text: oneLine(plain(`— ${block.by}`)) }];
      return [...linesIn(block.words).map((line) => ({ open: '> ', text: plain(line) })), ...by];
    }
    case 'facts':
      return block.facts.map(({ label, value }) => ({
        open: '',
        text: [{ kind: 'strong', words: `${label}:` }, { kind: 'words', words: ' ' }, ...oneLine(value)],
      }));
    case 'items':
      return block.items.map((item) => ({ open: '- ', text: oneLine(item) }));
    case 'note':
      return [{ open: '-# ', text: oneLine(block.text) }];
    case 'buttons':
    case 'picture':
    case 'calendar':
    case 'file':
      return [];
  }
}

function rows(buttons: readonly Button[], known: Set<string>): Part[] {
  // Discord refuses a message that holds the same custom id twice.
  const fresh = buttons.filter((button) => {
    const wire = buttonWire(button);
    return known.has(wire) ? false : known.add(wire);
  });
  const count = Math.ceil(fresh.length / maxButtonsInRow);
  return Array.from({ length: count }, (_, row) => ({
    kind: 'row',
    buttons: fresh.slice(row * maxButtonsInRow, (row + 1) * maxButtonsInRow),
  }));
}

/** How many characters each block gets: the longest give way first, down to 200 each, then whatever comes last. */
function share(lengths: readonly number[]): readonly number[] {
  const rooms = [...lengths];
  const budget = maxText - words.en.cut.length - 10;
  for (;;) {
    const over = rooms.reduce((sum, one) => sum + one + 1, 0) - budget;
    const longest = rooms.indexOf(Math.max(...rooms));
    const now = rooms[longest] ?? 0;
    if (over <= 0 || now <= 200) break;
    rooms[longest] = Math.max(200, now - over);
  }
  let left = budget;
  return rooms.map((room) => {
    const given = Math.max(0, Math.min(room, left));
    left -= given + 1;
    return given;
  });
}

function within(lines: readonly Line[], room: number): Part & { kind: 'text' } {
  const shown: string[] = [];
  let left = room;
  for (const line of lines) {
    const whole = line.open + markdown(line.text);
    if (whole.length > left) {
      const some = longestFit(line, left);
      return { kind: 'text', words: [...shown, ...(some === '' ? [] : [some])].join('\n'), cut: true };
    }
    shown.push(whole);
    left -= whole.length + 1;
  }
  const all = shown.join('\n');
  return { kind: 'text', words: all.trim() === '' ? '' : all };
}

/** The longest beginning of a line that fits with an ellipsis, cut before it is escaped. */
function longestFit(line: Line, room: number): string {
  const size = line.text.reduce((sum, part) => sum + ('words' in part ? [...part.words].length : 1), 0);
  const start = (length: number) => `${line.open}${markdown(take(line.text, length))}…`;
  let [fits, fails] = [0, Math.min(size, room) + 1];
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1;
    if (start(middle).length <= room) fits = middle;
    else fails = middle;
  }
  return fits === 0 ? '' : start(fits);
}

function take(text: Text, length: number): Text {
  let left = length;
  return text.flatMap((part): Inline[] => {
    if (left <= 0) return [];
    if (!('words' in part)) {
      left -= 1;
      return [part];
    }
    const some = [...part.words].slice(0, left);
    left -= some.length;
    return [{ ...part, words: some.join('') }];
  });
}

/**
 * Brings the parts within 40 components: first text is put together, then the last buttons are left out, since what they
 * do can be typed. What is left always fits: of files there are ten at most.
 */
function squeeze(parts: readonly Part[]): APIMessageTopLevelComponent[] {
  const roomy = stopWhereNothingFits(parts);
  const kept = [...withFewerButtons(roomy)];
  const rowsIn = (some: readonly Part[]) => some.filter(({ kind }) => kind === 'row').length;
  const isFewer = rowsIn(kept) < rowsIn(roomy);
  const isCut = roomy.length < parts.length || parts.some((part) => 'cut' in part && part.cut);
  if (kept.length === 0) kept.push({ kind: 'text', words: '–' });
  const { cut, fewerButtons } = words.en;
  if (isCut || isFewer) kept.push({ kind: 'text', words: markdownNote(isCut ? cut : fewerButtons) });
  return kept.map(component);
}

/** Buttons without the words they belong to mislead: after a text that had to go entirely nothing is shown. */
function stopWhereNothingFits(parts: readonly Part[]): readonly Part[] {
  const stop = parts.findIndex((part) => part.kind === 'text' && part.words === '');
  return stop < 0 ? parts : parts.slice(0, stop);
}

function withFewerButtons(parts: readonly Part[]): readonly Part[] {
  let fitting = componentsIn(parts) < maxComponents ? parts : together(parts);
  for (;;) {
    const last = fitting.findLastIndex(({ kind }) => kind === 'row');
    if (componentsIn(fitting) < maxComponents || last < 0) return fitting;
    fitting = together(fitting.filter((_, index) => index !== last));
  }
}

function together(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === 'rule') continue;
    if (part.kind === 'text' && last?.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', words: `${last.words}\n${part.words}` };
    } else joined.push(part);
  }
  return joined;
}

function component(part: Part): APIMessageTopLevelComponent {
  switch (part.kind) {
    case 'text':
      return { type: ComponentType.TextDisplay, content: part.words };
    case 'rule':
      return { type: ComponentType.Separator, divider: true, spacing: 1 };
    case 'picture':
      return { type: ComponentType.MediaGallery, items: [drawPicture(part)] };
    case 'file':
      return { type: ComponentType.File, file: { url: `${attached}${part.name}` } };
    case 'row':
      return { type: ComponentType.ActionRow, components: part.buttons.map(drawButton) };
  }
}

function drawPicture({ name, alt }: Extract<Part, { kind: 'picture' }>): APIMediaGalleryItem {
  const description = shorten(bare(alt), maxAlt);
  // Discord takes no empty description.
  return { media: { url: `${attached}${name}` }, ...(description.trim() !== '' && { description }) };
}

function drawButton(button: Button): APIButtonComponent {
  const { label, style } = button;
  return {
    type: ComponentType.Button,
    style:
      style === 'main'
        ? ButtonStyle.Primary
        : style === 'danger'
          ? ButtonStyle.Danger
          : ButtonStyle.Secondary,
    label: shorten(label, maxButtonLabel),
    custom_id: buttonWire(button),
  };
}

const plain = (said: string): Text => (said === '' ? [] : [{ kind: 'words', words: said }]);
const markdownNote = (said: string) => `-# ${said}`;
const linesIn = (said: string) => said.split(breaks);
const lengthOf = (lines: readonly Line[]) =>
  lines.reduce((sum, line) => sum + line.open.length + markdown(line.text).length + 1, 0);
const componentsIn = (parts: readonly Part[]) =>
  parts.reduce((sum, part) => sum + (part.kind === 'row' ? 1 + part.buttons.length : 1), 0);

function oneLine(text: Text): Text {
  return text.map((part) => ('words' in part ? { ...part, words: part.words.replace(breaks, ' ') } : part));
}
