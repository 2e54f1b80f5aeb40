import { sql } from 'drizzle-orm';
import type { World } from './model-world.ts';

/** Everything that is stored, a line for each row, sorted; the same for two worlds in which the same has come about. */
export type State = Readonly<Record<string, readonly string[]>>;

// How fast Weft writes and what the schedule did when are no part of what has come about.
const left = ['pace', 'due_done', 'outage', 'installation'];
/** Numbered by when they were written, or drawn by chance. */
const dropped = ['id', 'position', 'posted', 'hash', 'marks', 'lease_owner', 'attempts'];
/** A set, whose order comes from ids. */
const accounts = /(?<="accounts":\[)[^\]]*/g;
const moment = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|\+00:00)/g;
/** Never the same twice. */
const sealed = /\bs1\.[\w-]+/g;
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Reads the state, with ids told by what they mean and moments by whether there is one. */
export async function readState({ db, arrived }: World): Promise<State> {
  const named = await nameIds(db);
  const says = (text: string) =>
    text
      .replaceAll(moment, '<moment>')
      .replaceAll(uuid, (id) => named.get(id) ?? '<id>')
      .replaceAll(sealed, '<sealed>')
      .replaceAll(accounts, (list) => list.split(',').sort().join());
  const { rows: tables } = await db.execute<{ name: string }>(
    sql`select tablename "name" from pg_tables where schemaname = 'public' order by 1`,
  );
  const state: Record<string, readonly string[]> = {};
  for (const { name } of tables) {
    if (left.includes(name)) continue;
    const { rows } = await db.execute<{ row: Record<string, unknown> }>(
      sql.raw(`select to_jsonb(t) "row" from "${name}" t`),
    );
    state[name] = rows.map(({ row }) => line(row, name, says)).sort();
  }
  state.arrived = arrived()
    .map((id) => says(id))
    .sort();
  return state;
}

function line(row: Record<string, unknown>, table: string, says: (text: string) => string): string {
  const isDrawn = (name: string) =>
    dropped.includes(name) || (table === 'introduction_pair_key' && name === 'key');
  const entries = Object.entries(row).flatMap(([name, value]): [string, string][] =>
    isDrawn(name) || value === null ? [] : [[name, says(JSON.stringify(value))]],
  );
  // Of a pair the one with the lower id comes first, and ids are drawn by chance.
  const said = new Map(entries);
  const isTurned = (said.get('first_id') ?? '') > (said.get('second_id') ?? '');
  const turned = (name: string) =>
    isTurned ? name.replace(/^(first|second)_/, (_, one) => (one === 'first' ? 'second_' : 'first_')) : name;
  return JSON.stringify(Object.fromEntries(entries.map(([name, value]) => [turned(name), value]).sort()));
}

/** What each id stands for, in words that are the same in every world. */
async function nameIds(db: World['db']): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.execute<{ id: string; name: string }>(sql`
    with people as (select person_id "id", min('person ' || external) "name" from account group by 1)
    select id::text, 'coalition' "name" from coalition
    union all select id::text, 'space ' || tenant from space
    union all select id::text, 'organisation ' || name from organisation
    union all select id::text, 'hub ' || name from hub
    union all select id::text, name from people
    union all select ask.id::text, 'ask ' || words from introduction_ask ask
    union all select role.id::text, concat('role ', role.role, ' of ', people.name)
      from role join people on people.id = role.person_id
    union all select i.id::text, concat('introduction of ', least(a.name, b.name), ' and ', greatest(a.name, b.name))
      from introduction i left join people a on a.id = i.first_id left join people b on b.id = i.second_id
    union all select s.id::text, concat('suggestion of ', least(a.name, b.name), ' and ', greatest(a.name, b.name))
      from introduction_suggestion s left join people a on a.id = s.first_id left join people b on b.id = s.second_id
    union all select side.id::text, concat('side of ', people.name)
      from introduction_side side join people on people.id = side.person_id`);
  const named = new Map(rows.map(({ id, name }) => [id, name]));
  const { rows: deliveries } = await db.execute<{
    id: string;
    kind: string;
    subject: string;
    recipient: string;
  }>(sql`select id::text, kind, subject::text, recipient from delivery`);
  for (const { id, kind, subject, recipient } of deliveries) {
    const to = recipient.replaceAll(uuid, (one) => named.get(one) ?? '<id>');
    named.set(id, `${kind} about ${named.get(subject) ?? '<id>'} to ${to}`);
  }
  return named;
}
