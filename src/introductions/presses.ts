import { buttons, message, paragraph } from '#chat/index.ts';
import { coalitionBehind, type Feature, handle, joined, press } from '#directory/index.ts';
import { accept, decline } from './accept.ts';
import { closeAsk, offerAlone } from './ask.ts';
import { blocksOf, liftBlock } from './block.ts';
import { introButtons } from './buttons.ts';
import { enter } from './enter.ts';
import { findAsk, findBlock, findClaim, findFollow, findSelf, findSide, findSuggestion } from './find.ts';
import { answerFollow, type FollowAnswer, type Outcome, sayOutcome } from './follow.ts';
import { addressSteps, noteSteps } from './form.ts';
import { giveAddress } from './introduce.ts';
import { acceptedMessage, detailsMessage, outcomeButtons } from './messages.ts';
import { mineBySide } from './mine.ts';
import { blocksMessage } from './mine-messages.ts';
import { partiesOf } from './parties.ts';
import { idsIn } from './queue.ts';
import { itemBlocks } from './queue-messages.ts';
import { showQueue } from './show.ts';
import { answerClaim } from './ties.ts';
import { type Aside, editNote, offerItem, putAside, takeItem } from './weave.ts';
import { words } from './words.ts';

const aside = (how: Aside) =>
  press({
    may: 'weaver',
    answers: 'instead',
    subject: findSuggestion,
    run: async (context, { id }) => {
      const me = await enter(context);
      await putAside(me, id, how);
      return await showQueue(me, words[me.language].aside[how]);
    },
  });

const followed = (answer: FollowAnswer) =>
  press({
    may: 'joined',
    answers: 'instead',
    subject: findFollow,
    run: async (context, { id }) => {
      const me = await enter(context);
      const say = words[me.language];
      const other = await answerFollow(me, id, answer);
      if (answer !== 'met') return message(say.followed[answer](other));
      return message(
        say.followed.met(other),
        paragraph(say.whatCame),
        buttons(...outcomeButtons(id, me.language)),
      );
    },
  });

const came = (outcome: Outcome) =>
  press({
    may: 'joined',
    answers: 'instead',
    subject: findFollow,
    run: async (context, { id }) => {
      const me = await enter(context);
      return message(words[me.language].came[outcome](await sayOutcome(me, id, outcome)));
    },
  });

/** What one can press about introductions. */
export const presses: Feature['presses'] = handle(introButtons, {
  offer: press({
    may: 'weaver',
    answers: 'instead',
    subject: findSuggestion,
    run: async (context, { id }) => {
      const me = await enter(context);
      const [a, b] = (await offerItem(me, id)).parties;
      return await showQueue(me, words[me.language].offered(a, b));
    },
  }),
  note: press({
    may: 'weaver',
    subject: findSuggestion,
    steps: noteSteps,
    open: async (context, { id }) => {
      const row = await takeItem(await enter(context), id);
      return { values: { note: row.note, join: row.withWeaver ? 'yes' : 'no' } };
    },
    run: async (context, { id }, { note, join }) => {
      const me = await enter(context);
      const row = await editNote(me, id, { note: note ?? '', join: join ?? false });
      const item = { row, ask: undefined };
      return message(
        words[me.language].noteKept,
        ...itemBlocks(item, await partiesOf(me, idsIn([item])), me.language),
      );
    },
  }),
  known: aside('known'),
  drop: aside('drop'),
  later: aside('later'),
  queue: press({
    may: 'weaver',
    subject: coalitionBehind,
    run: async (context) => await showQueue(await enter(context)),
  }),
  accept: press({
    may: 'joined',
    answers: 'instead',
    subject: findSide,
    run: async (context, { id }) => {
      const me = await enter(context);
      return acceptedMessage(await accept(me, id, ''), me.language);
    },
  }),
  'accept-with-address': press({
    may: 'joined',
    subject: findSide,
    steps: addressSteps,
    open: async (context, { id }) => ({
      intro: words[context.language].addressIntro((await mineBySide(joined(context), id)).other),
    }),
    run: async (context, { id }, { address }) => {
      const me = await enter(context);
      return acceptedMessage(await accept(me, id, address), me.language);
    },
  }),
  decline: press({
    may: 'joined',
    answers: 'instead',
    subject: findSide,
    run: async (context, { id }) => {
      const me = await enter(context);
      return message(words[me.language].said.no(await decline(me, id)));
    },
  }),
  details: press({
    may: 'joined',
    subject: findSide,
    run: async (context, { id }) =>
      detailsMessage(await mineBySide(await enter(context), id), context.language),
  }),
  address: press({
    may: 'joined',
    subject: findSide,
    steps: addressSteps,
    open: async (context, { id }) => ({
      intro: words[context.language].addressIntro((await mineBySide(joined(context), id)).other),
    }),
    run: async (context, { id }, { address }) => {
      const me = await enter(context);
      const say = words[me.language];
      const { other } = await mineBySide(me, id);
      return message(
        (await giveAddress(me, id, address)) ? say.addressesComing(other) : say.addressKept(other),
      );
    },
  }),
  alone: press({
    may: 'vouched',
    answers: 'instead',
    subject: findAsk,
    run: async (context, { id }) => {
      const me = await enter(context);
      await offerAlone(me, id);
      return message(words[me.language].offeredAlone);
    },
  }),
  'close-ask': press({
    may: 'joined',
    answers: 'instead',
    subject: findAsk,
    run: async (context, { id }) => {
      const me = await enter(context);
      return message(words[me.language].askClosed((await closeAsk(me, id)).words));
    },
  }),
  met: followed('met'),
  'not-yet': followed('not yet'),
  'could-not': followed('could not'),
  'rather-not': followed('rather not'),
  'nothing-yet': came('nothing yet'),
  exchange: came('exchange'),
  action: came('action'),
  'tie-yes': press({
    may: 'joined',
    answers: 'instead',
    subject: findClaim,
    run: async (context, { id }) => {
      const me = await enter(context);
      return message(words[me.language].tieCounts(await answerClaim(me, id, 'yes')));
    },
  }),
  'tie-later': press({
    may: 'joined',
    answers: 'instead',
    subject: findClaim,
    run: async (context, { id }) => {
      const me = await enter(context);
      return message(words[me.language].tieLater(await answerClaim(me, id, 'not yet')));
    },
  }),
  unblock: press({
    may: 'joined',
    answers: 'instead',
    subject: findBlock,
    run: async (context, { id }) => {
      const me = await enter(context);
      const { name } = await liftBlock(me, id);
      return blocksMessage(await blocksOf(me), me.language, words[me.language].lifted(name));
    },
  }),
  back: press({
    may: 'joined',
    answers: 'instead',
    subject: findSelf,
    run: async (context) => message(words[(await enter(context)).language].back),
  }),
});
