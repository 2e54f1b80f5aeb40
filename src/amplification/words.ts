import { english, type Language, link, moment, strong, type Text, text, typed } from '#chat/index.ts';
import type { Ending } from './end.ts';
import type { Hours } from './hours.ts';
import { limits } from './limits.ts';
import type { Numbers } from './numbers.ts';
import type { Shown } from './shown.ts';

interface AmplifyWords {
  form: {
    whatTitle: string;
    framingsTitle: string;
    whenTitle: string;
    doneTitle: string;
    label: Readonly<Record<Field, string>>;
    hint: Readonly<Record<Exclude<Field, 'second' | 'third'>, string>>;
  };
  button: Readonly<
    Record<
      | 'post'
      | 'undo'
      | 'change'
      | 'drop'
      | 'end'
      | 'will'
      | 'pass'
      | 'principles'
      | 'done'
      | 'doneWithLink'
      | 'notAfterAll',
      string
    >
  >;
  /** what is wrong in a form */
  needsLink: string;
  needsTactic: string;
  notLanguages: string;
  endsPast: string;
  endsFar: string;
  notHours: string;
  notPosted: string;
  notForAll: string;

  /** what a request is called: its action, else how its ask begins */
  called(one: Shown): string;
  noDraft: Text;
  over: Text;
  requesterOnly: Text;
  undoFirst: Text;
  endPassed: Text;
  actionOff: Text;
  tooMany(open: number): Text;
  tooManyDrafts(drafts: number): Text;
  changedOften(changes: number): Text;
  endersOnly: Text;
  onlyDraft: Text;
  notForAllNow: Text;
  yourOwn: Text;
  doneBefore: Text;

  factAction: string;
  factLink: string;
  factEnds: string;
  factKind: string;
  factHours: string;
  kind(label: string, urgent: boolean): Text;
  aboutAction(one: Shown): Text;
  linked(href: string): Text;
  ends(at: Temporal.Instant): Text;
  hours(hours: Hours, whose: 'theirs' | 'yours'): Text;

  preview: Text;
  previewAsk: Text;
  previewName: Text;
  previewFramings(count: number): Text;
  previewReach(people: number): Text;
  nobodyYet: Text;
  fairness: Text;
  posted(opensAt: Temporal.Instant): Text;
  undone: Text;
  dropped: Text;
  changed: Text;
  changedTold: Text;

  asks(one: Shown): Text;
  terms: Text;
  passed: Text;
  later(one: Shown, at: Temporal.Instant): Text;
  laterNote: Text;
  now(one: Shown): Text;
  prompt(one: Shown): Text;
  own: Text;
  done(one: Shown): Text;
  doneNote: Text;
  doneWithLinkNote: Text;
  notAfterAll: Text;
  waits(one: Shown): Text;
  waitsDraft(one: Shown): Text;

  willChanged(one: Shown): Text;
  off(one: Shown, how: Ending): Text;
  thanks(one: Shown, did: number): Text;
  thanksNote: Text;
  summary(one: Shown, how: Ending, did: number): Text;
  summaryNobody: Text;
  summaryLinks: Text;
  unanswered(one: Shown): Text;
  unansweredNote: Text;
  statusUnanswered(count: number): Text;

  digest(of: { asked: number; organisations: number; shared: number }): Text;
  supported(name: string, asked: number, gave: number | undefined): Text;
  list(count: number): Text;
  listNone: Text;
  listMore(count: number): Text;
  listMuted(count: number): Text;
  listMine: Text;
  listMineMore(count: number): Text;
  listUnanswered: Text;
  helpLine(one: Shown): Text;
  mineLine(one: Shown, numbers: Numbers): Text;
  first: Text;
}

type Field =
  | 'action'
  | 'link'
  | 'ask'
  | 'tactic'
  | 'urgent'
  | 'first'
  | 'second'
  | 'third'
  | 'languages'
  | 'ends'
  | 'hours'
  | 'where'
  | 'own';

const { counted, cut, plural } = english;

/** The same in the middle of a sentence: an ask in quotation marks. */
const inSentence = (one: Shown): Text => (one.action ? text`${strong(called(one))}` : text`“${called(one)}”`);

function called({ action, request }: Shown): string {
  if (action) return action.title;
  const [line = ''] = request.ask.split('\n');
  return cut(line.replace(/[.!\s]+$/, ''), 80);
}

/** Who asks, as far as they let members know. */
function by({ name, organisation }: Shown): string {
  if (name !== undefined) return organisation === undefined ? name : `${name}, ${organisation},`;
  return organisation === undefined ? 'A member of the coalition' : `A member of ${organisation}`;
}

