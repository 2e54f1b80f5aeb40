import { message, note, withBlocks } from '#chat/index.ts';
import type { Kind } from '#delivery/index.ts';
import { type Feature, handle, joined, press } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { callableHubs, lookUpCalling, neighboursOf, setCall } from './calls.ts';
import { ownDraft } from './draft.ts';
import { actionBehind, ledAction, ownBehind, visibleAction } from './find.ts';
import { keepMutes, mute, mutesOf, unmute } from './mutes.ts';
import { giveBack, needBehind } from './needs.ts';
import { askOrganiser, confirmOrganising, declineOrganising, endOrganising } from './organise.ts';
import { askBehind, organisedKind, organiseKind } from './organisers.ts';
import { showDraft } from './show.ts';
import { represented, setStance, stanceOf, stancesDue } from './stances.ts';
import { choosableNeeds, takeNeed } from './take-need.ts';
import { refuseEnded } from './take-part.ts';
import { togetherPress } from './together-buttons.ts';
import { callSteps, endSteps, mutesSteps, organiseSteps, stanceSteps } from './together-form.ts';
import { mutedMessage, mutesMessage, tookMessage, whichNeedMessage } from './together-messages.ts';
import { words } from './together-words.ts';

/** What people and organisations can press to carry an action together. */
export const togetherPresses: Feature['presses'] = handle(togetherPress, {
  take: press({
    may: 'joined',
    subject: actionBehind,
    run: async (context, { action: { id } }) => {
      const me = joined(context);
      return whichNeedMessage(await choosableNeeds(me, id), me.language);
    },
  }),
  'take-this': press({
    may: 'joined',
    answers: 'instead',
    subject: needBehind,
    run: async (context, { need: { id } }) => {
      const { action, need } = await takeNeed(joined(context), id);
      return tookMessage(action, need, context.language);
    },
  }),
  'give-back': press({
    may: 'joined',
    subject: needBehind,
    run: async (context, { need: { id } }) =>
      message(words[context.language].gaveBack((await giveBack(joined(context), id)).need.words)),
  }),
  stance: press({
    may: 'representative',
    subject: actionBehind,
    steps: stanceSteps,
    open: async (context, { action: { id } }) => {
      const me = joined(context);
      const one = await visibleAction(me, id);
      const [first, second] = await represented(me);
      if (second) return { intro: words[me.language].stanceIntro(undefined) };
      const stance = await stanceOf(me, one, first.id);
      return {
        intro: words[me.language].stanceIntro(first.name),
        values: stance === undefined ? {} : { stance },
        without: ['organisation'],
      };
    },
    run: async (context, { action: { id } }, given) => {
      const { organisation, action } = await setStance(joined(context), id, given);
      const { stanceGone, stanceSaid, stanceNote } = words[context.language];
      return given.stance === 'none'
        ? message(stanceGone(organisation.name, action.title))
        : message(stanceSaid(organisation.name, given.stance, action.title), note(stanceNote));
    },
  }),
  organise: press({
    may: 'vouched',
    subject: actionBehind,
    steps: organiseSteps,
    open: async (context, { action: { id } }) => {
      const me = joined(context);
      refuseEnded(me, await ledAction(me, id));
      return { intro: words[me.language].organiseIntro };
    },
    run: async (context, { action: { id } }, given) => {
      const { person: other, action } = await askOrganiser(joined(context), id, given.person);
      const { asked, askedNote } = words[context.language];
      return message(asked(other.name, action.title), note(askedNote));
    },
  }),
  'organise-yes': press({
    may: 'vouched',
    answers: 'instead',
    subject: askBehind,
    run: async (context, { id }) =>
      message(words[context.language].youLead((await confirmOrganising(joined(context), id)).title)),
  }),
  'organise-no': press({
    may: 'joined',
    answers: 'instead',
    subject: askBehind,
    run: async (context, { id }) =>
      message(words[context.language].declined((await declineOrganising(joined(context), id)).title)),
  }),
  'organise-end': press({
    may: 'vouched',
    subject: actionBehind,
    steps: endSteps,
    open: async (context, { action: { id } }) => {
      await ledAction(joined(context), id);
      return { intro: words[context.language].endIntro };
    },
    run: async (context, { action: { id } }, given) => {
      const { person: other, action } = await endOrganising(joined(context), id, given.person);
      const { ended, endedNote } = words[context.language];
      return message(ended(other.name, action.title), note(endedNote));
    },
  }),
  mute: press({
    may: 'joined',
    subject: actionBehind,
    run: async (context, { action: { id } }) => {
      const me = joined(context);
      const one = await visibleAction(me, id);
      await mute(me, one.tactic);
      return mutedMessage({ tactic: one.tactic, actionId: one.id }, me.language);
    },
  }),
  unmute: press({
    may: 'joined',
    answers: 'instead',
    subject: actionBehind,
    run: async (context, { action: { tactic } }) => {
      await unmute(joined(context), tactic);
      return message(words[context.language].unmuted(tactic));
    },
  }),
  mutes: press({
    may: 'joined',
    steps: mutesSteps,
    open: async (context) => {
      const me = joined(context);
      return { values: { tactics: await mutesOf(me, me.person) } };
    },
    run: async (context, _subject, { tactics: wanted }) => {
      const me = joined(context);
      await keepMutes(me, wanted ?? []);
      return mutesMessage(await mutesOf(me, me.person), me.language);
    },
  }),
  call: press({
    may: 'representative',
    subject: ownBehind,
    steps: callSteps,
    open: async (context, { action: { id } }) => {
      const me = joined(context);
      const one = await ownDraft(me, id);
      const { callIntro, callWhich } = words[me.language];
      const [first, second] = await callableHubs(me);
      if (second) return { intro: callWhich, values: { calls: true } };
      const near = await neighboursOf(me, first);
      return {
        intro: callIntro(
          first.name,
          near.map(({ name }) => name),
        ),
        values: { calls: one.callingHubId === null },
        without: ['hub'],
      };
    },
    run: async (context, { action: { id } }, given) => {
      const me = joined(context);
      const { action, hub } = await setCall(me, id, given);
      const { calls, callsNot } = words[me.language];
      const near = (await neighboursOf(me, hub)).map(({ name }) => name);
      const said = given.calls ? calls(hub.name, action.title, near) : callsNot(hub.name, action.title);
      return withBlocks(await showDraft(me, action), note(said));
    },
  }),
});

/** Whether somebody leads an action too, and who does. */
export const togetherKinds: readonly Kind[] = [organiseKind, organisedKind];

/** What organisations said ends with them. */
export const togetherDues: readonly Due[] = [stancesDue];

/** Hubs one may let call. */
export const togetherLookups: NonNullable<Feature['lookups']> = { 'calling-hub': lookUpCalling };
