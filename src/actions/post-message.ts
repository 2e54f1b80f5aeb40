import {
  type Block,
  button,
  buttons,
  type Fact,
  facts,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
  quote,
  secret,
  strong,
} from '#chat/index.ts';
import { type Coalition, wholeWords } from '#directory/index.ts';
import { actionButtons as press } from './buttons.ts';
import { exactPlaceOf } from './exact-place.ts';
import type { Post } from './read.ts';
import { togetherBlocks } from './together.ts';
import { words } from './words.ts';

/** The language of what a whole channel reads. */
const ofChannels: Language = 'en';

/** What an action is, as posts, drafts and details show it; `exactly` adds the exact place. */
export function actionBlocks(post: Post, language: Language, exactly = false): readonly Block[] {
  const say = words[language];
  const { action: one, numbers } = post;
  const fact = (label: keyof typeof say.facts, value: Fact['value'] | false): Fact[] =>
    value === false || value.length === 0 ? [] : [{ label: say.facts[label], value }];
  const counted = say.numbers(numbers);
  const speaks = speaksNote(post.coalition, `${one.title} ${one.what}`, language);
  return [
    facts(
      ...fact('when', say.when(one.startsAt, one.zone)),
      ...fact('where', literal(one.place)),
      ...fact('exactly', exactly && secret(exactPlaceOf(one))),
      ...fact('link', one.link !== null && say.address(one.link)),
      ...fact('tactic', literal(say.tactics[one.tactic])),
      ...fact('hubs', literal(post.hubs.join(', '))),
    ),
    paragraph(literal(one.what)),
    ...togetherBlocks(post.together, language),
    ...(counted === '' ? [] : [facts({ label: say.facts.numbers, value: literal(counted) })]),
    note(say.announcedBy(post.announcer)),
    ...(speaks ? [speaks] : []),
  ];
}

/** Who may speak for the coalition, wherever its name is used in these words; undefined where it is not. */
export function speaksNote(
  { name, speaks }: Pick<Coalition, 'name' | 'speaks'>,
  written: string,
  language: Language,
): Block | undefined {
  if (!wholeWords(written).includes(wholeWords(name))) return undefined;
  const say = words[language];
  return note(speaks === '' ? say.speaksDefault(name) : say.speaks(name, speaks));
}

/**
 * The post of an action in a channel; hidden or cancelled, it says so and why, and once it has `begun` nothing can be pressed but its
 * details.
 */
export function postMessage(post: Post, begun = false): Message {
  const say = words[ofChannels];
  const { action: one } = post;
  const of = one.id;
  if (post.hidden !== undefined) return message(say.hidden, quote(post.hidden));
  if (one.state === 'cancelled')
    return message(
      say.cancelled(one.title),
      quote(one.reason),
      facts({ label: say.facts.when, value: say.when(one.startsAt, one.zone) }),
      note(say.cancelledNote),
    );
  return message(
    [strong(one.title)],
    ...actionBlocks(post, ofChannels),
    buttons(
      !begun && button(press.in, say.buttons.in, of, 'main'),
      !begun && button(press.help, say.buttons.help, of),
      !begun && button(press.share, say.buttons.share, of),
      button(press.details, say.buttons.details, of),
      !begun && button(press.principles, say.buttons.principles, of),
    ),
  );
}
