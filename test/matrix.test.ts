import { expect, test } from 'vitest';
import { Refusal } from '#chat/index.ts';
import { tree } from '#commands.ts';
import { allow, type Context, type Role } from '#directory/index.ts';
import { begins } from './support/desk.ts';

/**
 * "Who may do what", written out: the least that a person must be for each command. A command that is not here does
 * not pass. `setup` and the rights that belong to one organisation or hub are checked again by their verbs' own tests.
 */
const rule: Readonly<Record<string, Standing>> = {
  'help show': 'outside',
  'coalition about': 'outside',
  'coalition join': 'outside',
  'coalition setup': 'outside',
  'home show': 'joined',
  'profile edit': 'joined',
  'profile show': 'joined',
  'profile snooze': 'joined',
  'profile notifications': 'joined',
  'intro ask': 'joined',
  'intro mine': 'joined',
  'intro block': 'joined',
  'intro ties': 'joined',
  'coalition leave': 'present',
  'safety raise': 'present',
  'privacy notice': 'outside',
  'privacy consents': 'joined',
  'privacy export': 'present',
  'privacy delete': 'present',
  'coalition link': 'joined',
  'hub join': 'joined',
  'hub leave': 'joined',
  'hub list': 'joined',
  'organisation list': 'joined',
  'find organisations': 'joined',
  'role list': 'joined',
  'action list': 'joined',
  'action show': 'joined',
  'share add': 'joined',
  'share offer': 'joined',
  'share need': 'joined',
  'share thanks': 'joined',
  'find resources': 'joined',
  'network map': 'joined',
  'network health': 'joined',
  'converge plan': 'joined',
  'converge list': 'joined',
  'converge show': 'joined',
  'converge edit': 'joined',
  'converge cancel': 'joined',
  'pulse answer': 'joined',
  'pulse results': 'joined',
  'find people': 'vouched',
  'action announce': 'vouched',
  'amplify request': 'vouched',
  'amplify list': 'vouched',
  'action edit': 'vouched',
  'action cancel': 'vouched',
  'action result': 'vouched',
  'hub add': 'vouched',
  'organisation add': 'vouched',
  'organisation edit': 'representative',
  'organisation sign': 'representative',
  'organisation leave': 'representative',
  'converge host': 'representative',
  'hub edit': 'representative or operator',
  'hub close': 'representative or operator',
  'intro queue': 'weaver',
  'intro make': 'weaver',
  'coalition purpose': 'principal',
  'coalition settings': 'operator',
  'coalition invite': 'operator',
  'role grant': 'operator',
  'role revoke': 'operator',
  'digest preview': 'joined',
  'digest send': 'operator',
  'digest schedule': 'operator',
  'pulse questions': 'operator',
  'pulse open': 'operator',
  'status show': 'operator',
  'safety suspend': 'operator',
  'safety remove': 'operator',
  'safety restore': 'operator',
};

type Standing =
  | 'outside'
  | 'present'
  | 'joined'
  | 'vouched'
  | 'representative'
  | 'weaver'
  | 'principal'
  | 'operator'
  | 'representative or operator';
const standings = [
  'outside',
  'suspended',
  'joined',
  'vouched',
  'representative',
  'weaver',
  'principal',
  'operator',
] as const;

/** Whether somebody who is exactly `is` fulfils `needs`. Roles do not contain each other: they add up. */
function fulfils(is: (typeof standings)[number], needs: Standing): boolean {
  if (needs === 'outside') return true;
  if (needs === 'present') return is !== 'outside';
  if (is === 'suspended') return false;
  if (needs === 'joined') return is !== 'outside';
  if (needs === 'vouched') return !['outside', 'joined'].includes(is);
  if (needs === 'representative or operator') return is === 'representative' || is === 'operator';
  return is === needs;
}

test('every command has a row, and every row a command', () => {
  const commands = tree.commands.map(({ topic, verb }) => `${topic} ${verb}`);
  expect(commands.filter((name) => !(name in rule))).toEqual([]);
  expect(Object.keys(rule).filter((name) => !commands.includes(name))).toEqual([]);
});

test.each(standings)('somebody who is %s may do exactly what the table says', (is) => {
  for (const command of tree.commands) {
    const name = `${command.topic} ${command.verb}`;
    const needs = rule[name];
    if (needs === undefined || needs === 'representative or operator') continue;
    expect(`${name}: ${may(is, command.may)}`).toBe(`${name}: ${fulfils(is, needs)}`);
  }
});

test('the matrix can fail: a weaver is no operator, and somebody who left the vouched is not vouched', () => {
  expect(may('weaver', 'operator')).toBe(false);
  expect(may('joined', 'vouched')).toBe(false);
  expect(may('operator', 'operator')).toBe(true);
  expect(may('suspended', 'present')).toBe(true);
  expect(may('suspended', 'joined')).toBe(false);
  // A check that forgets the suspension is caught: with the same rights and without it, everything may be done.
  const free = { ...contextOf('suspended'), person: { id: 'p', suspendedAt: null } } as unknown as Context;
  expect(allowed(() => allow(free, 'operator'))).toBe(true);
});

test('a role held for a hub lets a weaver in, whose verbs keep to that hub, and nobody else', () => {
  const forHub = (is: 'weaver' | 'principal' | 'operator'): Context => ({
    ...contextOf(is),
    roles: [{ ...roleOf(is), hubId: 'a hub' }],
  });
  expect(allowed(() => allow(forHub('weaver'), 'weaver'))).toBe(true);
  expect(allowed(() => allow(forHub('weaver'), 'operator'))).toBe(false);
  expect(allowed(() => allow(forHub('principal'), 'principal'))).toBe(false);
  expect(allowed(() => allow(forHub('operator'), 'operator'))).toBe(false);
});

function may(is: (typeof standings)[number], right: Parameters<typeof allow>[1]): boolean {
  return allowed(() => allow(contextOf(is), right));
}

function allowed(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function contextOf(is: (typeof standings)[number]): Context {
  const suspendedAt = is === 'suspended' ? begins : null;
  const person = is === 'outside' ? undefined : { id: 'p', suspendedAt };
  // Somebody suspended keeps the rows of their rights: nothing may hang on whether a context has them.
  const all = (['weaver', 'principal', 'operator'] as const).map(roleOf);
  const role =
    is === 'suspended' ? all : is === 'weaver' || is === 'principal' || is === 'operator' ? [roleOf(is)] : [];
  const represents =
    is === 'representative' || is === 'suspended' ? [{ organisationId: 'o', hubId: null }] : [];
  const sender = { account: 'a', name: 'A', administrator: false };
  // Only what `allow` reads.
  return {
    coalition: { id: 'c', name: 'C' },
    person,
    roles: role,
    represents,
    vouched: is !== 'outside' && is !== 'joined',
    language: 'en',
    sender,
  } as unknown as Context;
}

function roleOf(role: Role['role']): Role {
  return { role, hubId: null } as Role;
}
