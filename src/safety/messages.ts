import {
  button,
  buttons,
  items,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
  quote,
  type Text,
} from '#chat/index.ts';
import { safetyButtons } from './buttons.ts';
import type { Concern } from './concern.ts';
import { limits } from './limits.ts';
import type { Overseers } from './oversight.ts';
import type { Published } from './published.ts';
import type { Raised } from './raise.ts';
import type { Reader } from './readers.ts';
import { type Logged, words } from './words.ts';

/** Readers by name, each with why it is them. */
export const namesOf = (language: Language, readers: readonly Reader[]): readonly string[] =>
  readers.map(({ name, as }) => words[language].reader(name, as));

/** To whoever raised a concern: who has it. */
export function raisedMessage(language: Language, { readers, outside }: Raised): Message {
  const say = words[language];
  return message(
    say.raised(namesOf(language, readers)),
    !outside && paragraph(say.noneOutside),
    paragraph(say.danger),
    note(say.raisedNote),
  );
}

/** To those who can read a concern: that there is one. */
export function concernMessage(language: Language, id: string, readers: number): Message {
  const say = words[language];
  return message(
    say.concern(readers),
    buttons(
      button(safetyButtons.read, say.buttons.read, id, 'main'),
      button(safetyButtons.take, say.buttons.take, id),
      button(safetyButtons.close, say.buttons.close, id),
    ),
    note(say.concernNote),
  );
}

/** A concern, to somebody who may read it. */
export function concernShown(
  language: Language,
  one: Concern,
  by: Readonly<Record<'raisedBy' | 'about' | 'takenBy', string | undefined>>,
): Message {
  const say = words[language];
  const isOpen = one.state === 'open';
  return message(
    say.concernShown(by.raisedBy, by.about, one.raisedAt),
    quote(one.words),
    one.takenById !== null && note(say.takenBy(by.takenBy)),
    one.closedAt !== null && note(say.closedOn(one.closedAt, limits.keptDays)),
    one.state !== 'closed' &&
      buttons(
        isOpen && button(safetyButtons.take, say.buttons.take, one.id, 'main'),
        button(safetyButtons.close, say.buttons.close, one.id),
      ),
  );
}

/** To whoever raised a concern: who sees to it, or closed it. */
export function takenMessage(language: Language, by: string, what: 'taken' | 'closed'): Message {
  return message(words[language][what](by));
}

/** To somebody who is a contact now, or none any more. */
export function contactMessage(language: Language, by: string, isContact: boolean): Message {
  const say = words[language];
  return isContact ? message(say.isContact(by), note(say.contactNext)) : message(say.noContact(by));
}

interface Sanction {
  readonly by: string;
  readonly reason: string;
  readonly turnTo: readonly string[];
}

/** To somebody who was suspended: by whom, why, what still works, and whom they can turn to. */
export function suspendedMessage(
  language: Language,
  { by, reason, until, turnTo }: Sanction & { readonly until: Temporal.Instant | undefined },
): Message {
  const say = words[language];
  return message(
    say.suspendedBy(by, until),
    paragraph(say.reason(reason)),
    paragraph(say.turnTo(turnTo)),
    note(say.suspendedNext),
  );
}

/** To somebody who was removed. */
export function removedMessage(language: Language, { by, reason, turnTo }: Sanction): Message {
  const say = words[language];
  return message(
    say.removedBy(by),
    paragraph(say.reason(reason)),
    paragraph(say.turnTo(turnTo)),
    note(say.removedNext),
  );
}

/** To somebody who is here again. */
export function restoredMessage(language: Language, by: string | undefined): Message {
  return message(words[language].restoredBy(by));
}

/** To a principal, or another operator: what an operator did. */
export function overseenMessage(what: Text, reason: string | undefined, language: Language): Message {
  const say = words[language];
  return message(what, reason !== undefined && paragraph(say.reason(reason)), note(say.overseen.note));
}

/** To the operator who did it: who is suspended. */
export function suspendedNow(
  language: Language,
  name: string,
  until: Temporal.Instant | undefined,
  told: Overseers,
): Message {
  const say = words[language];
  return message(say.suspended(name, until), note(say.theyAreTold(told)));
}

/** To the operator who did it: who is removed, and what that does not do. */
export function removedNow(language: Language, name: string, told: Overseers): Message {
  const say = words[language];
  return message(say.removed(name), note(say.theyAreTold(told)), note(say.removedLimits));
}

/** To the operator who hid something, or shows it again, with the way back. */
export function hidingDone(
  language: Language,
  { id, title, speakers }: Pick<Published, 'id' | 'title' | 'speakers'>,
  told: Overseers,
  isHidden: boolean,
): Message {
  const say = words[language];
  return isHidden
    ? message(
        speakers ? say.wordsHidden(title) : say.hiddenNow(title),
        note(speakers?.length === 0 ? say.onlyTold(told) : say.theyAreTold(told)),
        buttons(button(safetyButtons.show, say.buttons.show, id)),
      )
    : message(say.shownNow(title), buttons(button(safetyButtons.hide, say.buttons.hide, id)));
}

/** To whoever published it. */
export function hiddenMessage(
  language: Language,
  { title, speakers }: Pick<Published, 'title' | 'speakers'>,
  by: string,
  reason: string | undefined,
): Message {
  const say = words[language];
  if (reason === undefined) return message(say.yoursShown(title, by));
  const hidden = speakers ? say.wordsOfYoursHidden(title, by) : say.yoursHidden(title, by);
  return message(hidden, paragraph(say.reason(reason)), note(say.yoursNext));
}

/** To operators: somebody walks through the directory. */
export function walkMessage(language: Language, name: string, people: number): Message {
  const say = words[language];
  return message(say.walk(name, people), note(say.walkNext));
}

/** Some entries of the log, and a way to those before them. */
export function logMessage(
  language: Language,
  entries: readonly (Logged & { readonly at: Temporal.Instant; readonly act: string })[],
  last: string | undefined,
): Message {
  const say = words[language];
  if (entries.length === 0) return message(say.logEmpty);
  return message(
    say.log,
    items(
      // What an older Weft wrote that this one has no words for stands as it is.
      ...entries.map((one) => say.line(one.at, say.acts[one.act]?.(one) ?? literal(one.act))),
    ),
    last !== undefined && buttons(button(safetyButtons.older, say.buttons.older, last)),
  );
}
