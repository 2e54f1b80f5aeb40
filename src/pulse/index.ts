/**
 * Pulse: one to three questions a week, answered in a minute and traced to nobody.
 *
 * `/weft pulse answer` → "The weekly pulse is open: 2 questions, one minute." with a button that leads to the form.
 */
import { message, note, Refusal } from '#chat/index.ts';
import { command, type Feature, handle, joined, press } from '#directory/index.ts';
import { giveAnswer, mayAnswer } from './answer.ts';
import { pulseButtons } from './buttons.ts';
import { closeDue } from './close.ts';
import { commentBehind, readComments } from './comments.ts';
import { sayDid } from './did.ts';
import { pulseDigest } from './digest.ts';
import { endPulses } from './end.ts';
import { countPulses } from './figures.ts';
import { openOne, pastPulses, pulseBehind } from './find.ts';
import { answerSteps, didSteps, openSteps, questionOptions } from './form.ts';
import { keeps } from './keeps.ts';
import type { KeyStore } from './keys.ts';
import { openKind, operatorsKind, remindKind, resultsKind, trendKind } from './kinds.ts';
import { leave } from './leave.ts';
import {
  answerMessage,
  commentsMessage,
  formIntro,
  questionsMessage,
  questionWords,
  slicesMessage,
  trendMessage,
  whoMessage,
} from './messages.ts';
import { openIntro, openNow } from './open-now.ts';
import { addQuestion, ownQuestions, questionBehind, retireQuestion } from './questions.ts';
import { readResults, readSlices, readThemes } from './results.ts';
import { wasAskedBefore } from './roster.ts';
import { beginDue, setSchedule, weeklyDue } from './schedule.ts';
import { ownSegments } from './segments.ts';
import { status } from './status.ts';
import { waits } from './waits.ts';
import { words } from './words.ts';

export { type KeyStore, keyStore } from './keys.ts';

const fields = ['first', 'second'] as const;

/** The feature; what opens the answers of open pulses is kept in `keys`. */
export function createPulse(keys: KeyStore): Feature {
  return {
    name: 'pulse',
    commands: [
      command({
        topic: 'pulse',
        verb: 'answer',
        about: { en: words.en.about.answer },
        example: 'pulse answer',
        may: 'joined',
        run: async (context) => {
          const me = joined(context);
          const pulse = await openOne(me, me.coalition.id);
          if (!pulse) throw new Refusal(words[me.language].noneOpen);
          await mayAnswer(me, pulse);
          return answerMessage(pulse, me.language);
        },
      }),
      command({
        topic: 'pulse',
        verb: 'results',
        about: { en: words.en.about.results },
        example: 'pulse results',
        may: 'joined',
        run: async (context) => {
          const me = joined(context);
          const [last] = await pastPulses(me, me.coalition.id, 1);
          const results = last && (await readResults(me, last));
          const themes = await readThemes(me, me.coalition.id);
          return trendMessage(results, themes, me.person.zone, me.language);
        },
      }),
      command({
        topic: 'pulse',
        verb: 'questions',
        about: { en: words.en.about.questions },
        example: 'pulse questions',
        may: 'operator',
        options: questionOptions,
        free: 'question',
        run: async (context, { question, theme }) => {
          const me = joined(context);
          const say = words[me.language];
          const under = theme ?? 'purpose';
          if (question !== undefined) await addQuestion(me, question, under);
          const done = question === undefined ? undefined : say.added(say.themes[under]);
          return questionsMessage(await ownQuestions(me, me.coalition.id), me.language, done);
        },
      }),
      command({
        topic: 'pulse',
        verb: 'open',
        about: { en: words.en.about.open },
        example: 'pulse open',
        may: 'operator',
        steps: openSteps,
        open: async (context) => await openIntro(joined(context)),
        run: async (context, { when, weekday, hour }) => {
          const me = joined(context);
          const say = words[me.language];
          if (when === 'now') return message(await openNow(me, keys));
          const day = weekday === undefined ? undefined : Number(weekday);
          const plan = await setSchedule(me, when === 'never' ? when : { weekday: day, hour });
          return message(plan ? say.weekly(say.weekdays[plan.weekday - 1] ?? '', plan.hour) : say.never);
        },
      }),
    ],
    presses: handle(pulseButtons, {
      answer: press({
        may: 'joined',
        subject: pulseBehind,
        steps: answerSteps,
        open: async (context, { pulse }) => {
          const me = joined(context);
          await mayAnswer(me, pulse);
          const { hub, role } = await ownSegments(me);
          const say = words[me.language];
          const asks = pulse.questions.map((one, at) => [fields[at] ?? '', questionWords(one, me.language)]);
          const hasSegment = hub !== undefined || role !== undefined;
          return {
            intro: formIntro(me.language, !(await wasAskedBefore(me, pulse))),
            asks: {
              ...Object.fromEntries(asks),
              ...(hasSegment && { countWith: say.countWithAsk(hub?.name, role) }),
            },
            without: [...fields.slice(pulse.questions.length), ...(hasSegment ? [] : ['countWith'])],
          };
        },
        run: async (context, { pulse }, values) => {
          const me = joined(context);
          const scores = fields.slice(0, pulse.questions.length).map((name) => values[name]);
          const { countWith, comment = '' } = values;
          await giveAnswer(me, keys, pulse, { scores, countWith, comment });
          return message(words[me.language].thanks, note(words[me.language].thanksNext));
        },
      }),
      who: press({
        may: 'joined',
        subject: pulseBehind,
        run: async (context) => whoMessage(context.language),
      }),
      slices: press({
        may: 'joined',
        subject: pulseBehind,
        run: async (context, { pulse }) => slicesMessage(await readSlices(context, pulse), context.language),
      }),
      more: press({
        may: 'joined',
        subject: commentBehind,
        run: async (context, { pulseId, id }) =>
          commentsMessage(await readComments(context, pulseId, id), context.language),
      }),
      did: press({
        may: 'operator',
        subject: pulseBehind,
        steps: didSteps,
        open: async (_context, { pulse }) => ({ values: { did: pulse.did } }),
        run: async (context, { pulse }, { did }) => {
          await sayDid(joined(context), pulse, did);
          return message(words[context.language].didKept);
        },
      }),
      retire: press({
        may: 'operator',
        answers: 'instead',
        subject: questionBehind,
        run: async (context, { id }) => {
          const me = joined(context);
          await retireQuestion(me, id);
          const own = await ownQuestions(me, me.coalition.id);
          return questionsMessage(own, me.language, words[me.language].retired);
        },
      }),
    }),
    // What somebody answers is stored nowhere but sealed. Nor is what leads to it, whose row would stand just before it.
    sealed: (source) =>
      source.kind === 'press'
        ? source.press === pulseButtons.answer || source.press === pulseButtons.who
        : source.topic === 'pulse' && source.verb === 'answer',
    kinds: [openKind, remindKind, resultsKind, trendKind, operatorsKind],
    dues: [beginDue, weeklyDue(keys), closeDue(keys)],
    status: (context) => status(context, keys),
    waits,
    digest: pulseDigest,
    figures: countPulses,
    keeps,
    left: leave,
    deletes: leave,
    coalitionEnds: endPulses(keys),
    first: (language) => words[language].first,
  };
}
