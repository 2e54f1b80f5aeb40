import type { Given } from '#chat/index.ts';
import { command, type Feature, joined } from '#directory/index.ts';
import { reportableGiven } from './actions.ts';
import { resultButton } from './buttons.ts';
import { resultOptions, resultSteps } from './form.ts';
import { openResult, showKept } from './open.ts';
import { report } from './report.ts';
import { words } from './words.ts';

const idIn = (given: Given) => (typeof given.action === 'string' ? given.action : undefined);

/** What one can type about results. */
export const commands: Feature['commands'] = [
  command({
    topic: 'action',
    verb: 'result',
    about: { en: words.en.command },
    example: 'action result',
    may: 'vouched',
    options: resultOptions,
    free: 'action',
    steps: resultSteps,
    open: async (context, given) => {
      const me = joined(context);
      const one = await reportableGiven(me, idIn(given), resultButton.result);
      const { intro, values } = await openResult(me, one);
      // Pinned to the action it was opened for.
      return { intro, values: { ...values, action: one.id } };
    },
    run: async (context, { action: given, ...values }) => {
      const me = joined(context);
      const { id } = await reportableGiven(me, given, resultButton.result);
      return await showKept(me, await report(me, id, values));
    },
  }),
];
