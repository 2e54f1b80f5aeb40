/**
 * Introductions: suggestion → offer → both say yes → introduced → followed up.
 *
 * `/weft intro ask someone who knows zoning law` → "Asked. Weavers see your words on top of their queue."
 */
import { buttons, type Message, message, paragraph } from '#chat/index.ts';
import { type Context, command, type Feature, handle, joined, press } from '#directory/index.ts';
import { accept, decline } from './accept.ts';
import { lookUpAcquaintances } from './acquaintances.ts';
import { aloneKind, askDue, askFor, closeAsk, offerAlone } from './ask.ts';
import { blockOne, blocksOf, liftBlock } from './block.ts';
import { introButtons } from './buttons.ts';
import { enter } from './enter.ts';
import { findAsk, findBlock, findClaim, findFollow, findSelf, findSide, findSuggestion } from './find.ts';
import {
  answerFollow,
  type FollowAnswer,
  followDue,
  followKind,
  type Outcome,
  sayOutcome,
} from './follow.ts';
import { addressSteps, makeOptions, makeSteps, noteSteps } from './form.ts';
import { addressKind, giveAddress, introducedKind, togetherKind } from './introduce.ts';
import { lapseDue } from './lapse.ts';
import { exported, forget, leave } from './leave.ts';
import {
  acceptedMessage,
  askedMessage,
  blocksMessage,
  detailsMessage,
  itemBlocks,
  outcomeButtons,
  tiesMessage,
} from './messages.ts';
import { mineBySide } from './mine.ts';
import { type Offered, offerKind } from './offer.ts';
import { partiesOf } from './parties.ts';
import { refreshQueue } from './queue.ts';
import { restingKind } from './rest.ts';
import { beginDue, dailyDue, idsIn, suggestedKind, weeklyDue } from './round.ts';
import { showMine, showQueue } from './show.ts';
import { answerClaim, myTies, nameTie } from './ties.ts';
import { status, waits } from './waits.ts';
import { type Aside, editNote, makeIntroduction, offerItem, putAside, takeItem } from './weave.ts';
import { words } from './words.ts';

export { introButtons } from './buttons.ts';

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

const offeredMessage = ({ parties: [a, b] }: Offered, { language }: Context): Message =>
  message(words[language].offered(a, b));

/** The feature. */
export const introductions: Feature = {
  name: 'intro',
  commands: [
    command({
      topic: 'intro',
      verb: 'ask',
      about: { en: 'Ask to be introduced to somebody' },
      example: 'intro ask someone who knows zoning law',
      may: 'joined',
      options: {
        need: {
          kind: 'text',
          label: { en: 'Whom are you looking for?' },
          hint: {
            en: 'Like “someone who knows zoning law in Ohio”. Weavers see it, and whoever might answer.',
          },
          required: true,
          max: 300,
        },
      },
      free: 'need',
      run: async (context, { need }) => {
        const me = await enter(context);
        return askedMessage(await askFor(me, need), me.language);
      },
    }),
    command({
      topic: 'intro',
      verb: 'mine',
      about: { en: 'Your offers, introductions and asks' },
      example: 'intro mine',
      may: 'joined',
      run: async (context) => await showMine(await enter(context)),
    }),
    command({
      topic: 'intro',
      verb: 'block',
      about: { en: 'Whom you do not want to be introduced to' },
      example: 'intro block',
      may: 'joined',
      options: {
        person: { kind: 'lookup', of: 'acquaintance', label: { en: 'A person' } },
        organisation: { kind: 'lookup', of: 'organisation', label: { en: 'Everyone of an organisation' } },
      },
      run: async (context, { person, organisation }) => {
        const me = await enter(context);
        if (person !== undefined) await blockOne(me, { personId: person });
        if (organisation !== undefined) await blockOne(me, { organisationId: organisation });
        const done = person !== undefined || organisation !== undefined;
        return blocksMessage(await blocksOf(me), me.language, done ? words[me.language].blocked : undefined);
      },
    }),
    command({
      topic: 'intro',
      verb: 'ties',
      about: { en: 'Say whom you already work with' },
      example: 'intro ties',
      may: 'joined',
      options: { person: { kind: 'lookup', of: 'acquaintance', label: { en: 'Somebody you know' } } },
      run: async (context, { person }) => {
        const me = await enter(context);
        const say = words[me.language];
        if (person === undefined) return tiesMessage(await myTies(me), me.language);
        const { other, counts } = await nameTie(me, person);
        return message(counts ? say.tieCounts(other) : say.tieNamed(other));
      },
    }),
    command({
      topic: 'intro',
      verb: 'queue',
      about: { en: 'Who should meet, and why' },
      example: 'intro queue',
      may: 'weaver',
      run: async (context) => {
        const me = await enter(context);
        await refreshQueue(me, me.coalition.id);
        return await showQueue(me);
      },
    }),
    command({
      topic: 'intro',
      verb: 'make',
      about: { en: 'Offer an introduction to two people' },
      example: 'intro make',
      may: 'weaver',
      options: makeOptions,
      steps: makeSteps,
      run: async (context, { one, two, note, join }) => {
        const me = await enter(context);
        return offeredMessage(
          await makeIntroduction(me, { one, two, note: note ?? '', join: join ?? false }),
          me,
        );
      },
    }),
  ],
  presses: handle(introButtons, {
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
  }),
  kinds: [
    offerKind,
    togetherKind,
    introducedKind,
    addressKind,
    followKind,
    aloneKind,
    suggestedKind,
    restingKind,
  ],
  dues: [beginDue, weeklyDue, dailyDue, askDue, lapseDue, followDue],
  lookups: { acquaintance: lookUpAcquaintances },
  waits,
  status,
  left: leave,
  exports: exported,
  deletes: forget,
  first: (language) => words[language].first,
};
