/**
 * Safety: a concern goes to few, operators suspend, remove, restore and hide, and everybody who must know of it does.
 *
 * `/weft safety raise` → a short form, then "Your concern is with Jonas Weber (operator), and with nobody else."
 */
import { message } from '#chat/index.ts';
import {
  type Act,
  type Context,
  command,
  type Feature,
  handle,
  joined,
  type Person,
  personGiven,
  press,
  type Risk,
} from '#directory/index.ts';
import { safetyButtons } from './buttons.ts';
import {
  closeConcern,
  concernBehind,
  concernsWaiting,
  forgetDue,
  readConcern,
  takeConcern,
} from './concern.ts';
import { contactsNow, lookUpContacts, nameContacts } from './contacts.ts';
import { concernsDigest, readStatus } from './digest.ts';
import {
  contactsSteps,
  hideSteps,
  personOptions,
  raiseSteps,
  removeSteps,
  restoreOptions,
  suspendSteps,
} from './form.ts';
import { hide, show } from './hide.ts';
import { keeps } from './keeps.ts';
import {
  answeredKind,
  concernKind,
  contactKind,
  foundAgainKind,
  hiddenKind,
  overseenKind,
  standingKind,
  walkKind,
} from './kinds.ts';
import { leave } from './leave.ts';
import { entryBehind, readLog } from './log.ts';
import { namesOf, raisedMessage, removedNow, suspendedNow } from './messages.ts';
import { publishedBehind } from './published.ts';
import { lookUpAbout, raise } from './raise.ts';
import { readersFor } from './readers.ts';
import { remove } from './remove.ts';
import { endsDue, lookUpKeptOut, restore, restoredNow } from './restore.ts';
import { keepRisk, showRisk, takeRisk } from './risk.ts';
import { suspend } from './suspend.ts';
import { words } from './words.ts';

export { refuseBarred } from './bars.ts';
export { safetyButtons } from './buttons.ts';
export { hiddenAmong, hiddenFor, hideRow, hidingBlocks, isShown } from './hidden.ts';
export { mayReadLog } from './log.ts';
export { riskBlocks } from './risk-messages.ts';
export { riskWords } from './risk-words.ts';
export { forgetSeen, lookUpShown, noteShown, refuseGuessing, refuseWalking } from './seen.ts';
export { words as safetyWords } from './words.ts';

const say = words.en;

const personIn = async (context: Context, written: string): Promise<Person> =>
  await personGiven(context, written, words[context.language].notFound);

/** The feature; it hides what the features in `all` publish, and `leaves` is how somebody leaves whom it removes. */
export function createSafety(
  all: () => readonly Feature[],
  leaves: (act: Act, person: Person, how: { features: readonly Feature[]; keep: boolean }) => Promise<void>,
): Feature {
  const published = publishedBehind(all);
  const shows = (to: Risk) =>
    press({ may: 'operator', run: async (context) => showRisk(joined(context), to) });
  const takes = (from: Risk, to: Risk) =>
    press({
      may: 'operator',
      answers: 'instead',
      run: async (context) => await takeRisk(joined(context), { from, to }, all()),
    });
  return {
    name: 'safety',
    commands: [
      command({
        topic: 'safety',
        verb: 'raise',
        about: { en: say.about.raise },
        example: 'safety raise',
        may: 'present',
        steps: raiseSteps,
        async open(context) {
          const { readers, outside } = await readersFor(context, joined(context).person, null);
          return { intro: words[context.language].raiseIntro(namesOf(context.language, readers), outside) };
        },
        run: async (context, { words: said, about }) =>
          raisedMessage(context.language, await raise(joined(context), { words: said, about })),
      }),
      command({
        topic: 'safety',
        verb: 'suspend',
        about: { en: say.about.suspend },
        example: 'safety suspend',
        may: 'operator',
        options: personOptions,
        free: 'person',
        steps: suspendSteps,
        async run(context, { person: written, reason, until }) {
          const person = await personIn(context, written);
          const told = await suspend(joined(context), person, { reason, until });
          return suspendedNow(context.language, person.name, until, told);
        },
      }),
      command({
        topic: 'safety',
        verb: 'remove',
        about: { en: say.about.remove },
        example: 'safety remove',
        may: 'operator',
        options: personOptions,
        free: 'person',
        steps: removeSteps,
        async run(context, { person: written, reason }) {
          const person = await personIn(context, written);
          const told = await remove(joined(context), person, reason);
          return removedNow(context.language, person.name, told);
        },
      }),
      command({
        topic: 'safety',
        verb: 'restore',
        about: { en: say.about.restore },
        example: 'safety restore',
        may: 'operator',
        options: restoreOptions,
        async run(context, { person: id }) {
          const here = joined(context);
          const post = await published(here.tx, id);
          return post ? await show(here, post) : restoredNow(here, await restore(here, id));
        },
      }),
    ],
    presses: handle(safetyButtons, {
      read: press({
        may: 'joined',
        subject: concernBehind,
        run: async (context, { concern: { id } }) => await readConcern(joined(context), id),
      }),
      take: press({
        may: 'joined',
        subject: concernBehind,
        run: async (context, { concern: { id } }) => await takeConcern(joined(context), id),
      }),
      close: press({
        may: 'joined',
        subject: concernBehind,
        run: async (context, { concern: { id } }) => await closeConcern(joined(context), id),
      }),
      contacts: press({
        may: 'operator',
        steps: contactsSteps,
        open: async (context) => ({
          intro: words[context.language].contactsIntro,
          values: await contactsNow(joined(context)),
        }),
        async run(context, _subject, given) {
          const named = await nameContacts(joined(context), given);
          return message(words[context.language].contactsNow(named.map(({ name }) => name)));
        },
      }),
      hide: press({
        may: 'operator',
        subject: published,
        steps: hideSteps,
        open: async (context, { title, speakers }) => ({
          intro: words[context.language][speakers ? 'hideWordsIntro' : 'hideIntro'](title),
        }),
        run: async (context, one, { reason }) => await hide(joined(context), one, reason),
      }),
      show: press({
        may: 'operator',
        subject: published,
        run: async (context, one) => await show(joined(context), one),
      }),
      log: press({ may: 'joined', run: async (context) => await readLog(joined(context)) }),
      older: press({
        may: 'joined',
        answers: 'instead',
        subject: entryBehind,
        run: async (context, { entry }) => await readLog(joined(context), entry),
      }),
      riskLow: shows('low'),
      riskMedium: shows('medium'),
      riskHigh: shows('high'),
      keepRisk: press({
        may: 'operator',
        answers: 'instead',
        run: async (context) => keepRisk(joined(context)),
      }),
      lowToMedium: takes('low', 'medium'),
      lowToHigh: takes('low', 'high'),
      mediumToLow: takes('medium', 'low'),
      mediumToHigh: takes('medium', 'high'),
      highToLow: takes('high', 'low'),
      highToMedium: takes('high', 'medium'),
    }),
    kinds: [
      concernKind,
      answeredKind,
      standingKind,
      overseenKind,
      hiddenKind,
      walkKind,
      contactKind,
      foundAgainKind,
    ],
    dues: [
      forgetDue,
      endsDue(async (act, person) => await leaves(act, person, { features: all(), keep: true })),
    ],
    lookups: {
      contact: lookUpContacts,
      'concern-about': lookUpAbout,
      'kept-out': async (context, written) => await lookUpKeptOut(context, written, published),
    },
    waits: concernsWaiting,
    status: readStatus,
    digest: concernsDigest,
    keeps,
    left: leave,
    first: (language) => words[language].first,
  };
}
