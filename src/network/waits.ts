import { button } from '#chat/index.ts';
import type { Feature, JoinedContext, Waiting } from '#directory/index.ts';
import { atLocal } from '#time/index.ts';
import { networkButtons } from './buttons.ts';
import { limits } from './limits.ts';
import { loadOf } from './load.ts';
import { lastDay } from './quarters.ts';
import { ownView, quarterAsked } from './view.ts';
import { words } from './words.ts';

/** What waits for a person here: of whom much hangs on them, that it does; and what is asked of principals. */
export const createWaits =
  (features: () => readonly Feature[]) =>
  async (context: JoinedContext): Promise<readonly Waiting[]> => [
    ...(await quarterWaits(context)),
    ...(await loadOf(context, features())),
  ];

/** How a principal sees the quarter that ends, until they said it or it is told. */
async function quarterWaits(context: JoinedContext): Promise<readonly Waiting[]> {
  const quarter = quarterAsked(context);
  if (!quarter || (await ownView(context, quarter))) return [];
  const say = words[context.language];
  const from = lastDay(quarter).subtract({ days: limits.asksDaysBefore - 1 });
  return [
    {
      text: say.viewWaits(say.quarter(quarter)),
      buttons: [button(networkButtons.view, say.buttons.view, context.coalition.id, 'main')],
      since: atLocal(from.toPlainDateTime(), context.coalition.zone),
    },
  ];
}
