import { tacticOptions } from '#actions/index.ts';
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
import { type Asked, hoursOf, type Plea } from './find.ts';
import { languageName } from './languages.ts';
import type { Listing } from './list.ts';
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
  const { plea } = one;
  return message(
    lead ?? say.preview,
    heading(say.previewAsk),
    quote(plea.ask),
    about(one, language, 'theirs'),
    heading(say.previewFramings(plea.framings.length)),
    ...framingBlocks(plea, 0),
    paragraph(say.previewReach(reach)),
    reach === 0 && paragraph(say.nobodyYet),
    note(say.fairness),
    buttons(
      button(press.post, say.button.post, plea.id, 'main'),
      button(press.change, say.button.change, plea.id),
      button(press.drop, say.button.drop, plea.id),
    ),
  );
}

/** What was posted, with the minute to undo it. */
export function postedMessage(plea: Plea, opensAt: Temporal.Instant, language: Language): Message {
  const say = words[language];
  return message(say.posted(opensAt), buttons(button(press.undo, say.button.undo, plea.id)));
}

/** What one person is asked. */
export function askMessage(one: Shown, askId: string, language: Language): Message {
  const say = words[language];
  return message(
    say.asks(one),
    quote(one.plea.ask),
    about(one, language, 'yours'),
    note(say.terms),
    buttons(
      button(press.will, say.button.will, askId, 'main'),
      button(press.pass, say.button.pass, askId),
      button(press.mute, say.button.mute, askId),
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
    ...framingBlocks(one.plea, asked.framing),
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
    quote(one.plea.ask),
    about(one, language, 'yours'),
    ...framingBlocks(one.plea, asked.framing),
    buttons(...doneButtons(asked.id, language)),
  );
}

/** What can be pressed about something one said they share. */
export function doneButtons(askId: string, language: Language): readonly Button[] {
  const say = words[language].button;
  return [
    button(press.done, say.done, askId, 'main'),
    button(press['done-with-link'], say.doneWithLink, askId),
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
    quote(one.plea.ask),
    about(one, language, 'theirs'),
    note(say.unansweredNote),
    buttons(button(press.take, say.button.will, one.plea.id)),
  );
}

/** What is open, one’s own, and for weavers what nobody answered. */
export function listMessage({ help, more, muted, mine, unanswered }: Listing, language: Language): Message {
  const say = words[language];
  const take = ({ plea }: Shown) => buttons(button(press.take, say.button.will, plea.id));
  const blocks: readonly (Block | false)[] = [
    help.length === 0 && paragraph(say.first),
    ...help.flatMap((one) => [paragraph(say.helpLine(one)), take(one)]),
    more > 0 && note(say.listMore(more)),
    muted > 0 && note(say.listMuted(muted)),
    mine.length > 0 && heading(say.listMine),
    ...mine.flatMap(({ one, numbers }) => [
      paragraph(say.mineLine(one, numbers)),
      buttons(...mineButtons(one.plea, language)),
    ]),
    unanswered.length > 0 && heading(say.listUnanswered),
    ...unanswered.map((one) => paragraph(say.helpLine(one))),
  ];
  return message(
    help.length === 0 ? say.listNone : say.list(help.length + more),
    ...apart(blocks.filter((block) => block !== false)),
  );
}

/** A tactic as people read it. */
export function tacticLabel(tactic: string, language: Language): string {
  return tacticOptions.find(({ value }) => value === tactic)?.label[language] ?? tactic;
}

function mineButtons({ id, state }: Plea, language: Language): readonly Button[] {
  const say = words[language].button;
  if (state === 'waiting') return [button(press.undo, say.undo, id)];
  if (state === 'open') return [button(press.change, say.change, id), button(press.end, say.end, id)];
  return [
    button(press.post, say.post, id),
    button(press.change, say.change, id),
    button(press.drop, say.drop, id),
  ];
}

function toShare(lead: Message['text'], one: Shown, { id, framing }: Asked, language: Language): Message {
  const say = words[language];
  return message(
    lead,
    ...framingBlocks(one.plea, framing),
    linkOf(one, language),
    note(say.own),
    buttons(...doneButtons(id, language), button(press['not-after-all'], say.button.notAfterAll, id)),
  );
}

/** The ways to say it, this one first, each with its language where there are several. */
function framingBlocks({ framings }: Plea, first: number): readonly Block[] {
  const several = new Set(framings.map(({ language }) => language)).size > 1;
  const turned = [...framings.slice(first), ...framings.slice(0, first)];
  return turned.map(({ words: said, language }) =>
    several ? quote(said, languageName(language)) : quote(said),
  );
}

function linkOf({ plea: { link } }: Shown, language: Language): Block | false {
  const say = words[language];
  return link !== null && facts({ label: say.factLink, value: say.linked(link) });
}

function about(one: Shown, language: Language, whose: 'theirs' | 'yours'): Block {
  const say = words[language];
  const { plea, action } = one;
  const hours = hoursOf(plea);
  return facts(
    ...(action ? [{ label: say.factAction, value: say.aboutAction(one) }] : []),
    ...(plea.link === null ? [] : [{ label: say.factLink, value: say.linked(plea.link) }]),
    { label: say.factEnds, value: say.ends(plea.endsAt) },
    ...(hours ? [{ label: say.factHours, value: say.hours(hours, whose) }] : []),
  );
}
