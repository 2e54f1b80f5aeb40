import { english, type Language, moment, strong, type Text, text, typed } from '#chat/index.ts';

const { counted, cut } = english;

/** How much of a coalition is in one space. */
export interface Within {
  readonly space: string;
  /** people whose only account is there */
  readonly leave: number;
  readonly stay: number;
  readonly channels: number;
}

export interface SpaceWords {
  outButton(space: string): string;
  out(of: Within): Text;
  goes(of: Within, ends: boolean): readonly Text[];
  stays(of: Within): readonly Text[];
  ends(coalition: string): Text;
  isGone(until: Temporal.Instant): Text;
  exportButton: string;
  sureButton: string;
  sureTitle: string;
  sure: string;
  sureHint: string;
  sureWord: string;
  notSure: string;
  sureIntro(space: string, until: Temporal.Instant | undefined): Text;
  endsIntro(coalition: string, until: Temporal.Instant | undefined): Text;
  begun(space: string): Text;
  endsNow(coalition: string): Text;
  endsSoon(coalition: string): Text;
  leaving(space: string, until: Temporal.Instant): Text;
  leavingNext: Text;
  keepButton: string;
  keptDone(space: string): Text;
  kept(by: string, space: string): Text;
  notLeaving(space: string): Text;
  tooLate(space: string): Text;
  already(space: string): Text;
  nobodyJoins(space: string): Text;
  /** in the home of whoever goes with it */
  goesWith(space: string, at: Temporal.Instant): Text;
  notHere: Text;
  nobodyLeft(space: string): Text;
  clearing: Text;
  exported(space: string): Text;
  exportSent: Text;
  exportName: string;
  exportTitle(space: string): string;
  exportNote: Text;
  gone(space: string, until: Temporal.Instant): Text;
  goneNext(leave: number): Text;
  left(space: string): Text;
  leftNext: Text;
  takenOut(by: string, space: string, until: Temporal.Instant): Text;
  takenOutEnds(coalition: string): Text;
  takenOutNext(mayKeep: boolean): Text;
  about: string;
}

