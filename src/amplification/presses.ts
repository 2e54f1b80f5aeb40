import { mute, mutedMessage, principlesMessage, type Tactic } from '#actions/index.ts';
import { message, note } from '#chat/index.ts';
import { type Feature, handle, joined, press } from '#directory/index.ts';
import { readAsk, sayDone, sayWill, takeBack, takeUp } from './answer.ts';
import { amplifyButtons } from './buttons.ts';
import { changeRequest } from './change.ts';
import { preview } from './commands.ts';
import { dropDraft, postRequest, undoPosting } from './draft.ts';
import { endEarly } from './end.ts';
import { askBehind, changeable, draftBehind, requestBehind } from './find.ts';
import { changeSteps, doneSteps } from './form.ts';
import { postedMessage, summaryMessage, willingMessage } from './messages.ts';
import { words } from './words.ts';
import { filledIn } from './write.ts';

/** What one can press about amplification. */
export const presses: Feature['presses'] = handle(amplifyButtons, {
  post: press({
    may: 'vouched',
    answers: 'instead',
    subject: draftBehind,
    run: async (context, { id }) => {
      const request = await postRequest(joined(context), id);
      return postedMessage(request, request.dueAt ?? context.now, context.language);
    },
  }),
  undo: press({
    may: 'joined',
    answers: 'instead',
    subject: draftBehind,
    run: async (context, { id }) =>
      await preview(context, await undoPosting(joined(context), id), words[context.language].undone),
  }),
  drop: press({
    may: 'joined',
    answers: 'instead',
    subject: draftBehind,
    run: async (context, { id }) => {
      await dropDraft(joined(context), id);
      return message(words[context.language].dropped);
    },
  }),
  change: press({
    may: 'vouched',
    subject: requestBehind,
    steps: changeSteps,
    open: async (context, { id }) => ({
      values: filledIn(await changeable(joined(context), id), context.zone),
    }),
    run: async (context, { id }, values) => {
      const say = words[context.language];
      const request = await changeRequest(joined(context), id, values);
      return request.state === 'draft'
        ? await preview(context, request, say.changed)
        : message(say.changedTold);
    },
  }),
  end: press({
    may: 'vouched',
    subject: requestBehind,
    run: async (context, { id }) => summaryMessage(await endEarly(joined(context), id), context.language),
  }),
  will: press({
    may: 'joined',
    answers: 'instead',
    subject: askBehind,
    run: async (context, { id }) =>
      willingMessage(await sayWill(joined(context), id), context.now, context.language),
  }),
  // A no leaves the message as it was: in a private thread of Discord others may be able to read along.
  pass: press({
    may: 'joined',
    subject: askBehind,
    run: async (context) => message(words[context.language].passed),
  }),
  mute: press({
    may: 'joined',
    subject: askBehind,
    run: async (context, { id }) => {
      const me = joined(context);
      const { tactic: named, actionId } = await readAsk(me, id);
      const tactic = named as Tactic;
      await mute(me, tactic);
      return mutedMessage({ tactic, actionId }, me.language);
    },
  }),
  principles: press({
    may: 'joined',
    subject: askBehind,
    run: async (context) => {
      const { coalition, language } = joined(context);
      return principlesMessage(coalition, language);
    },
  }),
  take: press({
    may: 'joined',
    subject: requestBehind,
    run: async (context, { id }) =>
      willingMessage(await takeUp(joined(context), id), context.now, context.language),
  }),
  done: press({
    may: 'joined',
    answers: 'instead',
    subject: askBehind,
    run: async (context, { id }) => {
      const say = words[context.language];
      return message(say.done(await sayDone(joined(context), id, undefined)), note(say.doneNote));
    },
  }),
  'done-with-link': press({
    may: 'joined',
    subject: askBehind,
    steps: doneSteps,
    run: async (context, { id }, { link }) => {
      const say = words[context.language];
      return message(say.done(await sayDone(joined(context), id, link)), note(say.doneWithLinkNote));
    },
  }),
  'not-after-all': press({
    may: 'joined',
    subject: askBehind,
    run: async (context, { id }) => {
      await takeBack(joined(context), id);
      return message(words[context.language].notAfterAll);
    },
  }),
});
