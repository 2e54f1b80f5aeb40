import { type Message, message } from '#chat/index.ts';
import { type Context, command, type Feature } from '#directory/index.ts';
import { askFor } from './ask.ts';
import { blockOne, blocksOf } from './block.ts';
import { enter } from './enter.ts';
import { makeOptions, makeSteps } from './form.ts';
import { askedMessage } from './messages.ts';
import { blocksMessage, tiesMessage } from './mine-messages.ts';
import type { Offered } from './offer.ts';
import { refreshQueue } from './queue.ts';
import { showMine, showQueue } from './show.ts';
import { myTies, nameTie } from './ties.ts';
import { makeIntroduction } from './weave.ts';
import { words } from './words.ts';

const offeredMessage = ({ parties: [a, b] }: Offered, { language }: Context): Message =>
  message(words[language].offered(a, b));

/** What one can type about introductions. */
export const commands: Feature['commands'] = [
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
    example: 'intro make one:"Ben Okafor" two:"Cara Lindqvist"',
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
];
