import { lessOf, speaksNote, type Tactic, tacticOptions } from '#actions/index.ts';
import {
  apart,
  type Block,
  type Button,
  button,
  buttons,
  facts,
  heading,
  items,
  type Language,
  type Message,
  message,
  note,
  paragraph,
  quote,
} from '#chat/index.ts';
import type { Willing } from './answer.ts';
import { amplifyButtons as press } from './buttons.ts';
import type { Ending } from './end.ts';
import { type Asked, hoursOf, type Request } from './find.ts';
import { languageName } from './languages.ts';
import type { Listing } from './list.ts';
import type { Own } from './own.ts';
import type { Shown } from './shown.ts';
import { words } from './words.ts';

/** How a request ended: how many did, and where, by nobody’s name. */
export interface Outcome {
  readonly one: Shown;
  readonly how: Ending;
  readonly did: number;
  readonly links: readonly string[];
}

/** A draft as it will go out, until when, and how many people can be reached. */
export function previewMessage(
  given: { readonly one: Shown; readonly reach: number; readonly lead?: Message['text'] },
  language: Language,
): Message {
  const { one, reach, lead } = given;
  const say = words[language];
  const { request } = one;
  return message(
    lead ?? say.preview,
    heading(say.previewAsk),
    paragraph(say.asks(one)),
    quote(request.ask),
    about(one, language, 'theirs'),
    one.name !== undefined && note(say.previewName),
    heading(say.previewFramings(request.framings.length)),
    ...framingBlocks(request, 0),
    speaks(one, language, request.ask, ...spoken(request)),
    paragraph(say.previewReach(reach)),
    reach === 0 && paragraph(say.nobodyYet),
    note(say.fairness),
    buttons(
      button(press.post, say.button.post, request.id, 'main'),
      button(press.change, say.button.change, request.id),
      button(press.drop, say.button.drop, request.id),
    ),
  );
}

/** What was posted, with the minute to undo it. */
export function postedMessage(request: Request, opensAt: Temporal.Instant, language: Language): Message {
  const say = words[language];
  return message(say.posted(opensAt), buttons(button(press.undo, say.button.undo, request.id)));
}

/** What one person is asked. */
export function askMessage(one: Shown, askId: string, language: Language): Message {
  const say = words[language];
  return message(
    say.asks(one),
    quote(one.request.ask),
    about(one, language, 'yours'),
    speaks(one, language, one.request.ask),
    note(say.terms),
    buttons(
      button(press.will, say.button.will, askId, 'main'),
      button(press.pass, say.button.pass, askId),
      button(press.mute, lessOf(one.request.tactic as Tactic, language), askId),
      button(press.principles, say.button.principles, askId),
    ),
  );
}

/** What somebody who said that they share it reads: the words for now, or when they are prompted. */
export function willingMessage(
  { one, asked, at }: Willing,
  now: Temporal.Instant,
  language: Language,
): Message {
  const say = words[language];
  if (Temporal.Instant.compare(at, now) <= 0) return toShare(say.now(one), one, asked, language);
  return message(
    say.later(one, at),
    note(say.laterNote),
    ...framingBlocks(one.request, asked.framing),
    speaks(one, language, ...spoken(one.request)),
    linkOf(one, language),
    buttons(...doneButtons(asked.id, language)),
  );
}

/** The prompt, at the moment. */
export function promptMessage(given: {
  readonly one: Shown;
  readonly asked: Asked;
  readonly language: Language;
}): Message {
  const { one, asked, language } = given;
  return toShare(words[language].prompt(one), one, asked, language);
}

/** What somebody said they share, as it reads now. */
export function changedMessage(given: {
  readonly one: Shown;
  readonly asked: Asked;
  readonly language: Language;
}): Message {
  const { one, asked, language } = given;
  return message(
    words[language].willChanged(one),
    quote(one.request.ask),
    about(one, language, 'yours'),
    ...framingBlocks(one.request, asked.framing),
    speaks(one, language, one.request.ask, ...spoken(one.request)),
    buttons(...doneButtons(asked.id, language)),
  );
}

/** What can be pressed about something one said they share. */
export function doneButtons(askId: string, language: Language): readonly Button[] {
  const say = words[language].button;
  return [
    button(press.done, say.done, askId, 'main'),
    button(press['done-with-link'], say.doneWithLink, askId),
    button(press['not-after-all'], say.notAfterAll, askId),
  ];
}

/** To somebody who said they share it: it is off. */
export function offMessage(one: Shown, how: Ending, language: Language): Message {
  return message(words[language].off(one, how));
}

/** Thanks, to one who did. */
export function thanksMessage(one: Shown, did: number, language: Language): Message {
  const say = words[language];
  return message(say.thanks(one, did), note(say.thanksNote));
}

