import { english, type Language, link, moment, strong, type Text, text, typed } from '#chat/index.ts';
import type { Resource } from './find.ts';
import type { Listing } from './listing.ts';

interface ResourceWords {
  fields: Readonly<
    Record<
      | 'kind'
      | 'title'
      | 'link'
      | 'linkHint'
      | 'good'
      | 'goodHint'
      | 'language'
      | 'maker'
      | 'makerHint'
      | 'offer'
      | 'offerHint'
      | 'need'
      | 'needHint'
      | 'place'
      | 'placeHint'
      | 'until'
      | 'untilHint'
      | 'resource'
      | 'thanks'
      | 'thanksHint'
      | 'words'
      | 'address'
      | 'addressHint',
      string
    >
  >;
  titles: Readonly<Record<'add' | 'thank' | 'answer', string>>;
  commands: Readonly<Record<'add' | 'offer' | 'need' | 'thanks' | 'find', string>>;
  about: Readonly<Record<'match' | 'answer' | 'thanks', string>>;
  kinds: Readonly<Record<Resource['kind'], string>>;
  buttons: {
    answer(words: string): string;
    end(words: string): string;
    endIt: string;
    thank(title: string): string;
    remove: string;
    answerIt: string;
    block: string;
    action(title: string): string;
  };
  /** words that say nothing about what is offered or needed */
  ignored: ReadonlySet<string>;

  addIntro(maker: string): Text;
  added(title: string): Text;
  addedNext: Text;
  addedBefore(title: string, by: string | undefined): Text;
  removed(title: string): Text;
  notYours: Text;
  noResource: Text;
  tooManyResources(most: number): Text;

  resource(one: Resource): Text;
  offerLine(words: string, place: string, endsAt: Temporal.Instant, by: string | undefined): Text;
  shared(total: number): Text;
  found(total: number): Text;
  more(count: number): Text;
  noneFound(written: string | undefined): Text;
  /** no resource fits, but these do */
  onlyListed(offers: number, needs: number): Text;
  noneYet: Text;
  findNext: Text;
  first: Text;
  offers: string;
  offersFit: string;
  needs: string;
  needsFit: string;
  own: string;
  nothingOffered: Text;

  listed(one: Listing): Text;
  listedUntil(endsAt: Temporal.Instant): Text;
  fits(kind: Listing['kind'], count: number): Text;
  noFit(kind: Listing['kind']): Text;
  actionsFit: string;
  actionNeed(words: string, title: string, at: Temporal.Instant): Text;
  ended(words: string): Text;
  over: Text;
  ownListing: Text;
  notUntil(days: number): string;
  tooManyListings(most: number): Text;

  answerIntro(one: Listing): Text;
  answered: Text;
  answeredBefore: Text;
  answeredToday: Text;
  blocked: Text;
  toldMatch(kind: Listing['kind'], by: string | undefined): Text;
  toldNeed(title: string, at: Temporal.Instant): Text;
  toldTheirs(theirs: Listing): Text;
  toldAnswer(one: Listing, by: string): Text;
  reach: string;
  toldAnswerNext: Text;
  waitsAnswered(words: string, answers: number): Text;
  statusNeeds(count: number): Text;
  digestNeed(words: string, since: Temporal.Instant): Text;

  thankIntro(title: string): Text;
  thanked(title: string, heard: boolean): Text;
  thankedBefore(title: string): Text;
  notOneself: Text;
  toldThanks(title: string, by: string | undefined): Text;
}

const { counted, cut, listed, number, plural } = english;
const who = (by: string | undefined) => by ?? 'a member';
const Who = (by: string | undefined) => by ?? 'A member';

/** The beginning of somebody’s words, for a line or a button. */
const short = (words: string, most = 140): string => cut(words.replace(/\s+/g, ' '), most);

