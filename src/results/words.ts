import { english, type Language, moment, strong, type Text, text, typed } from '#chat/index.ts';
import { outside, outsideRange } from '#directory/index.ts';
import type { Figure } from './roll-up.ts';

interface Number {
  readonly count: number;
  readonly unit: string;
  readonly source: string;
  readonly final: boolean;
  readonly reportedAt: Temporal.Instant;
}

interface ResultWords {
  command: string;
  about: string;
  label: Readonly<Record<'action' | 'count' | 'unit' | 'source' | 'final' | 'lesson' | 'credit', string>>;
  hint: Readonly<Record<'unit' | 'source' | 'final' | 'lesson' | 'credit', string>>;
  title: Readonly<Record<'result' | 'credit' | 'correct', string>>;
  buttons: {
    add: string;
    another: string;
    history: string;
    sums: string;
    show: string;
    correct(number: Number): string;
  };
  titled(title: string): string;
  intro(title: string): Text;

  kept(title: string, number: Number): Text;
  corrected(title: string, before: Number, now: Number): Text;
  same(title: string, number: Number): Text;
  line(number: Number): Text;
  with: string;
  lesson: string;
  lessonNote: Text;
  came: string;
  more(count: number): Text;

  history(title: string): Text;
  oldLine(number: Number, correctedAt: Temporal.Instant): Text;
  noHistory(title: string): Text;

  sums(whose: string): Text;
  noSums(whose: string): Text;
  figure(final: boolean, figure: Figure): string;
  sumsNote: Text;
  hubsNote: Text;
  summed(unit: string, figures: readonly string[]): string;
  addedUp(sums: readonly string[], more: number): Text;
  outside(figures: readonly string[]): string;
  outsideFigure(final: boolean, unit: string, figure: Figure): string;
  outsideMore: string;
  noneKnown(title: string): Text;
  noneKnownOf(count: number): Text;

  ask(title: string): Text;
  askNote: Text;
  statusUnreported(count: number): Text;
  first: Text;

  reportersOnly: Text;
  leadersCorrect: Text;
  othersNumber: string;
  /** in the place of a source that was written by somebody who was deleted */
  somebody: string;
  wasCancelled(title: string): Text;
  tooEarly(title: string, at: Temporal.Instant): Text;
  noneBegun: Text;
  noHub: Text;
  which: Text;
  correctedBefore: Text;
  finalStands(count: number, unit: string): string;
  sameSource(count: number, unit: string): string;
  tooManyNumbers(most: number): string;
  tooManyCredited(most: number): string;
  noOrganisation(name: string): string;
}

const { counted, cut, number, plural } = english;
const amount = ({ count, unit }: Pick<Number, 'count' | 'unit'>) => `${number(count)} ${unit}`;
const certainty = (final: boolean) => (final ? 'final' : 'preliminary');

