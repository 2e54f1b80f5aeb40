import {
  type Block,
  type Button,
  button,
  buttons,
  facts,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
  quote,
  type Text,
} from '#chat/index.ts';
import type { Coalition, JoinedContext } from '#directory/index.ts';
import { draftButtons, actionButtons as press } from './buttons.ts';
import type { Action } from './find.ts';
import type { Lesson } from './lessons.ts';
import type { Listing } from './list.ts';
import { isOpen } from './needs.ts';
import { type How, isThere, type Numbers } from './parts.ts';
import { actionBlocks } from './post-message.ts';
import type { Reach } from './reach.ts';
import type { Post } from './read.ts';
import { remindersLeft } from './remind.ts';
import { isLeader, togetherButtons } from './together.ts';
import { mutesButton, needBlocks } from './together-messages.ts';
import { whenAndWhere } from './told-messages.ts';
import { words } from './words.ts';

/** A draft, as it will look, whom it goes to, and what others learnt from something similar. */
export function draftMessage(
  context: JoinedContext,
  post: Post,
  { spaces, people }: Reach,
  lessons: readonly Lesson[],
): Message {
  const say = words[context.language];
  const { action: one } = post;
  const without = spaces.filter(({ channel }) => channel === undefined).map(({ name }) => name);
  const names = spaces.map(({ name }) => name);
  return message(
    say.draft(one.title),
    ...actionBlocks(post, context.language, true),
    facts({ label: say.goesTo, value: say.reach(names, people) }),
    without.length > 0 && note(say.noChannel(without)),
    lessons.length > 0 && paragraph(say.lessonLead),
    ...lessons.map((lesson) => quote(lesson.words, lesson.title)),
    buttons(...draftChoices(one, context.language)),
    buttons(...togetherButtons(context, one, post.together)),
    note(say.draftNote),
  );
}

/** What one can do with a draft. */
export function draftChoices(one: Action, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [
    button(draftButtons.post, say.post, one.id, 'main'),
    button(draftButtons.change, say.change, one.id),
    button(draftButtons.drop, say.drop, one.id),
  ];
}

/** It goes out in a minute, unless it is taken back. */
export function postingMessage(one: Action, spaces: number, language: Language): Message {
  const say = words[language];
  return message(
    say.posting(one.title, spaces),
    buttons(button(draftButtons.undo, say.buttons.undo, one.id)),
    note(say.postingNote),
  );
}

/** An action as one person sees it: with its exact place if they are in, and what they can do. */
export function detailsMessage(
  context: JoinedContext,
  post: Post,
  { parts, notes }: { readonly parts: readonly How[]; readonly notes: readonly Block[] },
): Message {
  const say = words[context.language];
  const { action: one, together } = post;
  const leads = isLeader(together, context.person);
  const isCancelled = one.state === 'cancelled';
  const isComing = one.state === 'posted' && Temporal.Instant.compare(one.startsAt, context.now) > 0;
  return message(
    isCancelled ? say.cancelled(one.title) : say.titled(one.title),
    isCancelled && quote(one.reason),
    post.hidden !== undefined && paragraph(say.hidden),
    post.hidden !== undefined && quote(post.hidden),
    isThere(parts) && !isCancelled && paragraph(say.isIn),
    ...actionBlocks(post, context.language, leads || isThere(parts)),
    ...notes,
    isComing && buttons(...choices(one, parts, leads, context.language)),
    isComing &&
      buttons(
        button(press.share, say.buttons.share, one.id),
        button(press.principles, say.buttons.principles, one.id),
      ),
    !isCancelled && buttons(...togetherButtons(context, one, together)),
  );
}

function choices(one: Action, parts: readonly How[], leads: boolean, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [
    ...(parts.includes('in') ? [] : [button(press.in, say.in, one.id)]),
    ...(parts.includes('help') ? [] : [button(press.help, say.help, one.id)]),
    ...(isThere(parts) ? [button(press.out, say.out, one.id)] : []),
    ...(leads ? [button(press.edit, say.edit, one.id), button(press.cancel, say.cancel, one.id)] : []),
  ];
}

/** Somebody is in: where exactly, what is needed, and a way back. */
export function joinedMessage(context: JoinedContext, post: Post, parts: readonly How[]): Message {
  const say = words[context.language];
  const { action: one, together, numbers } = post;
  return message(
    say.joined(one.title, parts),
    facts(...whenAndWhere(one, context.language), {
      label: say.facts.numbers,
      value: literal(say.numbers(numbers)),
    }),
    ...needBlocks(together.needs.filter(isOpen), context.language),
    buttons(...togetherButtons(context, one, together)),
    buttons(button(press.out, say.buttons.out, one.id), button(press.details, say.buttons.details, one.id)),
    note(say.joinedNote(remindersLeft(one, context.person, context.now))),
  );
}

/** Words and a link to start from: people share an action themselves, in their own words. */
export function shareMessage(one: Action, language: Language): Message {
  const say = words[language];
  const when = say.inWords(one.startsAt, one.zone);
  return message(
    say.share,
    quote(say.shareText(one.title, when, one.place)),
    one.link !== null && facts({ label: say.facts.link, value: say.address(one.link) }),
    buttons(button(press.shared, say.buttons.shared, one.id, 'main')),
    note(say.shareNote),
  );
}

/** Somebody shared it. */
export function sharedMessage(numbers: Numbers, language: Language): Message {
  return message(words[language].sharedIt(numbers));
}

/** The purpose and principles of a coalition, and who may speak for it. */
export function principlesMessage(
  { name, purpose, principles, speaks }: Coalition,
  language: Language,
): Message {
  const say = words[language];
  return message(
    say.principles(name),
    purpose !== '' && facts({ label: say.purpose, value: literal(purpose) }),
    paragraph(principles === '' ? say.noPrinciples : literal(principles)),
    note(speaks === '' ? say.speaksDefault(name) : say.speaks(name, speaks)),
  );
}

/** Actions in a list, each with a way to it. */
export function listMessage(context: JoinedContext, { which, none, shown, total, muted }: Listing): Message {
  const say = words[context.language];
  const nothing = muted > 0 ? say.listMuted : say.listNone[none];
  const lead: Text = total === 0 ? nothing : say.list[which](total);
  return message(
    lead,
    ...shown.flatMap(({ action: one, numbers, parts }) => [
      paragraph(say.line(one.title, one.startsAt, one.place, say.numbers(numbers))),
      buttons(
        button(press.details, say.buttons.details, one.id),
        !isThere(parts) &&
          Temporal.Instant.compare(one.startsAt, context.now) > 0 &&
          button(press.in, say.buttons.in, one.id),
      ),
    ]),
    total > shown.length && note(say.listMore(total - shown.length, which)),
    muted > 0 && note(say.mutedOut(muted)),
    muted > 0 && buttons(mutesButton(context.language)),
  );
}