export const words: Readonly<Record<Language, ResourceWords>> = {
  en: {
    fields: {
      kind: 'Kind',
      title: 'Title',
      link: 'Link',
      linkHint: 'It begins with https:// and leads to the thing itself.',
      good: 'What is it good for?',
      goodHint: 'A sentence: “training ten people to knock on doors”.',
      language: 'Language',
      maker: 'Who made it',
      makerHint: 'Your organisation, or you, unless you say.',
      offer: 'What do you offer?',
      offerHint: 'Like “forty folding chairs, a van to bring them”.',
      need: 'What do you need?',
      needHint: 'Like “forty folding chairs on Saturday”.',
      place: 'Where',
      placeHint: 'A town or a region, no address.',
      until: 'Until when',
      untilHint: 'Thirty days, unless you say; ninety at most.',
      resource: 'Which resource',
      thanks: 'A word of thanks',
      thanksHint: 'What it did for you, if you like to say.',
      words: 'Words, in any order',
      address: 'How may they reach you?',
      addressHint: 'An e-mail address, a phone number, or another way. Your name goes with it.',
    },
    titles: { add: 'Share a resource', thank: 'Say thanks', answer: 'How to reach you' },
    commands: {
      add: 'Share a toolkit, template or recording',
      offer: 'Offer something others can use',
      need: 'Say what you need',
      thanks: 'Thank whoever shared a resource',
      find: 'Find toolkits, templates and offers',
    },
    about: {
      match: 'offers and needs that fit what you listed',
      answer: 'answers to what you offer or need',
      thanks: 'thanks for something you shared',
    },
    kinds: { toolkit: 'Toolkit', template: 'Template', recording: 'Recording' },
    buttons: {
      answer: (one) => `Answer “${short(one, 30)}”`,
      end: (one) => `End “${short(one, 30)}”`,
      endIt: 'End it',
      thank: (title) => `Thanks for ${short(title, 40)}`,
      remove: 'Remove it',
      answerIt: 'Answer',
      block: 'Block this person',
      action: (title) => `Details of ${short(title, 40)}`,
    },
    ignored: new Set(
      `a about all am an and any anybody anyone anything are around as ask at available be because bring but by can come could
      day days do does each evening every few find for free friday from get give giving go good great group groups had
      happy has have having help helping hi hour hours i if in into is it join just keep kind lend like little look
      looking lot lots make many maybe me monday month months more morning most much my near need needed needing needs
      new next nice no not of off offer offered offering offers ok old on once one or other our out people person please
      put ready saturday share sharing so some somebody someone something soon spare sunday take thanks that the their
      them then there these they thing things this those thursday till time to today together tomorrow tuesday two until
      up us use used using very want wanted wants we wednesday week weekend weekends weeks well what when where which
      who will with would year years you your`.split(/\s+/),
    ),

    addIntro: (maker) =>
      maker === ''
        ? text`Nobody is named as its maker. To name somebody, type it: ${typed('share add maker:"Delta Legal Aid"')}`
        : text`Made by ${strong(maker)}. To name somebody else, type it: ${typed('share add maker:"Delta Legal Aid"')}`,
    added: (title) => text`Shared: ${strong(title)}.`,
    addedNext: text`Others find it with ${typed('find resources')}, and their thanks reach you.`,
    addedBefore: (title, by) =>
      text`Already here: ${who(by)} shared this link as ${strong(title)}. Nothing was added.`,
    removed: (title) => text`Removed: ${strong(title)}.`,
    notYours: text`Only whoever shared it can remove it, and it may be gone already.`,
    noResource: text`This resource is gone. See what there is with ${typed('find resources')}.`,
    tooManyResources: (most) =>
      text`You shared ${most} resources within a week, which is as many as fit. Share the next ones in a few days, or put several behind one link.`,

    resource: ({ title, kind, goodFor, language, maker, link: href, thanks }) => {
      const told = [
        words.en.kinds[kind],
        language,
        ...(maker === '' ? [] : [`made by ${maker}`]),
        ...(thanks > 0 ? [`${counted(thanks, 'person says', 'people say')} thanks`] : []),
      ].join(' · ');
      return text`${strong(title)}: ${short(goodFor)} (${told}) ${link(href)}`;
    },
    offerLine: (one, place, endsAt, by) =>
      text`“${short(one)}” · ${place === '' ? '' : `${place} · `}until ${moment(endsAt, 'day')} · from ${who(by)}`,
    shared: (total) =>
      text`${counted(total, 'resource', 'resources')}, ${plural(total, 'shared by a member', 'shared by members')}.`,
    found: (total) => text`${plural(total, 'One resource fits.', `${number(total)} resources fit.`)}`,
    more: (count) => text`And ${count} more: add a word to narrow it down.`,
    noneFound: (written) =>
      written === undefined
        ? text`No resource fits. Try without a kind or a language: ${typed('find resources')}`
        : text`No resource fits “${short(written, 60)}”. ${/\s/.test(written.trim()) ? 'Try one word fewer, or a plainer one.' : 'Try another word.'}`,
    onlyListed: (offered, needed) =>
      text`${listed([
        ...(offered > 0 ? [counted(offered, 'offer', 'offers')] : []),
        ...(needed > 0 ? [counted(needed, 'need', 'needs')] : []),
      ])} ${plural(offered + needed, 'fits', 'fit')}.`,
    noneYet: text`Nothing has been shared yet.`,
    findNext: text`Say what you need with ${typed('share need')}: whoever offers it is told.`,
    first: text`Share the first toolkit, template or recording with ${typed('share add')}, or say what you have with ${typed('share offer')}.`,
    offers: 'Offers',
    offersFit: 'Offers that fit',
    needs: 'Needs',
    needsFit: 'Needs that fit',
    own: 'What you listed',
    nothingOffered: text`Nobody offers or needs anything just now. Be the first with ${typed('share offer')}.`,

    listed: ({ kind, words: one }) =>
      kind === 'offer' ? text`Offered: “${short(one)}”.` : text`Asked for: “${short(one)}”.`,
    listedUntil: (endsAt) =>
      text`Listed until ${moment(endsAt, 'day')}. Whoever answers says who they are and how you may reach them, and only you see it.`,
    fits: (kind, count) =>
      kind === 'offer'
        ? text`${plural(count, 'Somebody needs it:', `${count} needs fit:`)}`
        : text`${plural(count, 'Somebody offers it:', `${count} offers fit:`)}`,
    noFit: (kind) =>
      kind === 'offer'
        ? text`Nobody has asked for it yet. You hear of it when somebody does.`
        : text`Nobody offers it yet. You hear of it when somebody does.`,
    actionsFit: 'Actions that need it',
    actionNeed: (one, title, at) => text`“${short(one)}”: ${strong(title)}, ${moment(at)}`,
    ended: (one) => text`Ended: “${short(one)}” is no longer listed.`,
    over: text`It is no longer listed. See what is with ${typed('find resources')}.`,
    ownListing: text`This is your own. When it is settled, end it: ${typed('find resources')} shows it.`,
    notUntil: (days) => `Give a day to come, at most ${days} days from now.`,
    tooManyListings: (most) =>
      text`You have ${most} offers and needs open, which is as many as fit. End one first.`,

    answerIntro: ({ kind, words: one }) =>
      kind === 'offer'
        ? text`Somebody offers “${short(one, 200)}”. What you write goes to them, and your name goes with it.`
        : text`Somebody needs “${short(one, 200)}”. What you write goes to them, and your name goes with it.`,
    answered: text`Sent. Whoever listed it knows how to reach you now.`,
    answeredBefore: text`You answered this before, and whoever listed it knows how to reach you.`,
    answeredToday: text`You answered them today already. Answer this one tomorrow, or wait until they write to you.`,
    blocked: text`Blocked. You hear nothing more of them, and nobody is told. Lift it with ${typed('intro block')}.`,
    toldMatch: (kind, by) =>
      kind === 'offer'
        ? text`${Who(by)} offers something you may need.`
        : text`${Who(by)} needs something you may have.`,
    toldNeed: (title, at) => text`${strong(title)}, ${moment(at)}, needs something you may have.`,
    toldTheirs: ({ kind, words: one }) =>
      kind === 'offer' ? text`You offer “${short(one)}”.` : text`You need “${short(one)}”.`,
    toldAnswer: ({ kind }, by) =>
      kind === 'offer' ? text`${by} would like what you offer.` : text`${by} can give what you need.`,
    reach: 'How to reach them',
    toldAnswerNext: text`When it is settled, end it, so that nobody else asks.`,
    waitsAnswered: (one, answers) =>
      text`“${short(one)}” has ${counted(answers, 'answer', 'answers')}. Settled? End it.`,
    statusNeeds: (count) =>
      text`${counted(count, 'need has', 'needs have')} been listed for a week without an answer. Ask weavers whom they know.`,

    digestNeed: (one, since) =>
      text`“${short(one)}” has been needed since ${moment(since, 'day')}, and nobody has answered.`,

    thankIntro: (title) => text`For ${strong(title)}.`,
    thanked: (title, heard) =>
      heard
        ? text`Thanked. Whoever shared ${strong(title)} hears of it.`
        : text`Counted. Whoever shared ${strong(title)} is no longer here.`,
    thankedBefore: (title) => text`You said thanks for ${strong(title)} before, and it was heard once.`,
    notOneself: text`You shared this yourself. Thanks come from others.`,
    toldThanks: (title, by) => text`${Who(by)} thanks you for ${strong(title)}.`,
  },
};