export const words: Readonly<Record<Language, ResultWords>> = {
  en: {
    command: 'Say what an action came to',
    about: 'the question how an action of yours went',
    label: {
      action: 'Action',
      count: 'How many?',
      unit: 'Of what?',
      source: 'Where does the number come from?',
      final: 'Is it final?',
      lesson: 'What did you learn?',
      credit: 'Which organisations made it happen?',
    },
    hint: {
      unit: 'Like “people”, “doors” or “letters”.',
      source: 'Like “stewards at the gate”. Write the same source again to correct its number.',
      final: 'No: it is shown as preliminary until you correct it.',
      lesson: 'A sentence or two. It is offered to whoever announces something similar.',
      credit: 'Names with commas between. They are shown with the result.',
    },
    title: { result: 'What it came to', credit: 'Whom to credit', correct: 'Correct a number' },
    buttons: {
      add: 'Add the result',
      another: 'Add another number',
      history: 'History',
      sums: 'What it added up to',
      show: 'Show it',
      correct: (one) => cut(`Correct ${amount(one)}`, 60),
    },
    titled: (title) => cut(title, 60),
    intro: (title) => text`What ${strong(title)} came to.`,

    kept: (title, one) => text`Kept for ${strong(title)}: ${amount(one)}, ${certainty(one.final)}.`,
    corrected: (title, before, now) =>
      text`Corrected for ${strong(title)}: ${amount(before)}, ${certainty(before.final)}, is now ${amount(now)}, ${certainty(now.final)}.`,
    same: (title, one) =>
      text`Nothing new for ${strong(title)}: ${amount(one)}, ${certainty(one.final)}, was kept before.`,
    line: (one) =>
      text`${strong(amount(one))}, ${certainty(one.final)} · from ${one.source} · ${moment(one.reportedAt, 'day')}`,
    with: 'With',
    lesson: 'Lesson',
    lessonNote: text`The lesson is offered to whoever announces something similar.`,
    came: 'What it came to',
    more: (count) => text`And ${counted(count, 'more number', 'more numbers')}.`,

    history: (title) => text`Numbers of ${strong(title)} that were corrected, the last first.`,
    oldLine: (one, correctedAt) =>
      text`${strong(amount(one))}, ${certainty(one.final)} · from ${one.source} · ${moment(one.reportedAt, 'day')}, corrected ${moment(correctedAt, 'day')}`,
    noHistory: (title) => text`No number of ${strong(title)} was corrected.`,

    sums: (whose) => text`What the actions of ${strong(whose)} added up to.`,
    noSums: (whose) =>
      text`No action of ${strong(whose)} has a result yet. Whoever leads one adds it with ${typed('action result')}.`,
    figure: (final, { least, most, sources, actions }) => {
      const range = least === most ? number(most) : `${number(least)} to ${number(most)}`;
      const among = actions === 1 ? '' : ` in ${counted(actions, 'action', 'actions')}`;
      return `${range}, ${certainty(final)}, ${counted(sources, 'source', 'sources')}${among}`;
    },
    sumsNote: text`Sources of one action count the same people: where they differ, both ends are shown. Final and preliminary numbers are never added to each other, and an action with a final number counts with that alone.`,
    hubsNote: text`An action of two hubs counts in both.`,
    summed: (unit, figures) => `${unit}: ${figures.join(' · ')}`,
    addedUp: (sums, more) =>
      text`What was reported adds up: ${sums.join('; ')}${more > 0 ? `; and ${counted(more, 'more unit', 'more units')}` : ''}.`,
    outside: (figures) => `Actions came to ${figures.join('; and ')}.`,
    outsideFigure: (final, unit, { least, most, sources }) =>
      `${outsideRange(least, most, 'en')} ${unit}, ${certainty(final)}, from ${outside(sources, 'en')} sources`,
    outsideMore: 'Other things were counted too.',
    noneKnown: (title) =>
      text`Nobody has said yet what ${strong(title)} came to. Whoever leads it was asked.`,
    noneKnownOf: (count) =>
      text`Nothing is known yet of ${counted(count, 'action', 'actions')} of single hubs or spaces. Whoever led ${plural(count, 'it', 'them')} was asked.`,

    ask: (title) => text`How did ${strong(title)} go?`,
    askNote: text`A number, where it comes from, and what you learnt. A minute is enough, and it can be corrected later.`,
    statusUnreported: (count) =>
      text`Nothing is known yet of ${counted(count, 'action', 'actions')} of the last three weeks. Whoever led ${plural(count, 'it', 'them')} was asked.`,
    first: text`Say what an action of yours came to with ${typed('action result')}, once it has begun.`,

    reportersOnly: text`Only whoever leads an action, or speaks for an organisation that runs it, can say what it came to. ${typed('action list which:mine')} shows yours.`,
    leadersCorrect: text`That number is somebody else’s. Whoever leads the action can correct it; add yours with a source of its own.`,
    othersNumber: 'Somebody else said this number. Name a source of your own.',
    somebody: 'somebody',
    wasCancelled: (title) => text`${strong(title)} was cancelled, so it has no result.`,
    tooEarly: (title, at) => text`${strong(title)} has not begun. Say what it came to after ${moment(at)}.`,
    noneBegun: text`No action of yours has begun. After one you say here what it came to; announce it with ${typed('action announce')}.`,
    noHub: text`This hub is gone. ${typed('hub list')} shows the others.`,
    which: text`Several of your actions have begun. Which one is it?`,
    correctedBefore: text`This number was corrected meanwhile. Look at what stands now: ${typed('action result')}`,
    finalStands: (count, unit) =>
      `A final number from this source is kept already: ${amount({ count, unit })}. Answer yes, or name another source.`,
    sameSource: (count, unit) =>
      `From this source ${amount({ count, unit })} are kept already. Correct that number, or name another source.`,
    tooManyNumbers: (most) => `This action has ${most} numbers, as many as fit. Correct one instead.`,
    tooManyCredited: (most) => `At most ${most} organisations fit.`,
    noOrganisation: (name) =>
      `There is no organisation “${cut(name, 60)}” here. Check the spelling; they stand under organisation list.`,
  },
};
