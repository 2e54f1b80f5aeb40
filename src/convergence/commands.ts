import { type Given, message, phrasesOf } from '#chat/index.ts';
import { command, type Feature, joined } from '#directory/index.ts';
import { cancelDay } from './cancel.ts';
import { refusePlanning, writeDraft } from './draft.ts';
import { editDay } from './edit.ts';
import { dayMeant, lookToChange, lookToJoin, mayChange, shownDay } from './find.ts';
import { cancelSteps, dayOption, editSteps, hostSteps, nameOption, planSteps } from './form.ts';
import { hostDay } from './host.ts';
import { hostedMessage } from './messages.ts';
import { hostValues } from './own-hosts.ts';
import { listDays, showDay, showDraft, valuesOf } from './show.ts';
import { words } from './words.ts';

const phrase = phrasesOf(words);

const onIn = ({ on }: Given) => (typeof on === 'string' && on !== '' ? on : undefined);

/** What one can type about convergence days. */
export const commands: Feature['commands'] = [
  command({
    topic: 'converge',
    verb: 'plan',
    about: phrase((say) => say.commands.plan),
    example: 'converge plan River day',
    // Principals plan; who represents a hub plans days of it: the verb sees to that.
    may: 'joined',
    options: { name: nameOption },
    free: 'name',
    steps: planSteps,
    open: async (context, given) => {
      await refusePlanning(joined(context));
      return { intro: words[context.language].planIntro, values: given };
    },
    run: async (context, values) => {
      const me = joined(context);
      return await showDraft(me, await writeDraft(me, values));
    },
  }),
  command({
    topic: 'converge',
    verb: 'list',
    about: phrase((say) => say.commands.list),
    example: 'converge list',
    may: 'joined',
    run: async (context) => await listDays(joined(context)),
  }),
  command({
    topic: 'converge',
    verb: 'show',
    about: phrase((say) => say.commands.show),
    example: 'converge show River day',
    may: 'joined',
    options: { on: dayOption },
    free: 'on',
    run: async (context, { on }) => {
      const me = joined(context);
      return await showDay(me, await shownDay(me, await dayMeant(me, on)));
    },
  }),
  command({
    topic: 'converge',
    verb: 'host',
    about: phrase((say) => say.commands.host),
    example: 'converge host River day',
    may: 'representative',
    options: { on: dayOption },
    free: 'on',
    steps: hostSteps,
    open: async (context, given) => {
      const me = joined(context);
      const { id: on } = await lookToJoin(me, await dayMeant(me, onIn(given)));
      return { values: { ...(await hostValues(me)), ...given, on } };
    },
    run: async (context, { on, ...values }) => {
      const me = joined(context);
      const { day, hosting } = await hostDay(me, await dayMeant(me, on), values);
      return hostedMessage(day, hosting, me.zone, me.language);
    },
  }),
  command({
    topic: 'converge',
    verb: 'edit',
    about: phrase((say) => say.commands.edit),
    example: 'converge edit',
    may: 'joined',
    options: { on: dayOption },
    free: 'on',
    steps: editSteps,
    open: async (context, given) => {
      const me = joined(context);
      const one = await lookToChange(me, await dayMeant(me, onIn(given), (one) => mayChange(me, one)));
      return { values: { ...(await valuesOf(me, one)), on: one.id } };
    },
    run: async (context, { on, ...values }) => {
      const me = joined(context);
      const { day, told } = await editDay(me, await dayMeant(me, on, (one) => mayChange(me, one)), values);
      return message(words[me.language].edited(day.name, told));
    },
  }),
  command({
    topic: 'converge',
    verb: 'cancel',
    about: phrase((say) => say.commands.cancel),
    example: 'converge cancel',
    may: 'joined',
    options: { on: dayOption },
    free: 'on',
    steps: cancelSteps,
    open: async (context, given) => {
      const me = joined(context);
      const one = await lookToChange(me, await dayMeant(me, onIn(given), (one) => mayChange(me, one)));
      return { intro: words[me.language].cancelIntro(one.name), values: { on: one.id } };
    },
    run: async (context, { on, reason }) => {
      const me = joined(context);
      const { day, told } = await cancelDay(
        me,
        await dayMeant(me, on, (one) => mayChange(me, one)),
        reason ?? '',
      );
      return message(words[me.language].cancelledNow(day.name, told));
    },
  }),
];
