import { type Action, actionButtons } from '#actions/index.ts';
import {
  type Block,
  button,
  buttons,
  facts,
  heading,
  items,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
  quote,
  secret,
} from '#chat/index.ts';
import { shareButtons as press } from './buttons.ts';
import type { FoundResource, Resource, Wanted } from './find.ts';
import type { FoundListing, Listing } from './listing.ts';
import { words } from './words.ts';

/** A resource was added, or is here already under this link. */
export function addedMessage(
  { resource, by, own, added }: FoundResource & { readonly added: boolean },
  language: Language,
): Message {
  const say = words[language];
  return message(
    added ? say.added(resource.title) : say.addedBefore(resource.title, by),
    items(say.resource(resource)),
    added && note(say.addedNext),
    own
      ? buttons(button(press.remove, say.buttons.remove, resource.id))
      : buttons(button(press.thank, say.buttons.thank(resource.title), resource.id)),
  );
}

/** Resources, a line and a button each; below them offers and needs that fit, and what one listed oneself. */
export function foundMessage(
  given: {
    readonly wanted: Wanted;
    readonly found: readonly FoundResource[];
    readonly total: number;
    readonly offers: readonly FoundListing[];
    readonly needs: readonly FoundListing[];
    /** what actions need of it */
    readonly actions: readonly Block[];
    readonly own: readonly Listing[];
  },
  language: Language,
): Message {
  const say = words[language];
  const { wanted, found, total, offers, needs, actions, own } = given;
  const isOpen = wanted.words === undefined && wanted.kind === undefined && wanted.language === undefined;
  const isEmpty = total === 0;
  const isBare = offers.length + needs.length === 0;
  const none = isBare ? say.noneFound(wanted.words) : say.onlyListed(offers.length, needs.length);
  return message(
    isEmpty ? (isOpen ? say.noneYet : none) : isOpen ? say.shared(total) : say.found(total),
    isEmpty && isOpen && paragraph(say.first),
    items(...found.map(({ resource }) => say.resource(resource))),
    total > found.length && note(say.more(total - found.length)),
    buttons(
      ...found.map(({ resource, own: mine }) =>
        mine ? undefined : button(press.thank, say.buttons.thank(resource.title), resource.id),
      ),
    ),
    ...headed(isOpen ? say.offers : say.offersFit, listingBlocks(offers, language)),
    ...headed(isOpen ? say.needs : say.needsFit, listingBlocks(needs, language)),
    ...headed(say.actionsFit, actions),
    isBare && own.length === 0 && !isEmpty && isOpen && paragraph(say.nothingOffered),
    ...(own.length === 0 || !isOpen ? [] : [heading(literal(say.own)), ...endButtons(own, language)]),
    !isOpen && offers.length === 0 && note(say.findNext),
  );
}

/** Something was listed, and what of the others fits; `more` are actions that need it. */
export function listedMessage(
  { listing, fits }: { readonly listing: Listing; readonly fits: readonly FoundListing[] },
  more: readonly Block[],
  language: Language,
): Message {
  const say = words[language];
  return message(
    say.listed(listing),
    note(say.listedUntil(listing.endsAt)),
    buttons(button(press.end, say.buttons.endIt, listing.id)),
    fits.length === 0
      ? more.length === 0 && paragraph(say.noFit(listing.kind))
      : paragraph(say.fits(listing.kind, fits.length)),
    ...listingBlocks(fits, language),
    ...headed(say.actionsFit, more),
  );
}

const headed = (over: string, blocks: readonly Block[]): readonly Block[] =>
  blocks.length === 0 ? [] : [heading(literal(over)), ...blocks];

function listingBlocks(list: readonly FoundListing[], language: Language): readonly Block[] {
  const say = words[language];
  if (list.length === 0) return [];
  return [
    items(...list.map(({ listing: one, by }) => say.offerLine(one.words, one.place, one.endsAt, by))),
    buttons(...list.map(({ listing: one }) => button(press.answer, say.buttons.answer(one.words), one.id))),
  ];
}

/** A button to end each of one’s own listings. */
export function endButtons(own: readonly Listing[], language: Language): readonly Block[] {
  const say = words[language];
  const all = own.map((one) => button(press.end, say.buttons.end(one.words), one.id));
  return [buttons(...all.slice(0, 5)), buttons(...all.slice(5, 10))];
}

/** To somebody whose listing a new one fits. */
export function matchMessage(
  {
    listing,
    theirs,
    by,
  }: { readonly listing: Listing; readonly theirs: Listing; readonly by: string | undefined },
  language: Language,
): Message {
  const say = words[language];
  return message(
    say.toldMatch(listing.kind, by),
    quote(listing.words),
    listing.place !== '' && note(literal(listing.place)),
    note(say.toldTheirs(theirs)),
    buttons(
      button(press.answer, say.buttons.answerIt, listing.id, 'main'),
      button(press.block, say.buttons.block, listing.id),
    ),
  );
}

/** To somebody whose offer an action needs that was posted after it. */
export function needMessage(
  { action, need, theirs }: { readonly action: Action; readonly need: string; readonly theirs: Listing },
  language: Language,
): Message {
  const say = words[language];
  return message(
    say.toldNeed(action.title, action.startsAt),
    quote(need),
    action.place !== '' && note(literal(action.place)),
    note(say.toldTheirs(theirs)),
    buttons(button(actionButtons.details, say.buttons.action(action.title), action.id, 'main')),
  );
}

/** To whoever listed something: who answered, and how they may be reached. */
export function answeredMessage(
  {
    listing,
    by,
    address,
    id,
  }: {
    readonly listing: Listing;
    readonly by: string;
    readonly address: string;
    /** the answer's */
    readonly id: string;
  },
  language: Language,
): Message {
  const say = words[language];
  return message(
    say.toldAnswer(listing, by),
    quote(listing.words),
    facts({ label: say.reach, value: secret(address) }),
    note(say.toldAnswerNext),
    buttons(button(press.end, say.buttons.endIt, listing.id), button(press.block, say.buttons.block, id)),
  );
}

/** To whoever added a resource: somebody’s thanks. */
export function thankedMessage(
  given: {
    readonly resource: Resource;
    readonly by: string | undefined;
    readonly words: string;
    /** the thanks' */
    readonly id: string;
  },
  language: Language,
): Message {
  const say = words[language];
  return message(
    say.toldThanks(given.resource.title, given.by),
    quote(given.words),
    buttons(button(press.block, say.buttons.block, given.id)),
  );
}