/** Everything this room says. */
export const words: Readonly<Record<Language, AmplifyWords>> = {
  en: {
    form: {
      whatTitle: 'What to carry further',
      framingsTitle: 'Ways to say it',
      whenTitle: 'Until when',
      doneTitle: 'Where you shared it',
      label: {
        action: 'An action',
        link: 'A link',
        ask: 'What do you ask people to do?',
        tactic: 'What kind of thing is it?',
        urgent: 'Is it urgent?',
        first: 'One way to say it',
        second: 'Another way',
        third: 'A third way',
        languages: 'Their languages, in this order',
        ends: 'Until when?',
        hours: 'Between which hours?',
        where: 'The link to your post',
        own: 'One of your own',
      },
      hint: {
        action: 'Its name. Or leave it empty and give a link.',
        link: 'It begins with https://. Left empty, an action’s own link is used.',
        ask: 'A sentence or two, in your own words.',
        tactic: 'Needed unless you name an action. People can leave out kinds.',
        urgent: 'Urgent ones come first among those that had as little support.',
        first: 'Words people can make their own, as they would post them.',
        languages: 'Like “English, Spanish”. One counts for all; left empty, it is yours.',
        ends: 'Like “Saturday 6pm”, at most 60 days ahead.',
        hours: 'Like “9-11”, from 8 to 21, in each person’s own time. Left empty: any time.',
        where: 'It begins with https://. Whoever asked sees it; your post may show who you are.',
        own: 'How its ask begins, or the name of its action.',
      },
    },
    button: {
      post: 'Post it',
      undo: 'Undo',
      change: 'Change',
      drop: 'Drop',
      end: 'End it',
      will: 'I’ll share it',
      pass: 'Not this one',
      principles: 'Principles',
      done: 'Done',
      doneWithLink: 'Done, with a link',
      notAfterAll: 'Not after all',
    },
    needsLink: 'Give a link, or name an action above.',
    needsTactic: 'Choose one, or name an action above.',
    notLanguages: 'Name one language for all, or one for each way to say it, by comma: “English, Spanish”.',
    endsPast: 'This has passed. Give a moment that is still to come.',
    endsFar: `Too far ahead. It can run for ${limits.aheadDays} days at most.`,
    notHours: `Write two hours of one day between ${limits.promptFrom} and ${limits.promptUntil}, like “9-11” or “5pm to 7pm”, or leave it empty.`,
    notPosted: 'This action is not posted, or was cancelled. Choose another, or give a link.',
    notForAll:
      'This action is not meant for the whole coalition. Only who leads it can ask others to share it.',

    called,
    noDraft: text`This is no draft any more. See what is open under ${typed('amplify list')}.`,
    over: text`This is over. See what is open now under ${typed('amplify list')}.`,
    requesterOnly: text`Only whoever asked can change this. You can ask for something yourself: ${typed('amplify request')}`,
    endersOnly: text`Only whoever asked, or who leads its action, can end this. You can ask for something yourself: ${typed('amplify request')}`,
    onlyDraft: text`This is a draft, and nobody has been asked. Drop it under ${typed('amplify list')}.`,
    changedOften: (changes) =>
      text`Changed ${String(changes)} times within a day, and whoever shares it is told each time. Change it tomorrow, or end it under ${typed('amplify list')}.`,
    notForAllNow: text`Its action is not meant for the whole coalition, and only who leads it can ask others to share it. Drop this, or ask them to post it.`,
    undoFirst: text`It is about to go out. Press Undo first, then change it.`,
    endPassed: text`Its end has passed or is a minute away. Change it first, then post it.`,
    actionOff: text`Its action was cancelled, so nobody is asked to share it. Ask for something else: ${typed('amplify request')}`,
    tooMany: (open) =>
      text`You have ${String(open)} requests open, and more would crowd out others. End one under ${typed('amplify list')}; this stays as a draft.`,
    tooManyDrafts: (drafts) =>
      text`You have ${String(drafts)} drafts. Post or drop one under ${typed('amplify list')}, then write another.`,
    yourOwn: text`This is your own request. Others are asked to share it.`,
    doneBefore: text`You have shared this already. Thank you.`,

    factAction: 'Action',
    factLink: 'Link',
    factEnds: 'Until',
    factKind: 'Kind',
    factHours: 'When',
    kind: (label, urgent) => text`${label}${urgent ? ', urgent' : ''}`,
    aboutAction: ({ action }) => (action ? text`${action.title}, ${moment(action.startsAt)}` : []),
    linked: (href) => text`${link(href)}`,
    ends: (at) => text`${moment(at)}`,
    hours: ({ from, until }, whose) =>
      text`between ${from}:00 and ${until}:00, ${whose === 'yours' ? 'your time' : 'in each person’s own time'}`,

    preview: text`This is what people will be asked. Nobody has been asked yet.`,
    previewAsk: text`What you ask`,
    previewName: text`People nobody has vouched for do not see your name.`,
    previewFramings: (count) =>
      text`${plural(count, 'How they could say it', 'Ways to say it; each person sees another one first')}`,
    previewReach: (people) =>
      people === 0
        ? text`Nobody can be reached just now.`
        : text`${counted(people, 'person', 'people')} can be reached.`,
    nobodyYet: text`People get requests once they agree to it, with ${typed('profile edit')}.`,
    fairness: text`Organisations that got least support for their size come first. Nobody is asked more than once a day or twice a week.`,
    posted: (opensAt) => text`Goes out at ${moment(opensAt, 'time')}. Until then you can undo it.`,
    undone: text`Undone. Nobody has been asked.`,
    dropped: text`Dropped. Nobody was asked.`,
    changed: text`Changed.`,
    changedTold: text`Changed. Whoever said that they share it is told in ${String(limits.changeMinutes)} minutes.`,

    asks: (one) =>
      one.action
        ? text`${by(one)} asks you to carry this further: ${strong(called(one))}`
        : text`${by(one)} asks you to carry something further.`,
    terms: text`You would post it yourself, in your own voice; Weft posts nothing for you. Whoever asked learns how many share it. Give them a link and they see it; your post may show who you are. A no is written down nowhere.`,
    passed: text`Fine. It is written down nowhere, and nobody is told. Should you change your mind, press I’ll share it.`,
    later: (one, at) => text`Kept: you share ${inSentence(one)}. Weft reminds you ${moment(at)}.`,
    laterNote: text`You can also share it now. Until then nothing more comes.`,
    now: (one) => text`Now is a good moment to share ${inSentence(one)}.`,
    prompt: (one) => text`It is time to share ${inSentence(one)}.`,
    own: text`Say it your own way: change whatever does not sound like you.`,
    done: (one) => text`Thank you for sharing ${inSentence(one)}.`,
    doneNote: text`It counts as one, without your name.`,
    doneWithLinkNote: text`It counts as one. Whoever asked sees the link; your post may show who you are.`,
    notAfterAll: text`Taken back. It is written down nowhere, and nobody is told.`,
    waitsDraft: (one) => text`You have a request that is not posted: ${strong(called(one))}`,
    waits: (one) => text`You said that you share ${inSentence(one)}.`,

    willChanged: (one) => text`What you said you share has changed: ${strong(called(one))}`,
    off: (one, how) =>
      how === 'called off'
        ? text`The action was cancelled, so there is nothing to share any more: ${strong(called(one))}`
        : text`You need not share this any more, it was ended early: ${strong(called(one))}`,
    thanks: (one, did) =>
      did > 1
        ? text`Thank you for sharing ${inSentence(one)}. ${counted(did, 'person', 'people')} did.`
        : text`Thank you for sharing ${inSentence(one)}.`,
    thanksNote: text`Only you are told that you did.`,
    summary: (one, how, did) => {
      const why = {
        ended: 'has ended',
        'ended early': 'was ended early',
        'called off': 'ended with its action',
      }[how];
      return did === 0
        ? text`Your request ${why}: ${strong(called(one))}. Nobody said that they shared it.`
        : text`${counted(did, 'person', 'people')} shared it. Your request ${why}: ${strong(called(one))}`;
    },
    summaryNobody: text`Another way to say it, or another moment, may find more people: ${typed('amplify request')}`,
    summaryLinks: text`Where they posted it`,
    unanswered: (one) => text`Nobody has said yet that they share this: ${strong(called(one))}`,
    unansweredNote: text`It has been open for three days. You may know whom it concerns, or share it yourself. ${typed('amplify list')} shows all of these.`,
    statusUnanswered: (count) =>
      text`${counted(count, 'request', 'requests')} to carry something further had no answer for three days. Weavers have been told.`,

    digest: ({ asked, organisations, shared }) =>
      text`People were asked ${plural(asked, 'once', `${english.number(asked)} times`)} to carry something further, for ${counted(organisations, 'organisation', 'organisations')}, and shared ${plural(shared, 'once', `${english.number(shared)} times`)}.`,
    supported: (name, asked, gave) =>
      text`${strong(name)}: ${asked === 0 ? 'nobody was' : counted(asked, 'person was', 'people were')} asked for it${gave === undefined ? '' : `, and ${english.number(gave)} of its own shared for others`}.`,
    list: (count) =>
      text`${counted(count, 'request', 'requests')} you could help with. Whose organisation received least comes first.`,
    listNone: text`There is nothing to carry further just now.`,
    listMore: (count) => text`${counted(count, 'more is', 'more are')} open.`,
    listMuted: (count) =>
      text`${counted(count, 'request is', 'requests are')} left out, of kinds you do not want to hear of. ${typed('action list')} takes that back.`,
    listMine: text`Yours`,
    listMineMore: (count) =>
      text`${counted(count, 'more is', 'more are')} yours. Write how one begins behind ${typed('amplify list')} to see it.`,
    listUnanswered: text`Without an answer for three days`,
    helpLine: (one) =>
      one.action
        ? text`${by(one)} asks: ${strong(called(one))}, until ${moment(one.request.endsAt)}.`
        : text`${by(one)} asks: “${called(one)}” Until ${moment(one.request.endsAt)}.`,
    mineLine: (one, { will, did }) => {
      if (one.request.state === 'draft')
        return text`${strong(called(one))}: a draft, and nobody has been asked.`;
      if (one.request.state === 'waiting') return text`${strong(called(one))}: goes out within a minute.`;
      return text`${strong(called(one))}: ${counted(will, 'person', 'people')} said that they share it, ${english.number(did)} did. Until ${moment(one.request.endsAt)}.`;
    },
    first: text`Ask others to carry something further with ${typed('amplify request')}.`,
  },
};
