import { message } from '#chat/index.ts';
import { handle, joined, press } from '#directory/index.ts';
import { placeButtons, roleButtons } from './buttons.ts';
import { lookToCount, sayCame } from './came.ts';
import { cameSteps, hostSteps } from './form.ts';
import { placeBehind, roleBehind } from './held.ts';
import { confirmPlace, hostDay, ownPlace } from './host.ts';
import { cameMessage, hostedMessage } from './messages.ts';
import { cameValues, placeValues } from './show.ts';
import { leaveRole, takeRole } from './take.ts';
import { releasePlace, withdrawPlace } from './withdraw.ts';
import { words } from './words.ts';

/** What one can press about a place that holds a day. */
export const places = handle(placeButtons, {
  accept: press({
    may: 'representative',
    subject: placeBehind,
    steps: hostSteps,
    open: async (context, { hosting }) => {
      const me = joined(context);
      return { values: await placeValues(me, (await ownPlace(me, hosting.id)).hosting) };
    },
    run: async (context, { hosting: meant }, values) => {
      const me = joined(context);
      const { day, hosting } = await hostDay(me, meant.dayId, values, meant.id);
      return hostedMessage(day, hosting, me.zone, me.language);
    },
  }),
  confirm: press({
    may: 'joined',
    subject: placeBehind,
    run: async (context, { hosting }) =>
      message(words[context.language].confirmed((await confirmPlace(joined(context), hosting.id)).day.name)),
  }),
  withdraw: press({
    may: 'joined',
    subject: placeBehind,
    run: async (context, { hosting }) =>
      message(words[context.language].withdrawn((await withdrawPlace(joined(context), hosting.id)).day.name)),
  }),
  release: press({
    may: 'joined',
    subject: placeBehind,
    run: async (context, { hosting }) =>
      message(words[context.language].released((await releasePlace(joined(context), hosting.id)).day.name)),
  }),
  came: press({
    may: 'joined',
    subject: placeBehind,
    steps: cameSteps,
    open: async (context, { hosting }) => {
      const me = joined(context);
      return { values: await cameValues(me, await lookToCount(me, hosting.id)) };
    },
    run: async (context, { hosting }, values) => {
      const { day, result, before } = await sayCame(joined(context), hosting.id, values);
      return cameMessage(day, result, before, context.language);
    },
  }),
});

/** What one can press about a role of a day. */
export const roles = handle(roleButtons, {
  take: press({
    may: 'vouched',
    subject: roleBehind,
    run: async (context, { role }) =>
      message(words[context.language].tookRole(role.name, (await takeRole(joined(context), role)).name)),
  }),
  leave: press({
    may: 'joined',
    subject: roleBehind,
    run: async (context, { role: pressed }) => {
      const { day, role } = await leaveRole(joined(context), pressed);
      return message(words[context.language].leftRole(role.name, day.name));
    },
  }),
});
