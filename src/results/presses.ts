import { type Feature, handle, joined, press } from '#directory/index.ts';
import { actionBehind, reportable } from './actions.ts';
import { resultButton, resultButtons } from './buttons.ts';
import { correctSteps, filledIn, resultSteps } from './form.ts';
import { numberBehind } from './numbers.ts';
import { openResult, showKept } from './open.ts';
import { correct, correctable, report } from './report.ts';
import { hubBehind, showHistory, showHub, showSums } from './show.ts';
import { words } from './words.ts';

/** What one can press about results. */
export const presses: Feature['presses'] = {
  ...handle(resultButton, {
    result: press({
      may: 'vouched',
      subject: actionBehind,
      steps: resultSteps,
      open: async (context, { action }) => {
        const me = joined(context);
        return await openResult(me, await reportable(me, action.id));
      },
      run: async (context, { action }, values) => {
        const me = joined(context);
        return await showKept(me, await report(me, action.id, values));
      },
    }),
  }),
  ...handle(resultButtons, {
    correct: press({
      may: 'vouched',
      subject: numberBehind,
      steps: correctSteps,
      open: async (context, { result }) => {
        const found = await correctable(joined(context), result.id);
        return { intro: words[context.language].intro(found.action.title), values: filledIn(found.result) };
      },
      run: async (context, { result }, values) => {
        const me = joined(context);
        return await showKept(me, await correct(me, result.id, values));
      },
    }),
    history: press({
      may: 'joined',
      subject: actionBehind,
      run: async (context, { action }) => await showHistory(joined(context), action.id),
    }),
    sums: press({
      may: 'joined',
      // The action from whose result one looks around tells the coalition.
      subject: actionBehind,
      run: async (context) => await showSums(joined(context)),
    }),
    hub: press({
      may: 'joined',
      subject: hubBehind,
      run: async (context, { hub }) => await showHub(joined(context), hub.id),
    }),
  }),
};
