import { number } from './english.ts';
import type { Language } from './language.ts';
import { type Text, text, typed } from './text.ts';

interface ChatWords {
  required: string;
  requiredChoice: string;
  tooLong(max: number, length: number): string;
  notNumber(min: number, max: number): string;
  notChoice(labels: string): string;
  notFound(written: string): string;
  /** it was shown to choose from, and went meanwhile */
  gone: string;
  notMoment: string;
  notYesNo: string;
  notScale: string;
  notLink: string;
  yesWords: readonly string[];
  noWords: readonly string[];
  next: string;
  send: string;
  fix: string;
  close: string;
  step(step: number, of: number): string;
  nextStep: string;
  toFix: string;
  formUsed: string;
  formGone: string;
  stale: string;
  notYours: string;
  notSaved: string;
  /** in place of what was sealed, where the secret has changed */
  unreadable: string;
  broke(reference: string): string;
  unknownTopic(word: string, near: string | undefined): string;
  onlyVerb(word: string): string;
  unknownVerb(topic: string, verbs: string): string;
  unknownOption(option: string, options: string): string;
  takesNothing(command: string): Text;
  wrongAt(label: string, wrong: string): string;
  whichOne: string;
}

/** The words every platform shares: what is said of a field, a form, a press or a command that does not fit. */
export const words: Readonly<Record<Language, ChatWords>> = {
  en: {
    required: 'Needed. Write something here.',
    requiredChoice: 'Needed. Choose one.',
    tooLong: (max, length) => `Too long: ${length} characters, and ${max} fit. Shorten it.`,
    notNumber: (min, max) => `Write a whole number from ${number(min)} to ${number(max)}.`,
    notChoice: (labels) => `Choose one of: ${labels}.`,
    gone: 'It cannot be chosen any more. Choose another.',
    notFound: (written) => `Nothing found for “${written}”. Check the spelling, or type fewer letters.`,
    notMoment: 'Not a date Weft can read. Write it like “Saturday 6pm” or “2027-03-04 18:00”.',
    notYesNo: 'Answer yes or no.',
    notScale: 'Choose a number from 1 to 5.',
    notLink: 'Not a link Weft can show. It begins with https://',
    yesWords: ['yes', 'y', 'true', 'on'],
    noWords: ['no', 'n', 'false', 'off'],
    next: 'Next',
    send: 'Send',
    fix: 'Fix it',
    close: 'Close',
    step: (step, of) => `Step ${step} of ${of}`,
    nextStep: 'One more step. What you wrote is kept.',
    toFix: 'Not sent yet. Something needs another look, and what you wrote is kept.',
    formUsed: 'Already sent. You sent this form before, and it counted once.',
    formGone: 'This form is too old to send. Type the command again for a fresh one.',
    stale: 'This button no longer leads anywhere: what it was about is settled or gone.',
    notYours: 'This button is for somebody else. Yours come in your own messages.',
    // It is also said where the database was lost before it could say that it had committed, and where it is slow:
    // then the answer follows. A second try within that time would be done twice.
    notSaved:
      'Maybe not saved: Weft cannot reach its database just now. If no answer follows in two minutes, try again.',
    unreadable: '(Cannot be read any more: Weft’s secret was changed.)',
    broke: (reference) =>
      `Something broke on our side, and nothing was changed. Tell an operator this reference: ${reference}`,
    unknownTopic: (word, near) =>
      near === undefined
        ? `There is no “${word}”. See what you can type:`
        : `There is no “${word}”. Did you mean “${near}”?`,
    onlyVerb: (word) => `There is no “${word}” by itself. You can type:`,
    unknownVerb: (topic, verbs) => `After “${topic}” comes one of: ${verbs}.`,
    unknownOption: (option, options) => `There is no “${option}” here. You can give: ${options}.`,
    takesNothing: (command) => text`${typed(command)} takes nothing behind it. Type it alone.`,
    // A label that asks ends its own sentence.
    wrongAt: (label, wrong) => `${label}${/[?.!:]$/.test(label) ? '' : ':'} ${wrong}`,
    whichOne: 'Which one do you mean?',
  },
};