export const spaceWords: Readonly<Record<Language, SpaceWords>> = {
  en: {
    outButton: (space) => `Take ${cut(space, 36)} out`,
    out: ({ space }) => text`${strong(space)} can leave with all of its own. Read first what that is.`,
    goes: ({ space, leave, channels }, ends) => [
      text`Goes: that ${space} belongs here, its ${counted(channels, 'channel', 'channels')} in the settings, and everybody’s account there.`,
      ends
        ? text`Goes: everybody. Weft’s messages to them stay where they are.`
        : leave === 0
          ? text`Nobody goes: everybody has an account in another space too.`
          : text`Goes: ${counted(leave, 'person', 'people')} who have no other account. What is kept of them is deleted, and Weft’s messages to them are taken back where it still can.`,
      ends
        ? text`Goes: what waits to be sent, and what is kept of what was posted. Scheduled events of Weft stay where they are.`
        : text`Goes: what waits to be sent there, scheduled events of Weft there, and what is kept of what was posted.`,
    ],
    stays: ({ stay }) => [
      ...(stay === 0
        ? []
        : [text`Stays: ${counted(stay, 'person', 'people')} who also have an account in another space.`]),
      text`Stays: actions, results and the like of those who go, without their names.`,
      text`Stays in that space: posts of Weft in its channels, and private conversations it opened. They are the space’s own.`,
    ],
    ends: (coalition) =>
      text`This is the last space: ${strong(coalition)} ends with it. Everything of it is deleted, also what others wrote, organisations, hubs and results. Nobody can bring it back.`,
    isGone: (until) =>
      text`Weft was taken out of it already. Unless it is added again, all of this happens by itself on ${moment(until, 'day')}.`,
    exportButton: 'Send me what is its own',
    sureButton: 'Take it out',
    sureTitle: 'Take a space out',
    sure: 'To go on, write: take out',
    sureHint: 'So that nobody takes a space out by a wrong press.',
    sureWord: 'take out',
    notSure: 'Write “take out” to go on, or close this form and nothing happens.',
    sureIntro: (space, until) =>
      text`${space} is taken out ${until === undefined ? 'at once' : text`on ${moment(until, 'day')}`}, and then this cannot be undone. To come back it is bound anew, with ${typed('coalition invite')}, and everybody joins again.`,
    endsIntro: (coalition, until) =>
      text`It is taken out ${until === undefined ? 'at once' : text`on ${moment(until, 'day')}`}, and ${coalition} ends with it or soon after, with all that is kept of it. Then this cannot be undone.`,
    begun: (space) =>
      text`${space} is being taken out. That takes a few minutes, with thousands of people hours, and an hour more until the last row is gone. Operators are told when it has left.`,
    endsNow: (coalition) => text`${coalition} ends within a minute, and all that is kept of it is deleted.`,
    endsSoon: (coalition) => text`${coalition} ends soon after, and all that is kept of it is deleted.`,
    leaving: (space, until) => text`${strong(space)} is taken out on ${moment(until, 'day')}.`,
    leavingNext: text`Until then any operator can keep it, and nothing of it goes. Operators and lead organisers are told.`,
    keepButton: 'Keep it',
    keptDone: (space) => text`${strong(space)} stays. Operators and lead organisers are told.`,
    kept: (by, space) => text`${strong(space)} stays: ${by} kept it, and it is not taken out.`,
    notLeaving: (space) => text`${space} is not being taken out, so there is nothing to stop.`,
    tooLate: (space) => text`${space} is leaving already, and what went cannot be brought back.`,
    goesWith: (space, at) =>
      text`${strong(space)} leaves the coalition on ${moment(at, 'day')}, and what is kept of you goes with it. Get it before then with ${typed('privacy export')}; to stay, link an account in another space with ${typed('coalition link')}.`,
    nobodyJoins: (space) =>
      text`Nobody joins here any more: ${space} is leaving the coalition. Ask one of its operators where else you can join.`,
    already: (space) => text`${space} is being taken out already.`,
    notHere: text`That space does not belong to this coalition any more. ${typed('coalition settings')} shows which do.`,
    nobodyLeft: (space) =>
      text`Every operator is only in ${space}, so that nobody could run the coalition without it. Make somebody of another space an operator with ${typed('role grant')}, or bring your own account there with ${typed('coalition link')}, then take it out.`,
    clearing: text`What was kept of this space is just being deleted. Try again in an hour.`,
    exported: (space) => text`What is kept of ${strong(space)} as its own, to read and as JSON.`,
    exportSent: text`It is on its way to you as a direct message, to read and as JSON.`,
    exportName: 'weft-space',
    exportTitle: (space) => `What Weft keeps of ${space}`,
    exportNote: text`Of people it says how many: each can take what is kept of them with ${typed('privacy export')}.`,
    gone: (space, until) =>
      text`Weft was taken out of ${strong(space)}. Nothing is sent there any more; what is kept of it is deleted on ${moment(until, 'day')}.`,
    goneNext: (leave) =>
      leave === 0
        ? text`If Weft is added there again before, all is as it was.`
        : text`If Weft is added there again before, all is as it was. Otherwise ${counted(leave, 'person', 'people')} who have no other account go with it.`,
    left: (space) => text`${strong(space)} has left the coalition.`,
    leftNext: text`Those who had no other account went with it, and what was kept of them is deleted.`,
    takenOut: (by, space, until) =>
      text`${by} takes ${strong(space)} out of the coalition. It goes on ${moment(until, 'day')}, with all of its own.`,
    takenOutEnds: (coalition) =>
      text`No other space is left: ${strong(coalition)} ends with it, and all that is kept of it is deleted.`,
    takenOutNext: (mayKeep) =>
      text`Until then ${mayKeep ? 'you and every other operator' : 'every operator'} can keep it. ${typed('coalition about')} leads to who did what.`,
    about: 'that a space leaves the coalition, or Weft was taken out of it',
  },
};
