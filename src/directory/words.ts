import { english, type Language, type Text, text, typed } from '#chat/index.ts';

interface DirectoryWords {
  noBots: Text;
  foreign: Text;
  noCoalition: Text;
  notJoined: Text;
  notVouched: Text;
  suspended: Text;
  alreadyBound(name: string): Text;
  administratorsOnly: Text;
  representativesOnly: Text;
  roleOnly: Readonly<Record<'weaver' | 'principal' | 'operator', Text>>;
  /** a number people outside do not read */
  few: string;
  /** two ends of a number; the lower one may be absent */
  between(least: number | undefined, most: number): string;
}

/** Why somebody may not, and what to do instead. */
export const words: Readonly<Record<Language, DirectoryWords>> = {
  en: {
    noBots: text`Weft is for people; bots cannot use it.`,
    foreign: text`This space cannot serve people from another company yet. Ask to be added to the workspace itself, or join from your own coalition’s space.`,
    noCoalition: text`This space is not part of a coalition yet. An administrator of it can begin with ${typed('coalition setup')}.`,
    notJoined: text`You have not joined yet. It takes three short steps: ${typed('coalition join')}.`,
    notVouched: text`Nobody has vouched for you yet. A representative of your organisation, a weaver or an operator can do it with one press; they have been told. Until then you can read, take part and ask for help.`,
    suspended: text`You are suspended here, so this does nothing for now. Weft wrote you why, until when and whom you can turn to. You can still see and take what is kept of you with ${typed('privacy export')}, say that something is wrong with ${typed('safety raise')}, or leave with ${typed('coalition leave')}.`,
    alreadyBound: (name) => text`This space already belongs to ${name}. See ${typed('coalition about')}.`,
    administratorsOnly: text`Only an administrator of this space can set it up. Ask one of them to type ${typed('coalition setup')}.`,
    representativesOnly: text`Only a representative of an organisation or a hub can do this. ${typed('organisation list')} shows who represents yours.`,
    roleOnly: {
      weaver: text`Only weavers can do this. ${typed('role list')} shows who they are; an operator can make you one.`,
      principal: text`Only principals can do this. ${typed('role list')} shows who they are.`,
      operator: text`Only operators can do this. ${typed('role list')} shows who they are.`,
    },
    few: 'fewer than five',
    between: (least, most) =>
      least === undefined
        ? `up to ${english.number(most)}`
        : `${english.number(least)} to ${english.number(most)}`,
  },
};
