import { type Given, type message, withBlocks } from '#chat/index.ts';
import { type Context, command, type Feature, joined } from '#directory/index.ts';
import { hideRow } from '#safety/index.ts';
import { draftRequest, refuseMoreDrafts } from './draft.ts';
import { reachable } from './eligible.ts';
import type { Request } from './find.ts';
import { actionOption, ownOption, requestSteps } from './form.ts';
import { listRequests } from './list.ts';
import { listMessage, ownMessage, previewMessage } from './messages.ts';
import { ownOne } from './own.ts';
import { shownOne } from './shown.ts';
import { actionFor } from './write.ts';

/** A draft shown back to its requester; `lead` says what they just did. */
export async function preview(context: Context, request: Request, lead?: ReturnType<typeof message>['text']) {
  const one = await shownOne(context, request);
  const reach = await reachable(context, request);
  return previewMessage({ one, reach, ...(lead && { lead }) }, context.language);
}

/** What one can type about amplification. */
export const commands: Feature['commands'] = [
  command({
    topic: 'amplify',
    verb: 'request',
    about: { en: 'Ask others to carry something further' },
    example: 'amplify request',
    may: 'vouched',
    options: { action: actionOption },
    steps: requestSteps,
    open: async (context, given) => {
      await refuseMoreDrafts(joined(context));
      const id = given.action;
      if (typeof id !== 'string' || id === '') return { values: given };
      const { title, link, tactic } = await actionFor(joined(context), id);
      // By its name and not its id: in a form people read it.
      const values: Given = { ...given, action: title, tactic, ...(link !== null && { link }) };
      return { values };
    },
    run: async (context, values) => await preview(context, await draftRequest(joined(context), values)),
  }),
  command({
    topic: 'amplify',
    verb: 'list',
    about: { en: 'What you could carry further, and yours' },
    example: 'amplify list',
    may: 'vouched',
    options: { request: ownOption },
    run: async (context, { request }) => {
      const me = joined(context);
      if (request !== undefined) return ownMessage(await ownOne(me, request), me.language);
      const all = await listRequests(me);
      const others = all.help.map(({ request: { id, ask: title } }) => ({ id, title }));
      return withBlocks(listMessage(all, me.language), ...hideRow(me, others));
    },
  }),
];