/** What came of it, to whoever asked. */
export function summaryMessage({ one, how, did, links }: Outcome, language: Language): Message {
  const say = words[language];
  return message(
    say.summary(one, how, did),
    did === 0 && how === 'ended' && paragraph(say.summaryNobody),
    links.length > 0 && heading(say.summaryLinks),
    links.length > 0 && items(...links.map((href) => say.linked(href))),
  );
}

/** To a weaver: nobody has answered. */
export function unansweredMessage(one: Shown, language: Language): Message {
  const say = words[language];
  return message(
    say.unanswered(one),
    quote(one.request.ask),
    about(one, language, 'theirs'),
    speaks(one, language, one.request.ask),
    note(say.unansweredNote),
    buttons(button(press.take, say.button.will, one.request.id)),
  );
}

/** What is open, one’s own, and for weavers what nobody answered. */
export function listMessage(
  { help, more, muted, mine, moreMine, unanswered }: Listing,
  language: Language,
): Message {
  const say = words[language];
  const take = ({ request }: Shown) => buttons(button(press.take, say.button.will, request.id));
  const blocks: readonly (Block | false)[] = [
    help.length === 0 && paragraph(say.first),
    ...help.flatMap((one) => [paragraph(say.helpLine(one)), take(one)]),
    more > 0 && note(say.listMore(more)),
    muted > 0 && note(say.listMuted(muted)),
    mine.length > 0 && heading(say.listMine),
    ...mine.flatMap((own) => [
      paragraph(say.mineLine(own.one, own.numbers)),
      buttons(...buttonsOf(own, language)),
    ]),
    moreMine > 0 && note(say.listMineMore(moreMine)),
    unanswered.length > 0 && heading(say.listUnanswered),
    ...unanswered.map((one) => paragraph(say.helpLine(one))),
  ];
  return message(
    help.length === 0 ? say.listNone : say.list(help.length + more),
    ...apart(blocks.filter((block) => block !== false)),
  );
}

/** One's own request, as it is asked, with what came of it so far. */
export function ownMessage(own: Own, language: Language): Message {
  const { one, numbers } = own;
  const { request } = one;
  return message(
    words[language].mineLine(one, numbers),
    quote(request.ask),
    about(one, language, 'theirs'),
    ...framingBlocks(request, 0),
    buttons(...buttonsOf(own, language)),
  );
}

/** A tactic as people read it. */
function tacticLabel(tactic: string, language: Language): string {
  return tacticOptions.find(({ value }) => value === tactic)?.label[language] ?? tactic;
}

/** What can be pressed about one's own request. */
export function ownButtons({ id, state }: Request, language: Language): readonly Button[] {
  const say = words[language].button;
  if (state === 'waiting') return [button(press.undo, say.undo, id)];
  if (state === 'open') return [button(press.change, say.change, id), button(press.end, say.end, id)];
  return [
    button(press.post, say.post, id),
    button(press.change, say.change, id),
    button(press.drop, say.drop, id),
  ];
}

const buttonsOf = ({ one: { request }, mayChange }: Own, language: Language): readonly Button[] =>
  ownButtons(request, language).filter(({ press: pressed }) => mayChange || pressed === press.end);

function toShare(lead: Message['text'], one: Shown, { id, framing }: Asked, language: Language): Message {
  const say = words[language];
  return message(
    lead,
    ...framingBlocks(one.request, framing),
    linkOf(one, language),
    speaks(one, language, ...spoken(one.request)),
    note(say.own),
    buttons(...doneButtons(id, language)),
  );
}

/** The ways to say it, this one first, each with its language where there are several. */
function framingBlocks({ framings }: Request, first: number): readonly Block[] {
  const several = new Set(framings.map(({ language }) => language)).size > 1;
  const turned = [...framings.slice(first), ...framings.slice(0, first)];
  return turned.map(({ words: said, language }) =>
    several ? quote(said, languageName(language)) : quote(said),
  );
}

const spoken = ({ framings }: Request) => framings.map((framing) => framing.words);

/** Who may speak for the coalition, where these words name it. */
const speaks = ({ coalition }: Shown, language: Language, ...written: readonly string[]) =>
  speaksNote(coalition, written.join('\n'), language);

function linkOf({ request: { link } }: Shown, language: Language): Block | false {
  const say = words[language];
  return link !== null && facts({ label: say.factLink, value: say.linked(link) });
}

function about(one: Shown, language: Language, whose: 'theirs' | 'yours'): Block {
  const say = words[language];
  const { request, action } = one;
  const hours = hoursOf(request);
  return facts(
    ...(action ? [{ label: say.factAction, value: say.aboutAction(one) }] : []),
    ...(request.link === null ? [] : [{ label: say.factLink, value: say.linked(request.link) }]),
    { label: say.factKind, value: say.kind(tacticLabel(request.tactic, language), request.urgent) },
    { label: say.factEnds, value: say.ends(request.endsAt) },
    ...(hours ? [{ label: say.factHours, value: say.hours(hours, whose) }] : []),
  );
}
