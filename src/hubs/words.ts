import { english, type Language, strong, type Text, text, typed } from '#chat/index.ts';
import type { Hub } from '#directory/index.ts';

interface HubWords {
  // forms
  addTitle: string;
  editTitle: string;
  closeTitle: string;
  hub: string;
  name: string;
  kind: string;
  kinds: Readonly<Record<Hub['kind'], string>>;
  zone: string;
  zoneHint: string;
  places: string;
  placesHint: string;
  listed: string;
  listedHint: string;
  addSpeaker: string;
  addSpeakerHint: string;
  endSpeaker: string;
  endSpeakerHint: string;
  sure: string;
  which: Text;
  // refusals and errors
  noHub: Text;
  noneToChoose: Text;
  speakersOnly: Text;
  notIn(name: string): Text;
  noZone: string;
  taken(name: string): string;
  notMember(name: string): string;
  vouchFirst: string;
  speaksAlready: string;
  speaksNot(name: string): string;
  // answers
  added(name: string): Text;
  addedNext: Text;
  addedUnlistedNext: Text;
  joined(name: string): Text;
  joinedBefore(name: string): Text;
  zoneTaken(zone: string): Text;
  left(name: string): Text;
  leftSpoke(name: string): Text;
  edited(name: string): Text;
  editIntro(names: readonly string[]): Text;
  closeIntro(name: string, members: number): Text;
  closed(name: string, members: number): Text;
  stays(name: string): Text;
  // lists
  listLead(total: number): Text;
  listNone: Text;
  noneFound(written: string): Text;
  line(of: {
    name: string;
    kind: string;
    places: string;
    zone: string;
    members: number;
    speakers: readonly string[];
    hasSpeaker: boolean;
    isIn: boolean;
    listed: boolean;
  }): Text;
  more(count: number): Text;
  first: Text;
  // hubs in no list
  tooManyNames: Text;
  notListed: string;
  hidden: string;
  unlisted(name: string): Text;
  unlistedMeans: Text;
  relisted(name: string): Text;
  askedIn: Text;
  askedMeans: Text;
  asksIn(name: string, hub: string): Text;
  asksMeans: Text;
  isIn(name: string, hub: string): Text;
  askerGone: Text;
  unrepresented(count: number, names: readonly string[]): Text;
  nobodySpeaks(name: string): Text;
  oneSpeaks(count: number, names: readonly string[]): Text;
  // buttons
  joinButton(name: string): string;
  leaveButton(name: string): string;
  editButton(name: string): string;
  speakerButton: string;
  letInButton: string;
  unlistButton: string;
  relistButton: string;
  // messages to others
  toldClosed(name: string): Text;
  toldClosedNext: Text;
  nowSpeaks(name: string): Text;
  speaksMeans: Text;
  noLongerSpeaks(name: string): Text;
  aboutClosed: string;
  aboutSpeaks: string;
  aboutAsked: string;
  aboutLetIn: string;
}

const { andMore, counted, listed, plural } = english;

