import { message } from '#chat/index.ts';
import { type Feature, handle, joined, press } from '#directory/index.ts';
import { actionButtons, draftButtons } from './buttons.ts';
import { cancelAction } from './cancel.ts';
import { changeDraft, dropDraft, postDraft, undoPosting } from './draft.ts';
import { editAction } from './edit.ts';
import { actionBehind, ledAction, ownBehind, visibleAction } from './find.ts';
import { announceSteps, cancelSteps, editSteps } from './form.ts';
import { joinedMessage, postingMessage, principlesMessage, sharedMessage, shareMessage } from './messages.ts';
import { openCancel, openChange, openEdit } from './open.ts';
import { numbersOf, partsOf } from './parts.ts';
import { readPost } from './read.ts';
import { type More, showAction, showDraft } from './show.ts';
import { comingAction, stayAway, takePart } from './take-part.ts';
import { words } from './words.ts';

const there = (how: 'in' | 'help') =>
  press({
    may: 'joined',
    subject: actionBehind,
    run: async (context, { action: { id } }) => {
      const me = joined(context);
      const one = await takePart(me, id, how);
      return joinedMessage(me, await readPost(me, one), await partsOf(me, one, me.person.id));
    },
  });

/** What one can press about a posted action. */
const posted = (more: More) =>
  handle(actionButtons, {
    in: there('in'),
    help: there('help'),
    out: press({
      may: 'joined',
      subject: actionBehind,
      run: async (context, { action: { id } }) => {
        const say = words[context.language];
        const { action, was } = await stayAway(joined(context), id);
        return message(was ? say.out(action.title) : say.wasOut(action.title));
      },
    }),
    share: press({
      may: 'joined',
      subject: actionBehind,
      run: async (context, { action: { id } }) =>
        shareMessage(await comingAction(joined(context), id), context.language),
    }),
    shared: press({
      may: 'joined',
      subject: actionBehind,
      run: async (context, { action: { id } }) => {
        const me = joined(context);
        return sharedMessage(await numbersOf(me, await takePart(me, id, 'shared')), me.language);
      },
    }),
    details: press({
      may: 'joined',
      subject: actionBehind,
      run: async (context, { action: { id } }) => {
        const me = joined(context);
        return await showAction(me, await visibleAction(me, id), more);
      },
    }),
    principles: press({
      may: 'joined',
      subject: actionBehind,
      run: async (context) => {
        const { coalition, language } = joined(context);
        return principlesMessage(coalition, language);
      },
    }),
    edit: press({
      may: 'vouched',
      subject: actionBehind,
      steps: editSteps,
      open: async (context, { action: { id } }) => {
        const me = joined(context);
        const { intro, values } = await openEdit(me, await ledAction(me, id));
        return { intro, values };
      },
      run: async (context, { action: { id } }, values) => {
        const { action, told } = await editAction(joined(context), id, values);
        return message(words[context.language].edited(action.title, told));
      },
    }),
    cancel: press({
      may: 'vouched',
      subject: actionBehind,
      steps: cancelSteps,
      open: async (context, { action: { id } }) => {
        const me = joined(context);
        const { intro } = await openCancel(me, await ledAction(me, id));
        return { intro };
      },
      run: async (context, { action: { id } }, { reason }) => {
        const { action, told } = await cancelAction(joined(context), id, reason ?? '');
        return message(words[context.language].cancelledNow(action.title, told));
      },
    }),
  });

/** What one can press about one's own draft. */
const drafts = handle(draftButtons, {
  post: press({
    may: 'vouched',
    answers: 'instead',
    subject: ownBehind,
    run: async (context, { action: { id } }) => {
      const { action, spaces } = await postDraft(joined(context), id);
      return postingMessage(action, spaces, context.language);
    },
  }),
  undo: press({
    may: 'joined',
    answers: 'instead',
    subject: ownBehind,
    run: async (context, { action: { id } }) => {
      const me = joined(context);
      return await showDraft(me, await undoPosting(me, id));
    },
  }),
  change: press({
    may: 'vouched',
    subject: ownBehind,
    steps: announceSteps,
    open: async (context, { action: { id } }) => await openChange(joined(context), id),
    run: async (context, { action: { id } }, values) => {
      const me = joined(context);
      return await showDraft(me, await changeDraft(me, id, values));
    },
  }),
  drop: press({
    may: 'joined',
    answers: 'instead',
    subject: ownBehind,
    run: async (context, { action: { id } }) =>
      message(words[context.language].dropped((await dropDraft(joined(context), id)).title)),
  }),
});

/** What one can press about actions. */
export const createPresses = (more: More): Feature['presses'] => ({ ...posted(more), ...drafts });
