import { type Given, message } from '#chat/index.ts';
import { command, type Feature, joined } from '#directory/index.ts';
import { actionButtons } from './buttons.ts';
import { cancelAction } from './cancel.ts';
import { refuseMoreDrafts, writeDraft } from './draft.ts';
import { editAction } from './edit.ts';
import { visibleAction } from './find.ts';
import {
  actionOption,
  announceSteps,
  cancelSteps,
  editSteps,
  ledOption,
  titleOption,
  whichOption,
} from './form.ts';
import { listActions } from './list.ts';
import { listMessage } from './messages.ts';
import { openCancel, openEdit } from './open.ts';
import { ledGiven, type More, showAction, showDraft } from './show.ts';
import { words } from './words.ts';

const idIn = (given: Given) => (typeof given.action === 'string' ? given.action : undefined);

/** What one can type about actions. */
export const createCommands = (more: More): Feature['commands'] => [
  command({
    topic: 'action',
    verb: 'announce',
    about: { en: 'Announce what you do, so others join' },
    example: 'action announce River clean-up',
    may: 'vouched',
    options: { title: titleOption },
    free: 'title',
    steps: announceSteps,
    open: async (context, given) => {
      await refuseMoreDrafts(joined(context));
      return { intro: words[context.language].announceIntro, values: { audience: 'space', ...given } };
    },
    run: async (context, values) => {
      const me = joined(context);
      return await showDraft(me, await writeDraft(me, values));
    },
  }),
  command({
    topic: 'action',
    verb: 'list',
    about: { en: 'What is coming, near you, in your hubs' },
    example: 'action list which:near',
    may: 'joined',
    options: { which: whichOption },
    run: async (context, { which }) => {
      const me = joined(context);
      return listMessage(me, await listActions(me, which ?? 'coming'));
    },
  }),
  command({
    topic: 'action',
    verb: 'show',
    about: { en: 'All about one action' },
    example: 'action show River clean-up',
    may: 'joined',
    options: { action: actionOption },
    free: 'action',
    run: async (context, { action }) => {
      const me = joined(context);
      return await showAction(me, await visibleAction(me, action), more);
    },
  }),
  command({
    topic: 'action',
    verb: 'edit',
    about: { en: 'Change an action of yours' },
    example: 'action edit',
    may: 'vouched',
    options: { action: ledOption },
    steps: editSteps,
    open: async (context, given) => {
      const me = joined(context);
      const { intro, values, action } = await openEdit(
        me,
        await ledGiven(me, idIn(given), actionButtons.edit),
      );
      return { intro, values: { ...values, action: action.id } };
    },
    run: async (context, { action: given, ...values }) => {
      const me = joined(context);
      const { id } = await ledGiven(me, given, actionButtons.edit);
      const { action, told } = await editAction(me, id, values);
      return message(words[me.language].edited(action.title, told));
    },
  }),
  command({
    topic: 'action',
    verb: 'cancel',
    about: { en: 'Cancel an action of yours' },
    example: 'action cancel',
    may: 'vouched',
    options: { action: ledOption },
    steps: cancelSteps,
    open: async (context, given) => {
      const me = joined(context);
      const { intro, action } = await openCancel(me, await ledGiven(me, idIn(given), actionButtons.cancel));
      return { intro, values: { action: action.id } };
    },
    run: async (context, { action: given, reason }) => {
      const me = joined(context);
      const { id } = await ledGiven(me, given, actionButtons.cancel);
      const { action, told } = await cancelAction(me, id, reason ?? '');
      return message(words[me.language].cancelledNow(action.title, told));
    },
  }),
];
