import type { Chance } from './chance.ts';
import { day, iso, since, type Thing, week } from './rows.ts';

/** How large the coalition is in the end, and how many have left until then. */
export const sizes = {
  organisations: 150,
  people: 1_400,
  gone: 180,
  goneOrganisations: 8,
  hubs: 24,
} as const;
export const weeks = 104;

export interface Hub {
  readonly id: string;
  readonly from: number;
  readonly until: number;
  readonly places: readonly string[];
}
export interface Organisation {
  readonly id: string;
  readonly from: number;
  readonly until: number;
  readonly listed: boolean;
}
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly from: number;
  readonly until: number;
  readonly organisation: Organisation | undefined;
  readonly hubs: readonly Hub[];
  readonly found: string;
  /** has nothing but what was declined, blocked and left unanswered */
  readonly quiet: boolean;
}

/** Who is in the coalition, when, and where they belong. */
export interface Peopled {
  readonly coalitionId: string;
  readonly tenants: readonly [string, string];
  readonly begins: number;
  readonly organisations: readonly Organisation[];
  readonly hubs: readonly Hub[];
  readonly people: readonly Person[];
  readonly quiet: readonly Person[];
  readonly things: readonly Thing[];
  /** those who are here at a moment, without the quiet */
  here(at: number): readonly Person[];
}

const never = Number.POSITIVE_INFINITY;
const isHere = ({ from, until }: { readonly from: number; readonly until: number }, at: number) =>
  from <= at && at < until;
/** A row that is there from a moment until another. */
const during = (table: string, from: number, until: number, row: (now: number) => object): Thing => ({
  table,
  at: (now) => (isHere({ from, until }, now) ? { ...row(now) } : undefined),
});

