import { english, type Language, moment, strong, type Text, text, typed } from '#chat/index.ts';
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

  ask(title: string): Text;
  askNote: Text;
  statusUnreported(count: number): Text;
  first: Text;

  reportersOnly: Text;
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

const { counted, plural } = english;
const thousands = new Intl.NumberFormat('en');
const amount = ({ count, unit }: Pick<Number, 'count' | 'unit'>) => `${thousands.format(count)} ${unit}`;
const certainty = (final: boolean) => (final ? 'final' : 'preliminary');
const cut = (words: string, most: number) => {
  const letters = [...words];
  return letters.length > most
    ? `${letters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : words;
};

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
      source: 'Like “stewards at the gate”. The same again corrects the number before.',
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
      correct: (number) => cut(`Correct ${amount(number)}`, 60),
    },
    titled: (title) => cut(title, 60),
    intro: (title) => text`What ${strong(title)} came to.`,

    kept: (title, number) => text`Kept for ${strong(title)}: ${amount(number)}, ${certainty(number.final)}.`,
    corrected: (title, before, now) =>
      text`Corrected for ${strong(title)}: ${amount(before)}, ${certainty(before.final)}, is now ${amount(now)}, ${certainty(now.final)}.`,
    same: (title, number) =>
      text`Nothing new for ${strong(title)}: ${amount(number)}, ${certainty(number.final)}, was kept before.`,
    line: (number) =>
      text`${strong(amount(number))}, ${certainty(number.final)} · from ${number.source} · ${moment(number.reportedAt, 'day')}`,
    with: 'With',
    lesson: 'Lesson',
    lessonNote: text`The lesson is offered to whoever announces something similar.`,
    came: 'What it came to',
    more: (count) => text`And ${counted(count, 'more number', 'more numbers')}.`,

    history: (title) => text`Numbers of ${strong(title)} that were corrected, the last first.`,
    oldLine: (number, correctedAt) =>
      text`${strong(amount(number))}, ${certainty(number.final)} · from ${number.source} · ${moment(number.reportedAt, 'day')}, corrected ${moment(correctedAt, 'day')}`,
    noHistory: (title) => text`No number of ${strong(title)} was corrected.`,

    sums: (whose) => text`What the actions of ${strong(whose)} added up to.`,
    noSums: (whose) =>
      text`No action of ${strong(whose)} has a result yet. Whoever leads one adds it with ${typed('action result')}.`,
    figure: (final, { count, sources, actions }) =>
      `${thousands.format(count)}, ${certainty(final)} (${counted(sources, 'source', 'sources')} in ${counted(actions, 'action', 'actions')})`,
    sumsNote: text`Final and preliminary numbers are never added to each other. Sources that count the same people count them twice.`,
    hubsNote: text`An action of two hubs counts in both.`,

    ask: (title) => text`How did ${strong(title)} go?`,
    askNote: text`A number, where it comes from, and what you learnt. A minute is enough, and it can be corrected later.`,
    statusUnreported: (count) =>
      text`Of ${counted(count, 'action', 'actions')} of the last three weeks nothing is known yet. Whoever led ${plural(count, 'it', 'them')} was asked.`,
    first: text`Say what an action of yours came to with ${typed('action result')}, once it has begun.`,

    reportersOnly: text`Only whoever leads an action, or speaks for an organisation that runs it, can say what it came to. ${typed('action list which:mine')} shows yours.`,
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
