import type { Chance } from './chance.ts';
import { type Peopled, weeks } from './people.ts';
import { day, hour, iso, since, type Thing, week } from './rows.ts';

const never = Number.POSITIVE_INFINITY;

/** Pulses that closed, convergence days, and messages that arrived or did not. */
export function heardOf(chance: Chance, peopled: Peopled): readonly Thing[] {
  const { coalitionId, begins, organisations, hubs, quiet, here } = peopled;
  const { whole, between, often, any, some, id } = chance;
  const things: Thing[] = [];
  const add = (table: string, from: number, until: number, row: (now: number) => object) =>
    things.push({ table, at: (now) => (from <= now && now < until ? { ...row(now) } : undefined) });
  const of = (at: number) => ({ id: id(at), coalition_id: coalitionId });

  function pulse(opens: number, number: number) {
    const closes = opens + 3 * day;
    const isVoid = often(0.04);
    const told = often(0.85) && !isVoid ? 5 * (2 + whole(16)) : null;
    const said = often(0.6) ? closes + between(hour, 8 * day) : never;
    const themes = number % 3 === 0 ? ['load', 'voice'] : ['purpose', 'load'];
    const row = {
      ...{
        ...of(opens),
        number,
        public_key: '\\x00',
        opens_at: iso(opens),
        closes_at: iso(closes),
        due_at: null,
      },
      ...{
        questions: themes.map((theme) => ({
          id: theme === 'purpose' ? 'purpose-clear' : theme === 'load' ? 'load-rest' : 'voice-heard',
          theme,
        })),
      },
      ...{ eligible: here(opens).length, asked: Math.ceil(here(opens).length / 4) },
    };
    add('pulse', opens, never, (now) => ({
      ...{
        ...row,
        state: now < closes ? 'open' : isVoid ? 'void' : 'closed',
        did: said <= now && told !== null ? 'We rest.' : '',
      },
      participation: closes <= now ? told : null,
    }));
    for (const one of quiet) {
      const asked = { pulse_id: row.id, person_id: one.id, coalition_id: coalitionId };
      add('pulse_roster', opens, opens + 4 * week, () => asked);
    }
    if (told === null) return;
    for (const question of [0, 1]) {
      const bands = often(0.85) ? ['low', 'middle', 'high'] : ['low middle', 'high'];
      for (const band of bands) {
        const released = {
          ...of(closes),
          pulse_id: row.id,
          question,
          segment_id: null,
          bands: band,
          count: 5 + whole(60),
        };
        add('pulse_released', closes, never, () => released);
      }
      const ofHub = {
        ...of(closes),
        pulse_id: row.id,
        question,
        segment_id: any(hubs).id,
        bands: 'high',
        count: 9,
      };
      add('pulse_released', closes, never, () => ofHub);
    }
  }

  function convergence(date: number, number: number) {
    const drafted = date - 70 * day;
    const planned = drafted + 3 * day;
    const cancelled = often(0.1) ? between(planned, date) : undefined;
    const first = iso(date).slice(0, 10);
    const last = iso(date + (often(0.2) ? day : 0)).slice(0, 10);
    const open = hubs.filter(({ from, until }) => from <= drafted && until > date);
    const own = number % 5 === 4 ? open[0] : undefined;
    const row = {
      ...{
        ...of(drafted),
        called_by_id: null,
        hub_id: own?.id ?? null,
        name: `Day ${number}`,
        ask: 'Come',
        first_day: first,
      },
      ...{
        last_day: last,
        from_minute: 600,
        until_minute: 900,
        zone: null,
        version: 1,
        link_key: id(drafted),
        reason: '',
      },
      ...{
        drafted_at: iso(drafted),
        changed_at: iso(drafted),
        rounds_from: null,
        drop_at: null,
        wake_at: null,
      },
      ...{
        woken_at: null,
        count_at: null,
        counted_at: null,
        peaks: {},
        repeats: null,
        series_id: null,
        outside: null,
      },
    };
    add('convergence_day', drafted, never, (now) => ({
      ...row,
      state:
        now < planned
          ? 'draft'
          : (cancelled ?? never) <= now
            ? 'cancelled'
            : date + 8 * day <= now
              ? 'over'
              : 'planned',
      ...{ planned_at: since(now, planned), cancelled_at: since(now, cancelled) },
    }));
    if (!own && number % 3 === 1)
      for (const hub of some(open, 6)) {
        const named = { day_id: row.id, hub_id: hub.id, coalition_id: coalitionId };
        add('convergence_hub', drafted, never, () => named);
      }
    for (const [position, name] of ['First aid', 'Press', 'Bus'].slice(0, 1 + whole(3)).entries()) {
      const takes = often(0.6) ? between(planned, date) : never;
      const taker = any(here(drafted)).id;
      const role = { ...of(drafted), day_id: row.id, position, name };
      add('convergence_role', drafted, never, (now) => ({
        ...{ ...role, taken_by_id: takes <= now ? taker : null, taken_at: since(now, takes) },
      }));
    }
    const hosts = own ? [own] : some(open, Math.ceil(open.length * 0.7));
    for (const [nth, hub] of [...hosts, ...some(open, 2)].entries()) {
      const asked = between(planned, date - 2 * day);
      const hosted = nth < hosts.length && often(0.85) ? asked + between(hour, 10 * day) : never;
      const withdrawn = often(0.08) ? hosted + between(day, 10 * day) : never;
      const led = often(0.75) ? hosted + hour : never;
      const leads = any(here(drafted)).id;
      const organisation = often(0.2) ? any(organisations.filter(({ from }) => from <= drafted)) : undefined;
      const ofIt = {
        ...of(asked),
        day_id: row.id,
        hub_id: hub.id,
        organisation_id: organisation?.id ?? null,
        asked_by_id: null,
      };
      const rest = {
        what: '',
        place: `${any(hub.places)} ${nth >= hosts.length ? 'hall' : ''}`.trim(),
        expected: null,
        bring: '',
        confirmed_at: null,
      };
      add('convergence_hosting', asked, never, (now) => ({
        ...{ ...ofIt, ...rest, state: withdrawn <= now ? 'withdrawn' : hosted <= now ? 'hosting' : 'asked' },
        // Somebody quiet was asked to lead it, and has not said that they do.
        ...{
          lead_id: led <= now ? leads : hosted <= now ? null : (quiet[nth % quiet.length]?.id ?? null),
          led_at: since(now, led),
        },
        ...{ asked_at: iso(asked), hosted_at: since(now, hosted), withdrawn_at: since(now, withdrawn) },
      }));
    }
  }

  function deliver(at: number, isQuiet: boolean) {
    const state = any(['sent', 'sent', 'sent', 'sent', 'sent', 'sent', 'refused', 'expired', 'cancelled']);
    const doubtful = often(0.02) ? 'uncertain' : state;
    const person = isQuiet ? any(quiet) : any(here(at));
    const row = {
      ...{
        ...of(at),
        kind: any(['intro.offer', 'action.post', 'home.bundle']),
        subject: id(at),
        recipient: `person:${person.id}`,
      },
      ...{
        person_id: person.id,
        unasked: false,
        lane: 3,
        due_at: iso(at),
        expires_at: iso(at + 8 * day),
        created_at: iso(at),
      },
      code: doubtful === 'refused' ? any(['50007', 'muted', 'left', 'closed']) : null,
    };
    const ended = at + between(0, 2 * day);
    // Deliveries are forgotten after ninety days.
    add('delivery', at, at + 90 * day, (now) => ({
      ...{ ...row, state: now < ended ? 'due' : doubtful, ended_at: since(now, ended) },
      code: now < ended ? null : row.code,
    }));
  }

  for (let number = 0; number < weeks; number += 1) {
    const monday = begins + number * week;
    pulse(monday + day, number + 1);
    if (number % 2 === 0)
      convergence(Math.floor(monday / day) * day + 12 * week + Math.floor(between(0, 18)) * day, number / 2);
    for (let nth = 0; nth < 40; nth += 1) deliver(monday + between(0, week), nth === 0);
    const failed = {
      name: any(['intro.lapse', 'pulse.close', 'action.ask']),
      row_id: id(monday),
      coalition_id: coalitionId,
    };
    const until = monday + between(day, 5 * week);
    const stuck = often(0.5);
    add('due_failure', monday + hour, until, () => ({
      ...{ ...failed, attempts: 8, retry_at: iso(until), stuck, first_at: iso(monday), code: 'Error' },
    }));
  }
  return things;
}
