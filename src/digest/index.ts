/**
 * Digests: once a week what happened, and what to do next, from what every feature says of itself.
 *
 * `/weft digest preview` → “3 things wait for you in Clear Rivers.”, then the week from above, to you only.
 */
import { message, Refusal } from '#chat/index.ts';
import { allow, command, type Feature, handle, joined, press } from '#directory/index.ts';
import { previewReport, sendReport } from '#report/index.ts';
import { askDigest } from './ask.ts';
import { digestButtons } from './buttons.ts';
import { scheduleSteps, whichOption } from './form.ts';
import { goesTo } from './goes-to.ts';
import { keeps } from './keeps.ts';
import { channelKind, operatorKind, weaverKind } from './kinds.ts';
import { leave } from './leave.ts';
import { confirmMessage, planMessage, waitingMessage } from './messages.ts';
import { setPlan } from './plan.ts';
import { previewDigest } from './preview.ts';
import { remarkChannel } from './remark.ts';
import { confirmDigest, digestBehind, forgetDue, leaveDigest, sendDue, undoDigest } from './send.ts';
import { spaceLeft } from './space-left.ts';
import { beginDue, weeklyDue } from './week.ts';
import { words } from './words.ts';

/** The feature; it puts together what every feature says. */
export const createDigest = (all: () => readonly Feature[]): Feature => ({
  name: 'digest',
  commands: [
    command({
      topic: 'digest',
      verb: 'preview',
      about: { en: words.en.about.preview },
      example: 'digest preview',
      // Each digest is for whoever it goes to: `previewDigest` asks who this is.
      may: 'joined',
      options: { which: whichOption },
      run: async (context, { which }) => {
        const me = joined(context);
        if (which !== 'external') return await previewDigest(me, all(), which);
        allow(me, 'operator');
        return await previewReport(me, all());
      },
    }),
    command({
      topic: 'digest',
      verb: 'send',
      about: { en: words.en.about.send },
      example: 'digest send',
      may: 'operator',
      options: { which: whichOption },
      run: async (context, { which = 'operator' }) => {
        const me = joined(context);
        if (which === 'external') return await sendReport(me);
        const to = await goesTo(me, me.coalition.id, which);
        if (to.people.length === 0) throw new Refusal(words[me.language].nobody(which));
        const of = { coalitionId: me.coalition.id, reader: which, madeById: me.person.id };
        return confirmMessage(await askDigest(me, of), to, me.language);
      },
    }),
    command({
      topic: 'digest',
      verb: 'schedule',
      about: { en: words.en.about.schedule },
      example: 'digest schedule',
      may: 'operator',
      steps: scheduleSteps,
      run: async (context, { which, ...given }) => {
        const me = joined(context);
        const whose =
          which === 'direct'
            ? { reader: 'operator' as const, isDirect: true }
            : { reader: which, isDirect: false };
        return planMessage(await setPlan(me, { ...given, ...whose }), me.language);
      },
    }),
  ],
  presses: handle(digestButtons, {
    send: press({
      may: 'operator',
      answers: 'instead',
      subject: async (tx, id) => await digestBehind({ tx }, id),
      run: async (context, one) =>
        waitingMessage(await confirmDigest(joined(context), one), context.language),
    }),
    not: press({
      may: 'operator',
      answers: 'instead',
      subject: async (tx, id) => await digestBehind({ tx }, id),
      run: async (context, one) => {
        await leaveDigest(joined(context), one);
        return message(words[context.language].dropped);
      },
    }),
    undo: press({
      may: 'operator',
      answers: 'instead',
      subject: async (tx, id) => await digestBehind({ tx }, id),
      run: async (context, one) => {
        await undoDigest(joined(context), one);
        return message(words[context.language].undone);
      },
    }),
  }),
  kinds: [operatorKind, weaverKind, channelKind],
  dues: [beginDue, weeklyDue, sendDue(all), forgetDue],
  status: remarkChannel,
  keeps,
  left: leave,
  spaceLeft,
  deletes: leave,
  first: (language) => words[language].first,
});
