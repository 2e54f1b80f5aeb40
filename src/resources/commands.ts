import { withBlocks } from '#chat/index.ts';
import { command, type Feature, joined } from '#directory/index.ts';
import { hideRow } from '#safety/index.ts';
import { addResource, makerOf } from './add.ts';
import { findResources } from './find.ts';
import { addOptions, addSteps, findOptions, needOptions, offerOptions, thanksOptions } from './form.ts';
import { list } from './list.ts';
import { openListings, ownListings } from './listing.ts';
import { addedMessage, foundMessage, listedMessage } from './messages.ts';
import { needBlocks } from './needs.ts';
import { thank, thankAnswer } from './thank.ts';
import { words } from './words.ts';

const say = words.en.commands;

/** What one can type about resources, offers and needs. */
export const commands: Feature['commands'] = [
  command({
    topic: 'share',
    verb: 'add',
    about: { en: say.add },
    example: 'share add',
    may: 'joined',
    options: addOptions,
    free: 'link',
    steps: addSteps,
    open: async (context, given) => {
      const maker =
        typeof given.maker === 'string' ? given.maker : await makerOf(context, joined(context).person);
      return { intro: words[context.language].addIntro(maker), values: given };
    },
    run: async (context, { good, ...given }) =>
      addedMessage(await addResource(joined(context), { ...given, goodFor: good }), context.language),
  }),
  command({
    topic: 'share',
    verb: 'offer',
    about: { en: say.offer },
    example: 'share offer forty folding chairs',
    may: 'joined',
    options: offerOptions,
    free: 'words',
    run: async (context, given) => {
      const me = joined(context);
      const done = await list(me, { kind: 'offer', ...given });
      return listedMessage(done, await needBlocks(me, done.listing.words), me.language);
    },
  }),
  command({
    topic: 'share',
    verb: 'need',
    about: { en: say.need },
    example: 'share need somebody to drive a van',
    may: 'joined',
    options: needOptions,
    free: 'words',
    run: async (context, given) =>
      listedMessage(await list(joined(context), { kind: 'need', ...given }), [], context.language),
  }),
  command({
    topic: 'share',
    verb: 'thanks',
    about: { en: say.thanks },
    example: 'share thanks',
    may: 'joined',
    options: thanksOptions,
    free: 'resource',
    run: async (context, { resource, words: said }) =>
      thankAnswer(await thank(joined(context), resource, said ?? ''), context.language),
  }),
  command({
    topic: 'find',
    verb: 'resources',
    about: { en: say.find },
    example: 'find resources door knocking',
    may: 'joined',
    options: findOptions,
    free: 'words',
    run: async (context, wanted) => {
      const me = joined(context);
      const { words: written, kind, language } = wanted;
      // A kind or a language alone asks for resources.
      const isForAll = written !== undefined || (kind === undefined && language === undefined);
      const resources = await findResources(me, wanted);
      const offers = isForAll ? await openListings(me, 'offer', written) : [];
      const needs = isForAll ? await openListings(me, 'need', written) : [];
      const shown = foundMessage(
        {
          ...{ wanted, ...resources, offers, needs },
          actions: written === undefined ? [] : await needBlocks(me, written),
          own: (await ownListings(me, me.person)).map((one) => one.listing),
        },
        me.language,
      );
      const listed = [...offers, ...needs].map(({ listing: one }) => ({ id: one.id, title: one.words }));
      return withBlocks(
        shown,
        ...hideRow(
          me,
          resources.found.map(({ resource }) => resource),
        ),
        ...hideRow(me, listed.slice(0, 5)),
        ...hideRow(me, listed.slice(5)),
      );
    },
  }),
];
