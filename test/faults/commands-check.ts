import { hashOf } from '#onboarding/code.ts';
import type { Deed } from './commands-people.ts';
import type { FaultyServer } from './server.ts';

/** How what people were told compares with what is stored. */
export interface Balance {
  readonly taken: number;
  readonly notSaved: number;
  readonly unanswered: number;
  /** the platform's own errors that the unanswered saw, by name */
  readonly failures: Readonly<Record<string, number>>;
  /** told that it is not saved, or told nothing, and stored all the same: allowed, and done once */
  readonly storedAnyway: number;
  /** rows of the inbox, and of those how many are done */
  readonly rows: number;
  /** every sentence is a promise broken */
  readonly problems: readonly string[];
}

interface Effects {
  readonly links: ReadonlyMap<string, number>;
  readonly codes: ReadonlySet<string>;
  readonly invites: ReadonlyMap<string, number>;
  readonly asks: ReadonlyMap<string, number>;
  readonly hubs: ReadonlyMap<string, string>;
  readonly organisations: ReadonlyMap<string, string>;
  readonly roles: ReadonlyMap<string, string>;
}

/**
 * Compares every gesture with its row in the inbox and with its effect: what was acknowledged is stored and done, what
 * was not is done wholly or not at all, and nothing is done twice. `codes` are those that people read.
 */
export async function weigh(
  server: FaultyServer,
  deeds: readonly Deed[],
  codes: readonly string[],
): Promise<Balance> {
  const rows = await server.query<{ platform: string; key: string; state: string; attempts: number }>(
    'select platform, key, state, attempts from inbox',
  );
  const stored = new Map(rows.map((row) => [`${row.platform} ${row.key}`, row]));
  const rowOf = (deed: Deed) => stored.get(`${deed.platform} ${deed.key}`);
  const effects = await readEffects(server);
  const problems: string[] = [];
  const fail = (deed: Deed, what: string) =>
    problems.push(`${deed.platform} ${deed.wish} (${deed.part}) ${deed.about}: ${what}`);

  for (const deed of deeds) {
    const row = rowOf(deed);
    if (deed.told === 'taken' && !row) fail(deed, 'acknowledged, and not stored');
    if (row && row.state !== 'done') fail(deed, `stored, and left ${row.state}`);
  }
  const whole = deeds.filter(({ part }) => part === 'whole');
  const done = (wish: Deed['wish']) => whole.filter((deed) => deed.wish === wish && rowOf(deed));

  // Each link and each invitation is a code of its own: their number tells whether one was made twice.
  for (const [wish, made] of [['link', effects.links] as const, ['invite', effects.invites] as const]) {
    const wanted = count(done(wish), ({ personId }) => personId);
    for (const id of new Set([...wanted.keys(), ...made.keys()])) {
      const [want, got] = [wanted.get(id) ?? 0, made.get(id) ?? 0];
      if (want !== got) problems.push(`${wish}: ${want} stored by one person, ${got} done`);
    }
  }
  for (const code of codes) {
    if (!effects.codes.has(hashOf(code))) problems.push('a code was told that does not exist');
  }
  if (new Set(codes).size < codes.length) problems.push('a code was told twice');

  // The others have a name: of one gesture, or of one form that was perhaps sent twice.
  const named = Map.groupBy(
    whole.filter(({ wish }) => !['link', 'invite'].includes(wish)),
    ({ wish, about }) => `${wish} ${about}`,
  );
  for (const all of named.values()) {
    const [first] = all;
    if (!first) continue;
    const got = effectOf(effects, first);
    const isStored = all.some(rowOf);
    if (isStored && got !== 'once') fail(first, `stored, and its effect is there ${got}`);
    if (!isStored && got !== 'never') fail(first, `not stored, and its effect is there ${got}`);
  }
  for (const [wish, known] of [
    ['ask', effects.asks],
    ['hub', effects.hubs],
    ['organisation', effects.organisations],
    ['role', effects.roles],
  ] as const) {
    const wished = new Set(whole.filter((deed) => deed.wish === wish).map(({ about }) => about));
    for (const about of known.keys())
      if (!wished.has(about)) problems.push(`${wish}: nobody wished ${about}`);
  }
  const keys = new Set(deeds.map((deed) => `${deed.platform} ${deed.key}`));
  if (keys.size < deeds.length) problems.push('two gestures had one key');

  const failures = count(
    deeds.flatMap(({ told }) => (typeof told === 'object' ? [told] : [])),
    ({ failure }) => failure,
  );
  return {
    failures: Object.fromEntries(failures),
    taken: deeds.filter(({ told }) => told === 'taken').length,
    notSaved: deeds.filter(({ told }) => told === 'not saved').length,
    unanswered: deeds.filter(({ told }) => typeof told === 'object').length,
    storedAnyway: deeds.filter((deed) => deed.told !== 'taken' && rowOf(deed)).length,
    rows: rows.length,
    problems,
  };
}

