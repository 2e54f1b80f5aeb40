import { english, type Language, strong, type Text, text, typed } from '#chat/index.ts';
import type { RoleName } from '#directory/index.ts';

interface RolesWords {
  about: { grant: string; revoke: string; list: string };
  labels: Readonly<Record<'person' | 'role' | 'hub', string>>;
  hubHint: string;
  /** the plain name of each role, with what it does */
  roles: Readonly<Record<RoleName | 'supporter', { name: string; does: string }>>;
  option(name: string, does: string): string;
  notJoined: Text;
  noHub: Text;
  operatorForAll: Text;
  lastOperator: Text;
  notHeld(name: string, role: string): Text;
  granted(name: string, role: string, hub: string | undefined): Text;
  alsoVouched(name: string): Text;
  already(name: string, role: string, hub: string | undefined): Text;
  toldThem: Text;
  revoked(name: string, role: string, hub: string | undefined): Text;
  youGot(by: string, role: string, does: string, hub: string | undefined): Text;
  youLost(by: string, role: string, hub: string | undefined): Text;
  next: Readonly<Record<RoleName, Text>>;
  lostNext: Text;
  kinds: { granted: string; revoked: string };
  list: Text;
  label(name: string, does: string): string;
  holder(name: string, hub: string): string;
  more(count: number): string;
  noneYet: string;
  supporters(count: number): string;
  secondMissing: Text;
  secondLacks: Text;
  nobodyIs(role: RoleName): Text;
  onlyOneIs(role: string, name: string | undefined): Text;
  holdersLeft(role: RoleName, count: number): Text;
  grantTitle: string;
  grantButton(role: string): string;
  first: Text;
}

const of = (role: string, hub: string | undefined) => (hub === undefined ? role : `${role} for ${hub}`);
const nobodyIs: Readonly<Record<RoleName, Text>> = {
  operator: text`Nobody is an operator, so nobody can change settings or help when something fails.`,
  principal: text`Nobody is a principal, so nobody holds the purpose or calls convergence days.`,
  weaver: text`Nobody is a weaver, so nobody offers introductions.`,
  driver: text`Nobody leads actions just now. Whoever announces one does.`,
};
const A = (role: string) => (/^[aeiou]/.test(role) ? `An ${role}` : `A ${role}`);
const a = (role: string) => (/^[aeiou]/.test(role) ? `an ${role}` : `a ${role}`);

export const words: Readonly<Record<Language, RolesWords>> = {
  en: {
    about: {
      grant: 'Give somebody a role',
      revoke: 'Take a role back',
      list: 'Who holds which role',
    },
    labels: { person: 'Who?', role: 'Which role?', hub: 'For one hub only' },
    hubHint: 'Leave it empty for the whole coalition.',
    roles: {
      principal: { name: 'principal', does: 'lead organiser' },
      driver: { name: 'driver', does: 'leads actions' },
      weaver: { name: 'weaver', does: 'connects people' },
      operator: { name: 'operator', does: 'runs the infrastructure' },
      supporter: { name: 'supporter', does: 'everyone who joined' },
    },
    option: (name, does) => `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${does}`,
    notJoined: text`That person has not joined this coalition here, so they cannot hold a role. Ask them to type ${typed('coalition join')} first.`,
    noHub: text`There is no such hub. ${typed('hub list')} shows which there are.`,
    operatorForAll: text`An operator runs the whole coalition: leave the hub out.`,
    lastOperator: text`There would be no operator left. Make somebody else one first, with ${typed('role grant')}.`,
    notHeld: (name, role) =>
      text`${strong(name)} is not ${a(role)}, so there is nothing to take back. ${typed('role list')} shows who holds what, and for which hub.`,
    granted: (name, role, hub) => text`${strong(name)} is now ${of(a(role), hub)}.`,
    alsoVouched: (name) => text`That also vouches for ${name}, whom nobody had vouched for yet.`,
    already: (name, role, hub) =>
      text`${strong(name)} already is ${of(a(role), hub)}, and nothing has changed.`,
    toldThem: text`They are told that you did it.`,
    revoked: (name, role, hub) => text`${strong(name)} is no longer ${of(a(role), hub)}.`,
    youGot: (by, role, does, hub) =>
      text`You are now ${of(a(role), hub)} (${does}): ${by} gave you the role.`,
    youLost: (by, role, hub) => text`You are no longer ${of(a(role), hub)}: ${by} took the role back.`,
    next: {
      principal: text`You hold the purpose: change it with ${typed('coalition purpose')}. More under ${typed('help show coalition')}.`,
      driver: text`Your profile shows that you lead actions. Say what you need for them with ${typed('profile edit')}.`,
      weaver: text`See who waits to be introduced with ${typed('intro queue')}. More under ${typed('help show intro')}.`,
      operator: text`See what needs you with ${typed('status show')}. More under ${typed('help show coalition')}.`,
    },
    lostNext: text`If that surprises you, ask them. ${typed('role list')} shows who the operators are.`,
    kinds: { granted: 'somebody gave you a role', revoked: 'somebody took a role of yours back' },
    list: text`These are the roles, and who holds them.`,
    label: (name, does) => `${name.charAt(0).toUpperCase()}${name.slice(1)}, ${does}`,
    holder: (name, hub) => `${name} (${hub})`,
    more: (count) => `and ${count} more`,
    noneYet: 'nobody yet',
    supporters: (count) => english.plural(count, 'one person', `${count} people`),
    secondMissing: text`There is no second operator from another organisation. Make somebody one with ${typed('role grant')}.`,
    secondLacks: text`There is no second operator from another organisation: if the first one is away, nobody can help.`,
    nobodyIs: (role) => nobodyIs[role],
    onlyOneIs: (role, name) =>
      text`Only ${name === undefined ? 'one person' : strong(name)} is ${a(role)}. A second one keeps things going while they rest.`,
    holdersLeft: (role, count) =>
      text`${english.plural(count, `${A(role)} has`, `${count} ${role}s have`)} left the coalition.`,
    grantTitle: 'Give a role',
    grantButton: (role) => `Name ${a(role)}`,
    first: text`Make somebody from another organisation the second operator with ${typed('role grant')}.`,
  },
};