/** People and what they belong to: most are there from the beginning or come in two years, some leave. */
export function peopleOf(chance: Chance, begins: number, prefix: string): Peopled {
  const { whole, between, often, any, some } = chance;
  const ends = begins + weeks * week;
  const id = () => chance.id(begins);
  const coalitionId = id();
  const tenants = [`${prefix}north`, `${prefix}south`] as const;
  const things: Thing[] = [];
  const add = (table: string, from: number, until: number, row: (now: number) => object) =>
    things.push(during(table, from, until, row));
  const of = () => ({ id: id(), coalition_id: coalitionId });
  const times = <T>(count: number, make: (at: number) => T) =>
    Array.from({ length: count }, (_, at) => make(at));
  /** two of three are there from the beginning */
  const comes = (early = 0.66) => (often(early) ? begins : between(begins, ends - day));

  add('coalition', begins, never, () => ({
    ...{ id: coalitionId, name: `${prefix}Rivers`, purpose: 'Clean water', principles: '', speaks: '' },
    ...{ zone: 'America/Chicago', created_at: iso(begins) },
  }));
  const spaces = tenants.map((tenant) => {
    const spaceId = id();
    const row = { id: spaceId, platform: 'playground', tenant, name: tenant, seen_at: iso(begins) };
    add('space', begins, never, () => row);
    add('binding', begins, never, () => ({
      ...{ space_id: spaceId, coalition_id: coalitionId, vouches: true, bound_at: iso(begins) },
    }));
    return spaceId;
  });

  const organisations = times(sizes.organisations + sizes.goneOrganisations, (at): Organisation => {
    const from = comes();
    const until = at < sizes.organisations ? never : between(from + day, ends);
    const signed = often(0.6) ? between(from, ends + 20 * week) : undefined;
    const row = {
      ...of(),
      name: `Organisation ${at}`,
      kind: any(['formal', 'informal']),
      listed: at % 9 !== 4,
    };
    add('organisation', from, never, (now) => ({
      ...{ ...row, added_at: iso(from), signed_at: since(now, signed), left_at: since(now, until) },
      ...{ about: '', issues: '', place: '' },
    }));
    return { id: row.id, from, until, listed: row.listed };
  });
  const hubs = times(sizes.hubs, (at): Hub => {
    const from = at < 18 ? begins : comes(0);
    const until = at % 8 === 7 ? between(from + 4 * week, ends) : never;
    const places = times(at % 3 === 0 ? 3 : 1, (nth) => `Corner ${at} ${['north', 'east', 'south'][nth]}`);
    const row = {
      ...of(),
      name: `Hub ${at}`,
      kind: 'chapter',
      zone: 'America/Chicago',
      places: places.join(', '),
    };
    add('hub', from, never, (now) => ({ ...row, added_at: iso(from), closed_at: since(now, until) }));
    return { id: row.id, from, until, places };
  });

  const people = times(sizes.people + sizes.gone, (at): Person => {
    const quiet = at >= 20 && at < 26;
    const from = at < 40 ? begins : comes(0.35);
    const until = at < sizes.people ? never : between(from + day, ends);
    const of1 = organisations[at % 11 === 0 ? whole(20) : whole(organisations.length)];
    const organisation = at < 40 || !often(0.1) ? of1 : undefined;
    const found = quiet
      ? at % 2 === 0
        ? 'nobody'
        : 'members'
      : any(['members', 'members', 'members', 'weavers', 'nobody']);
    const row = { id: chance.id(from), coalition_id: coalitionId };
    const name = quiet ? `Zephyrine Hush ${at}` : `Person ${at}`;
    const vouched = at < 40 || often(0.9) ? from + whole(12 * day) : undefined;
    const snoozed = !quiet && often(0.05) ? between(from, ends) : undefined;
    add('person', from, never, (now) => {
      const isGone = until <= now;
      const isOf = organisation && isHere(organisation, now) && !isGone ? organisation.id : null;
      return {
        ...{ ...row, name: isGone ? '' : name, organisation_id: isOf, joined_at: iso(from) },
        ...{
          zone: 'UTC',
          zone_from: 'coalition',
          language: 'en',
          spoken: '',
          offers: '',
          needs: '',
          issues: '',
          place: '',
        },
        ...{ vouched_at: isGone ? null : since(now, vouched), left_at: since(now, until) },
        snoozed_until: snoozed !== undefined && !isGone && snoozed < now ? iso(snoozed + 3 * week) : null,
      };
    });
    const account = `${prefix}U${at}`;
    const goneFrom = at >= 40 && often(0.03) ? between(from, ends) : undefined;
    const closed = often(0.06) ? between(from, ends) : undefined;
    const thread = often(0.3) ? 'a thread' : null;
    const ofAccount = {
      ...of(),
      person_id: row.id,
      space_id: any(spaces),
      platform: 'playground',
      external: account,
    };
    const spaceId = at < 40 ? spaces[0] : ofAccount.space_id;
    add('account', from, until, (now) => ({
      ...{ ...ofAccount, space_id: spaceId, added_at: iso(from), gone_at: since(now, goneFrom) },
      ...{ closed_at: since(now, closed), direct: null, thread: closed === undefined ? null : thread },
    }));
    const consents = { found, suggested: quiet || often(0.8) ? 'yes' : 'no', amplify: 'yes' };
    for (const [kind, answer] of Object.entries(consents))
      add('consent', from, until, () => ({
        ...{ person_id: row.id, coalition_id: coalitionId, kind, answer, decided_at: iso(from) },
      }));
    const own = quiet ? [] : some(hubs.slice(0, 20), whole(3));
    for (const hub of own) {
      const joined = Math.max(from, hub.from);
      add('hub_member', joined, until, () => ({
        ...{ hub_id: hub.id, person_id: row.id, coalition_id: coalitionId, joined_at: iso(joined) },
      }));
    }
    return { id: row.id, name, account, from, until, organisation, hubs: own, found, quiet };
  });

  const serve = (person: Person | undefined, role: string, from: number, until = never, hub?: Hub) => {
    if (!person) return;
    const begun = Math.max(from, person.from);
    const row = { ...of(), person_id: person.id, role, hub_id: hub?.id ?? null, granted_by_id: null };
    add('role', begun, Math.min(until, person.until), () => ({ ...row, granted_at: iso(begun) }));
    if (person.until < until)
      add('audit', person.until, never, () => ({
        ...{ id: row.id, coalition_id: coalitionId, at: iso(person.until), act: 'role.left' },
        ...{ subject: person.id, person_id: null, detail: { role, ...(hub && { hub: hub.id }) } },
      }));
  };
  const at = (number: number) => begins + number * week;
  const [first, second, third, ...others] = people;
  const apart = others.find(({ organisation }) => organisation && organisation !== first?.organisation);
  // Operators of one organisation at first, one principal for a while, no weaver for everybody for a while.
  serve(first, 'operator', begins);
  serve(apart, 'operator', at(60));
  serve(second, 'principal', begins);
  for (const one of [third, others[0], others[1]]) serve(one, 'principal', at(30));
  serve(first, 'weaver', begins, at(70));
  serve(second, 'weaver', begins, at(70));
  serve(third, 'weaver', at(80));
  for (const [place, hub] of hubs.slice(0, 3).entries())
    serve(people[8 + place], 'weaver', begins, never, hub);
  for (const one of some(people.slice(26, sizes.people), 30))
    serve(one, 'driver', between(begins, ends), never, often(0.3) ? any(hubs) : undefined);
  for (const one of people.slice(-30)) serve(one, any(['driver', 'weaver', 'principal']), one.from);
  for (const hub of hubs)
    for (const one of some(people.slice(26), whole(4))) {
      const from = Math.max(one.from, hub.from);
      const row = { ...of(), person_id: one.id, hub_id: hub.id, organisation_id: null, since: iso(from) };
      add('representative', from, one.until, () => row);
    }
  for (const one of some(people.slice(26), 120)) {
    if (!one.organisation) continue;
    const from = Math.max(one.from, one.organisation.from);
    const row = {
      ...of(),
      person_id: one.id,
      hub_id: null,
      organisation_id: one.organisation.id,
      since: iso(from),
    };
    add('representative', from, Math.min(one.until, one.organisation.until), () => row);
  }
  const loud = people.filter(({ quiet }) => !quiet);
  return {
    ...{ coalitionId, tenants, begins, organisations, hubs, people, things },
    quiet: people.filter(({ quiet }) => quiet),
    here: (moment) => loud.filter((one) => isHere(one, moment)),
  };
}
