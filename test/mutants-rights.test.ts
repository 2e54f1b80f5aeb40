import { expect, test } from 'vitest';
import { Refusal, type Text } from '#chat/index.ts';
import type { Coalition, Context, Person, Representative, Role, RoleName } from '#directory/index.ts';
import { allow, hasRole, type May, mayRepresent } from '#directory/may.ts';
import { words } from '#directory/words.ts';

const say = words.en;
const coalition = { name: 'River' } as Coalition;
const joined = { suspendedAt: null } as Person;
const suspended = { suspendedAt: Temporal.Instant.from('2027-03-01T12:00:00Z') } as Person;
const holds = (role: RoleName, hubId: string | null = null) => ({ role, hubId }) as Role;
const speaks = (of: { organisationId?: string; hubId?: string }) =>
  ({ organisationId: null, hubId: null, ...of }) as Representative;

/** Somebody who joined and is nothing more, unless said otherwise. */
const somebody = (more: object = {}) =>
  ({
    ...{ language: 'en', sender: { administrator: false }, coalition, person: joined },
    ...{ vouched: false, roles: [], represents: [] },
    ...more,
  }) as unknown as Context;

/** What somebody is told who may not; undefined for whoever may. */
function refusal(context: Context, may: May): Text | undefined {
  try {
    allow(context, may);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.answer.text;
    throw error;
  }
}

const { weaver, principal, operator } = say.roleOnly;
const nobody = { coalition: undefined, person: undefined };
const everything = {
  ...{ vouched: true, represents: [speaks({ organisationId: 'o' })] },
  roles: (['weaver', 'driver', 'principal', 'operator'] as const).map((role) => holds(role)),
};

// Who it is, and what they are told of each right in the order of `rights`; `yes` to what they may.
const yes = undefined;
const rights: readonly May[] = [
  ...(['anyone', 'present', 'joined', 'vouched', 'representative'] as const),
  ...(['weaver', 'principal', 'operator', 'administrator'] as const),
];
const bound = say.alreadyBound(coalition.name);
const notYet = say.notVouched;
const noRep = say.representativesOnly;
const table: readonly [string, object, readonly (Text | undefined)[]][] = [
  ['joined', {}, [yes, yes, yes, notYet, noRep, weaver, principal, operator, bound]],
  ['vouched', { vouched: true }, [yes, yes, yes, yes, noRep, weaver, principal, operator, bound]],
  [
    'a representative',
    { represents: [speaks({ organisationId: 'o' })] },
    [yes, yes, yes, notYet, yes, weaver, principal, operator, bound],
  ],
  ['a weaver', { roles: [holds('weaver')] }, [yes, yes, yes, notYet, noRep, yes, principal, operator, bound]],
  [
    'a weaver of one hub',
    { roles: [holds('weaver', 'h')] },
    [yes, yes, yes, notYet, noRep, yes, principal, operator, bound],
  ],
  [
    'an operator',
    { roles: [holds('operator')] },
    [yes, yes, yes, notYet, noRep, weaver, principal, yes, bound],
  ],
  [
    'a principal, and operator for one hub, which is none',
    { roles: [holds('principal'), holds('operator', 'h')] },
    [yes, yes, yes, notYet, noRep, weaver, yes, operator, bound],
  ],
  ['all of it', everything, [yes, yes, yes, yes, yes, yes, yes, yes, bound]],
  [
    'all of it, suspended',
    { ...everything, person: suspended },
    [yes, yes, ...Array(6).fill(say.suspended), bound],
  ],
  [
    'all of it, not joined',
    { ...everything, person: undefined },
    [yes, ...Array(7).fill(say.notJoined), bound],
  ],
  [
    'somebody where no coalition is',
    nobody,
    [yes, ...Array(7).fill(say.noCoalition), say.administratorsOnly],
  ],
  [
    'an administrator where no coalition is',
    { ...nobody, sender: { administrator: true } },
    [yes, ...Array(7).fill(say.noCoalition), yes],
  ],
];

test.each(table)('%s may do what the list says, and is told what to do instead', (_who, more, expected) => {
  expect(rights.map((may) => refusal(somebody(more), may))).toEqual(expected);
});

test('a role held for a hub counts for that hub, and where any will do', () => {
  const of = (...roles: Role[]) => somebody({ roles });
  expect(hasRole(of(holds('weaver')), 'weaver')).toBe(true);
  expect(hasRole(of(holds('weaver')), 'weaver', 'h')).toBe(true);
  expect(hasRole(of(holds('weaver', 'h')), 'weaver', 'h')).toBe(true);
  expect(hasRole(of(holds('weaver', 'h')), 'weaver', 'any')).toBe(true);
  expect(hasRole(of(holds('weaver', 'h')), 'weaver', 'other')).toBe(false);
  expect(hasRole(of(holds('weaver', 'h')), 'weaver')).toBe(false);
  expect(hasRole(of(holds('weaver')), 'operator', 'any')).toBe(false);
  expect(hasRole(of(holds('driver'), holds('weaver')), 'weaver')).toBe(true);
  expect(hasRole(of(), 'weaver', 'any')).toBe(false);
});

test('whoever speaks for one organisation or hub speaks for no other, and for none where none is named', () => {
  const of = (...represents: Representative[]) => somebody({ represents });
  const [organisation, hub] = [speaks({ organisationId: 'o' }), speaks({ hubId: 'h' })];
  expect(mayRepresent(of(organisation), { organisationId: 'o' })).toBe(true);
  expect(mayRepresent(of(hub), { hubId: 'h' })).toBe(true);
  expect(mayRepresent(of(hub, organisation), { organisationId: 'o' })).toBe(true);
  expect(mayRepresent(of(organisation), { organisationId: 'other' })).toBe(false);
  expect(mayRepresent(of(organisation), { hubId: 'o' })).toBe(false);
  expect(mayRepresent(of(hub), { organisationId: 'h' })).toBe(false);
  expect(mayRepresent(of(hub, organisation), { hubId: 'other', organisationId: 'other' })).toBe(false);
  expect(mayRepresent(of(hub, organisation), {})).toBe(false);
  expect(
    mayRepresent(of({ organisationId: undefined, hubId: undefined } as unknown as Representative), {}),
  ).toBe(false);
});
