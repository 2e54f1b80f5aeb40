import { message } from '#chat/index.ts';
import { type Feature, handle, joined, press } from '#directory/index.ts';
import { askMore, refuseAsking } from './ask.ts';
import { dayButtons, draftButtons } from './buttons.ts';
import { cancelDay } from './cancel.ts';
import { changeDraft, dropDraft, refusePlanning, writeDraft } from './draft.ts';
import { plannedMessage } from './draft-messages.ts';
import { editDay } from './edit.ts';
import {
  type Day,
  dayBehind,
  draftBehind,
  lookAhead,
  lookToChange,
  lookToJoin,
  mayChange,
  ownDraft,
  shownDay,
} from './find.ts';
import { askSteps, cancelSteps, editSteps, hostSteps, planSteps } from './form.ts';
import { hostDay } from './host.ts';
import { calendarMessage, hostedMessage } from './messages.ts';
import { hostValues } from './own-hosts.ts';
import { places, roles } from './place-presses.ts';
import { planDay } from './plan.ts';
import { nextValues, showDay, showDraft, valuesOf } from './show.ts';
import { words } from './words.ts';

/** The address of a day’s calendar file, where Weft has one of its own. */
export type Address = (one: Day) => string | undefined;

/** What one can press about a day that is planned. */
const planned = (addressOf: Address) =>
  handle(dayButtons, {
    details: press({
      may: 'joined',
      subject: dayBehind,
      run: async (context, { day }) => {
        const me = joined(context);
        return await showDay(me, await shownDay(me, day.id));
      },
    }),
    calendar: press({
      may: 'joined',
      subject: dayBehind,
      run: async (context, { day }) => {
        const me = joined(context);
        const one = await lookAhead(me, day.id);
        return calendarMessage(one, me.zone, addressOf(one), me.language);
      },
    }),
    host: press({
      may: 'representative',
      subject: dayBehind,
      steps: hostSteps,
      open: async (context, { day }) => {
        const me = joined(context);
        await lookToJoin(me, day.id);
        return { values: await hostValues(me) };
      },
      run: async (context, { day: { id } }, values) => {
        const me = joined(context);
        const { day, hosting } = await hostDay(me, id, values);
        return hostedMessage(day, hosting, me.zone, me.language);
      },
    }),
    ask: press({
      may: 'joined',
      subject: dayBehind,
      steps: askSteps,
      open: async (context, { day }) => {
        const me = joined(context);
        await lookToJoin(me, day.id);
        refuseAsking(me);
        return {};
      },
      run: async (context, { day: { id } }, values) => {
        const { day, asked } = await askMore(joined(context), id, values);
        return message(words[context.language].askedNow(day.name, asked));
      },
    }),
    edit: press({
      may: 'joined',
      subject: dayBehind,
      steps: editSteps,
      open: async (context, { day }) => {
        const me = joined(context);
        return { values: await valuesOf(me, await lookToChange(me, day.id)) };
      },
      run: async (context, { day: { id } }, values) => {
        const { day, told } = await editDay(joined(context), id, values);
        return message(words[context.language].edited(day.name, told));
      },
    }),
    cancel: press({
      may: 'joined',
      subject: dayBehind,
      steps: cancelSteps,
      open: async (context, { day }) => {
        const me = joined(context);
        return { intro: words[me.language].cancelIntro((await lookToChange(me, day.id)).name) };
      },
      run: async (context, { day: { id } }, { reason }) => {
        const { day, told } = await cancelDay(joined(context), id, reason ?? '');
        return message(words[context.language].cancelledNow(day.name, told));
      },
    }),
    next: press({
      may: 'joined',
      subject: dayBehind,
      steps: planSteps,
      open: async (context, { day }) => {
        const me = joined(context);
        await refusePlanning(me);
        return {
          intro: words[me.language].planIntro,
          values: await nextValues(me, await shownDay(me, day.id)),
        };
      },
      run: async (context, { day }, values) => {
        const me = joined(context);
        const before = await shownDay(me, day.id);
        return await showDraft(me, await writeDraft(me, values, mayChange(me, before) ? before : undefined));
      },
    }),
  });

/** What one can press about one’s own draft. */
const drafts = handle(draftButtons, {
  plan: press({
    may: 'joined',
    answers: 'instead',
    subject: draftBehind,
    run: async (context, { day: { id } }) => {
      const { day, spaces } = await planDay(joined(context), id);
      return plannedMessage(day, spaces, context.language);
    },
  }),
  change: press({
    may: 'joined',
    subject: draftBehind,
    steps: planSteps,
    open: async (context, { day }) => {
      const me = joined(context);
      const values = await valuesOf(me, await ownDraft(me, day.id));
      return { intro: words[me.language].planIntro, values };
    },
    run: async (context, { day: { id } }, values) => {
      const me = joined(context);
      return await showDraft(me, await changeDraft(me, id, values));
    },
  }),
  drop: press({
    may: 'joined',
    answers: 'instead',
    subject: draftBehind,
    run: async (context, { day }) =>
      message(words[context.language].dropped((await dropDraft(joined(context), day.id)).name)),
  }),
});

/** What one can press about convergence days. */
export const createPresses = (addressOf: Address): Feature['presses'] => ({
  ...planned(addressOf),
  ...drafts,
  ...places,
  ...roles,
});
