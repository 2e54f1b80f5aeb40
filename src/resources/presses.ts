import { message } from '#chat/index.ts';
import { type Feature, handle, joined, press } from '#directory/index.ts';
import { removeResource } from './add.ts';
import { answerable, answerListing } from './answer.ts';
import { blockWriter, writerBehind } from './block.ts';
import { shareButtons } from './buttons.ts';
import { endListing } from './end.ts';
import { resourceBehind } from './find.ts';
import { answerSteps, thankSteps } from './form.ts';
import { listingBehind, ownListingBehind } from './listing.ts';
import { thank, thankAnswer } from './thank.ts';
import { words } from './words.ts';

/** What one can press about resources, offers and needs. */
export const presses: Feature['presses'] = handle(shareButtons, {
  answer: press({
    may: 'joined',
    subject: listingBehind,
    steps: answerSteps,
    open: async (context, { listing }) => ({
      intro: words[context.language].answerIntro(await answerable(joined(context), listing.id)),
    }),
    run: async (context, { listing }, { address }) => {
      await answerListing(joined(context), listing.id, address);
      return message(words[context.language].answered);
    },
  }),
  end: press({
    may: 'joined',
    subject: ownListingBehind,
    run: async (context, { listing }) =>
      message(words[context.language].ended((await endListing(joined(context), listing.id)).words)),
  }),
  thank: press({
    may: 'joined',
    subject: resourceBehind,
    steps: thankSteps,
    open: async (context, { resource }) => ({ intro: words[context.language].thankIntro(resource.title) }),
    run: async (context, { resource }, { words: said }) =>
      thankAnswer(await thank(joined(context), resource.id, said ?? ''), context.language),
  }),
  remove: press({
    may: 'joined',
    subject: resourceBehind,
    run: async (context, { resource }) =>
      message(words[context.language].removed((await removeResource(joined(context), resource.id)).title)),
  }),
  block: press({
    may: 'joined',
    subject: writerBehind,
    run: async (context, { writerId }) => {
      await blockWriter(joined(context), writerId);
      return message(words[context.language].blocked);
    },
  }),
});