function effectOf(effects: Effects, { wish, about }: Deed): string {
  switch (wish) {
    case 'ask':
      return times(effects.asks.get(about));
    case 'hub':
      return effects.hubs.get(about) ?? 'never';
    case 'organisation':
      return effects.organisations.get(about) ?? 'never';
    case 'role':
      return effects.roles.get(about) ?? 'never';
    default:
      return 'never';
  }
}

const times = (n = 0) => (n === 0 ? 'never' : n === 1 ? 'once' : `${n} times`);

/** What belongs to one effect is there as a whole: the row, its audit, and whatever else was written with it. */
const parts = (...ns: readonly number[]) =>
  ns.every((n) => n === ns[0]) ? times(ns[0]) : `in parts (${ns.join(', ')})`;

async function readEffects(server: FaultyServer): Promise<Effects> {
  const counted = async (statement: string) =>
    new Map((await server.query<{ of: string; n: number }>(statement)).map(({ of, n }) => [of, n]));
  const links = await counted(
    `select person_id::text "of", count(*)::int n from code where use = 'link' group by 1`,
  );
  const invites = await counted(
    `select person_id::text "of", count(*)::int n from audit where act = 'space.invited' group by 1`,
  );
  const asks = await counted('select words "of", count(*)::int n from introduction_ask group by 1');
  const codes = await server.query<{ hash: string }>('select hash from code');
  const [sums] = await server.query<{ codes: number; invites: number }>(
    `select (select count(*)::int from code where use = 'invite') codes,
            (select count(*)::int from audit where act = 'space.invited') invites`,
  );
  if (sums && sums.codes !== sums.invites) invites.set('', sums.codes - sums.invites);
  const whole = (rows: readonly { of: string; ns: number[] }[]) =>
    new Map(rows.map(({ of, ns }) => [of, parts(...ns)]));
  const hubs = await server.query<{ of: string; ns: number[] }>(
    `select name "of", array[1,
       (select count(*)::int from audit where act = 'hub.added' and subject = hub.id),
       (select count(*)::int from hub_member where hub_id = hub.id),
       (select count(*)::int from representative where hub_id = hub.id)] ns
     from hub where name like 'Made %'`,
  );
  const organisations = await server.query<{ of: string; ns: number[] }>(
    `select name "of", array[1,
       (select count(*)::int from audit where act = 'organisation.added' and subject = organisation.id)] ns
     from organisation where name like 'Made %'`,
  );
  const roles = await server.query<{ of: string; ns: number[] }>(
    `select 'person:' || account.external || ' role:' || role.role || ' hub:"' || hub.name || '"' "of", array[1,
       (select count(*)::int from audit
        where act = 'role.granted' and subject = role.person_id
          and detail ->> 'role' = role.role and detail ->> 'hub' = hub.id::text),
       case when role.person_id = role.granted_by_id then 1
            else (select count(*)::int from delivery where kind = 'role.granted' and subject = role.id) end] ns
     from role join hub on hub.id = role.hub_id
     join account on account.person_id = role.person_id and account.platform = 'slack'`,
  );
  return {
    links,
    invites,
    asks,
    codes: new Set(codes.map(({ hash }) => hash)),
    hubs: whole(hubs),
    organisations: whole(organisations),
    roles: whole(roles),
  };
}

function count<T>(all: readonly T[], of: (one: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(of(one), (counts.get(of(one)) ?? 0) + 1);
  return counts;
}