export const words: Readonly<Record<Language, HubWords>> = {
  en: {
    addTitle: 'Add a hub',
    editTitle: 'Edit the hub',
    closeTitle: 'Close the hub',
    hub: 'Hub',
    name: 'Name',
    kind: 'What kind?',
    kinds: { chapter: 'Chapter', district: 'District', 'working group': 'Working group', caucus: 'Caucus' },
    zone: 'Time zone',
    zoneHint: 'The nearest big city, like Chicago. Reminders of this hub go by it.',
    places: 'Places',
    placesHint: 'Towns or regions it covers, with commas between.',
    listed: 'Shown in lists and searches?',
    listedHint: 'If not, only its members and operators see it. Yes, unless you say no.',
    addSpeaker: 'Add a representative',
    addSpeakerHint: 'A member of this hub. They may edit it and host in its name.',
    endSpeaker: 'End somebody’s representing',
    endSpeakerHint: 'A representative’s name, or your own to step down.',
    sure: 'Close it for everyone?',
    which: text`There are several. Which hub do you mean?`,

    noHub: text`There is no open hub like that here. ${typed('hub list')} shows them all.`,
    noneToChoose: text`There is no hub to choose: you are in none, or none is open. ${typed('hub list')} shows them all.`,
    speakersOnly: text`Only a representative of this hub, or an operator, can do this. ${typed('hub list')} shows who represents it.`,
    notIn: (name) => text`You are not in ${name}. ${typed('hub list')} shows which ones you are in.`,
    noZone: 'Not a time zone Weft knows. Write the nearest big city, like Chicago.',
    taken: (name) => `There is already a hub called “${name}”, or one that closed. Choose another name.`,
    notMember: (name) => `They are not in ${name}. They can join with /weft hub join.`,
    vouchFirst: 'Nobody has vouched for them yet. Vouch for them first, in your home.',
    speaksAlready: 'They represent it already.',
    speaksNot: (name) => `They do not represent ${name}.`,

    added: (name) => text`${strong(name)} is open. You are in it, and you represent it.`,
    addedNext: text`Others join with ${typed('hub join')}. You change it with ${typed('hub edit')}.`,
    addedUnlistedNext: text`Others ask with ${typed('hub join')} and its exact name, and you let them in. You change it with ${typed('hub edit')}.`,
    joined: (name) => text`You are in ${strong(name)} now.`,
    joinedBefore: (name) => text`You are in ${strong(name)} already.`,
    zoneTaken: (zone) =>
      text`Your times are shown for ${zone} now, until you say your own zone with ${typed('profile edit')}.`,
    left: (name) => text`You are no longer in ${strong(name)}.`,
    leftSpoke: (name) =>
      text`You no longer represent ${name} either. To come back, join again and ask another representative or an operator.`,
    edited: (name) => text`${strong(name)} is changed.`,
    editIntro: (names) =>
      names.length === 0 ? text`Nobody represents it yet.` : text`Represented by ${listed(names)}.`,
    closeIntro: (name, members) =>
      text`${name} closes for ${counted(members, 'member', 'members')}. Roles held for it end, and its members are told in their weekly message.`,
    closed: (name, members) =>
      text`${name} is closed. ${members === 0 ? 'It had no members.' : `${counted(members, 'member was', 'members were')} in it; the others are told in their weekly message.`}`,
    stays: (name) => text`Nothing was changed: ${name} stays open.`,

    listLead: (total) => text`${plural(total, 'There is one hub.', `There are ${total} hubs.`)}`,
    listNone: text`There is no hub here yet.`,
    noneFound: (written) => text`No hub here has all of “${written.slice(0, 60)}”. Try fewer words.`,
    line: ({ name, kind, places, zone, members, speakers, hasSpeaker, isIn, listed: isListed }) =>
      text`${strong(name)}: ${[
        `${kind.toLowerCase()}${places === '' ? '' : `, ${places}`}`,
        zone,
        counted(members, 'member', 'members'),
        speakers.length > 0
          ? `represented by ${listed(speakers)}`
          : hasSpeaker
            ? 'has a representative'
            : 'nobody represents it',
        ...(isIn ? ['you are in it'] : []),
        ...(isListed ? [] : ['in no list']),
      ].join(' · ')}`,
    more: (count) => text`And ${count} more. Narrow it down with words: ${typed('hub list pipes')}.`,
    first: text`Add the first hub with ${typed('hub add')}: a chapter, district, working group or caucus.`,
    hidden: 'places hidden by the operators',
    tooManyNames: text`You have named ten hubs today that you see in no list, and that is all for one day. Try again tomorrow. ${typed('hub list')} shows the hubs you can join at once.`,
    notListed: 'It is in no list: only its members and operators see it.',
    unlisted: (name) => text`${strong(name)} is in no list any more.`,
    unlistedMeans: text`Only its members and operators see it. Others join with ${typed('hub join')} and its exact name, once somebody who represents it lets them in. Messages that were posted before still name it.`,
    relisted: (name) => text`${strong(name)} is in the list again, for everyone.`,
    askedIn: text`No hub in the list is called that. If there is one that is in no list, it was asked to let you in.`,
    askedMeans: text`Whoever represents it reads your name. You hear once you are in; otherwise nothing comes. ${typed('hub list')} shows the hubs you can join at once.`,
    asksIn: (name, hub) => text`${strong(name)} asks to be let into ${hub}.`,
    asksMeans: text`The hub is in no list: they knew its name, and are not told that it is there unless you let them in.`,
    isIn: (name, hub) => text`${strong(name)} is in ${hub} now, and is told.`,
    askerGone: text`They are no longer here. Nothing was changed.`,
    unrepresented: (count, names) =>
      text`${counted(count, 'hub has', 'hubs have')} nobody to speak for ${plural(count, 'it', 'them')}: ${andMore(names, count - names.length)}. Add a member as representative with ${typed('hub edit')}.`,
    nobodySpeaks: (name) => text`Nobody speaks for the hub ${strong(name)}.`,
    oneSpeaks: (count, names) =>
      text`${counted(count, 'hub has', 'hubs have')} only one representative: ${andMore(names, count - names.length)}.`,

    joinButton: (name) => `Join ${name}`,
    leaveButton: (name) => `Leave ${name}`,
    editButton: (name) => `Edit ${name}`,
    speakerButton: 'Add a representative',
    letInButton: 'Let them in',
    unlistButton: 'Take it out of lists',
    relistButton: 'Show it in lists',

    toldClosed: (name) => text`The hub ${strong(name)} is closed.`,
    toldClosedNext: text`${typed('hub list')} shows the others you can join.`,
    nowSpeaks: (name) => text`You represent the hub ${strong(name)} now.`,
    speaksMeans: text`You can change it with ${typed('hub edit')}.`,
    noLongerSpeaks: (name) =>
      text`You no longer represent the hub ${strong(name)}. Its other representatives or an operator can tell you why.`,
    aboutClosed: 'a hub you were in closed',
    aboutSpeaks: 'you begin or cease to represent a hub',
    aboutAsked: 'somebody asks to be let into your hub',
    aboutLetIn: 'you were let into a hub',
  },
};
