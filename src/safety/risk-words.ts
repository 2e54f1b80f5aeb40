import { type Language, strong, type Text, text, typed } from '#chat/index.ts';
import type { Preset, Risk } from '#directory/index.ts';

interface RiskWords {
  names: Readonly<Record<Risk, string>>;
  title: string;
  /** when one takes it */
  when: Readonly<Record<Risk, Text>>;
  is(risk: Risk): Text;
  /** what an operator and everybody reads where the coalition is described */
  means(risk: Risk): Text;
  to(risk: Risk): string;
  take: string;
  keep(risk: Risk): string;
  diff(from: Risk, to: Risk): Text;
  labels: Readonly<Record<keyof Preset, string>>;
  value<K extends keyof Preset>(key: K, value: Preset[K]): string;
  change(label: string, from: string, to: string): Text;
  /** what taking it does at once, and what it does not */
  stricter: Text;
  wider: Text;
  asBefore: Text;
  kept(risk: Risk): Text;
  taken(risk: Risk): Text;
  sameAlready(risk: Risk): Text;
  changedMeanwhile(now: Risk): Text;
  told(people: number): Text;
  overseen(by: string, from: Risk, to: Risk): Text;
  /** to whoever lets members find them, when members can again */
  foundAgain(coalition: string): Text;
  namedAgain: Text;
  foundAgainYours: Text;
  aboutFoundAgain: string;
  /** in the form of joining, where members can find nobody */
  joining: Text;
}

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);
const yes = (is: boolean) => (is ? 'yes' : 'no');
const names = { low: 'low', medium: 'medium', high: 'high' } as const;

/** What is said of a coalition's risk, by language. */
export const riskWords: Readonly<Record<Language, RiskWords>> = {
  en: {
    names,
    title: 'Risk',
    when: {
      low: text`Low: nobody is harmed when others learn who takes part.`,
      medium: text`Medium: as most coalitions begin.`,
      high: text`High: people could be harmed when somebody learns that they take part.`,
    },
    is: (risk) => text`Risk: ${strong(names[risk])}`,
    means: (risk) =>
      risk === 'high'
        ? text`${names.high}: only weavers can find people, and posts name nobody`
        : text`${names[risk]}: members find whoever lets them`,
    to: (risk) => `Risk: ${names[risk]}`,
    take: 'Take it',
    keep: (risk) => `Keep ${names[risk]}`,
    diff: (from, to) =>
      text`Risk from ${strong(names[from])} to ${strong(names[to])}: nothing has changed yet.`,
    labels: {
      foundBy: 'People can be found by, at most',
      placeDays: 'Exact places are kept after an action',
      textDays: 'Texts of messages are kept after their end',
      names: 'Announcements may name people',
      reports: 'Reports for people outside',
      previews: 'Link previews of posts, on Slack',
    },
    value(key, value) {
      if (key === 'reports') return value === true ? 'can be made' : 'cannot';
      if (typeof value === 'number') return days(value);
      return typeof value === 'boolean' ? yes(value) : value;
    },
    change: (label, from, to) => text`${label}: ${from} → ${strong(to)}`,
    stricter: text`At once: exact places and texts that are older than that are deleted within minutes, and nothing brings them back. A report that is under way is dropped. Names go out of what waits to be sent, and out of the posts of actions within ten minutes.`,
    wider: text`What was deleted stays deleted. Names come back into posts of whoever lets members find them.`,
    asBefore: text`What people answered about being found stays as they said it, and counts again when the risk is lower. A message that was read stays read.`,
    kept: (risk) => text`The risk stays ${names[risk]}. Nothing has changed.`,
    taken: (risk) => text`The risk is ${strong(names[risk])} from now on.`,
    sameAlready: (risk) => text`The risk is ${names[risk]} already.`,
    changedMeanwhile: (now) =>
      text`Somebody else changed the risk meanwhile: it is ${names[now]} now. Look at what would change with ${typed('coalition settings')}.`,
    told: (people) =>
      people === 0
        ? text`There is nobody else here to tell. It is in the log for a year.`
        : text`The other operators and the lead organisers are told. It is in the log for a year.`,
    overseen: (by, from, to) => text`${by} changed the risk from ${names[from]} to ${strong(names[to])}.`,
    foundAgain: (coalition) =>
      text`Members of ${coalition} can find you again: operators lowered the risk, and you once answered that members may.`,
    namedAgain: text`Posts and announcements may name you again too.`,
    foundAgainYours: text`If that is not right for you any more, change it with ${typed('privacy consents')}. It counts at once.`,
    aboutFoundAgain: 'members can find you again',
    joining: text`While the risk here is high, members do not find you and no announcement names you, whatever you answer below; if operators lower it, your answer counts. Weavers find you only if you let them.`,
  },
};
