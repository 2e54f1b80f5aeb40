import { randomUUID } from 'node:crypto';
import * as actions from '#actions/tables.ts';
import { askedFor, request } from '#amplification/tables.ts';
import type { Seeded } from '#cast/index.ts';
import * as days from '#convergence/tables.ts';
import { delivery } from '#delivery/tables.ts';
import { pair, tables } from '#directory/index.ts';
import * as intro from '#introductions/tables.ts';
import * as pulses from '#pulse/tables.ts';
import * as resources from '#resources/tables.ts';
import { result } from '#results/tables.ts';
import { dueFailure } from '#schedule/tables.ts';
import { type Db, newId } from '#store/index.ts';

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Fills a seeded coalition with three months of everything that a digest tells of, by chance from a seed: what is new and
 * what is old, what counts and what does not, side by side.
 */
export async function fillCoalition(db: Db, seeded: Seeded, now: Temporal.Instant, seed: number) {
  const random = seededRandom(seed);
  const { coalitionId } = seeded;
  const people = [...seeded.people.values()];
  const organisations = [...seeded.organisations.values()];
  const hubs = [...seeded.hubs.values()];
  const whole = (below: number) => Math.floor(random() * below);
  const any = <T>(list: readonly T[]): T => {
    const [first] = list;
    const drawn = list[whole(list.length)] ?? first;
    if (drawn === undefined) throw new Error('nothing to draw from');
    return drawn;
  };
  const often = (share: number) => random() < share;
  const ago = (daysBack: number) => now.subtract({ minutes: 1 + whole(daysBack * 1440) });
  const times = <T>(count: number, make: (at: number) => T) =>
    Array.from({ length: count }, (_, at) => make(at));
  const of = () => ({ id: newId(now), coalitionId });
  const two = (): readonly [string, string] => {
    const one = any(people);
    return [one, any(people.filter((other) => other !== one))];
  };

  // Who came and left.
  await db.insert(tables.person).values(
    times(14, (at) => ({
      ...{ ...of(), name: often(0.3) ? '' : `Newcomer ${at}`, zone: 'UTC', zoneFrom: 'coalition' as const },
      ...{ organisationId: often(0.5) ? any(organisations) : null, joinedAt: ago(20) },
      vouchedAt: often(0.4) ? ago(3) : null,
      leftAt: often(0.3) ? ago(14) : null,
    })),
  );
  await db.insert(tables.organisation).values([
    { ...of(), name: 'Gone', kind: 'informal', addedAt: ago(80), leftAt: ago(9), signedAt: ago(30) },
    { ...of(), name: 'Unsigned', kind: 'informal', listed: often(0.5), addedAt: ago(80) },
  ]);
  await db
    .insert(tables.hub)
    .values({ ...of(), name: 'Closed', kind: 'caucus', zone: 'UTC', addedAt: ago(90), closedAt: ago(3) });
  await db
    .insert(tables.representative)
    .values(
      hubs.flatMap((hubId, at) =>
        people.slice(0, at).map((personId) => ({ ...of(), personId, hubId, since: ago(30) })),
      ),
    );
  await db.insert(tables.audit).values(
    times(12, () => ({
      ...{
        ...of(),
        at: ago(15),
        act: any(['role.left', 'role.revoked', 'person.left']),
        subject: randomUUID(),
      },
      detail: { role: any(['weaver', 'principal', 'driver']) },
    })),
  );

  // Introductions and ties.
  const used = new Set<string>();
  for (const at of times(40, (n) => n)) {
    const ends = pair(...two());
    if (used.has(`${ends.firstId} ${ends.secondId}`)) continue;
    used.add(`${ends.firstId} ${ends.secondId}`);
    const state = any(['introduced', 'settled', 'lapsed'] as const);
    const offeredAt = ago(60);
    const wasMade = state !== 'lapsed';
    const introducedAt = wasMade ? offeredAt.add({ hours: 24 * whole(7) }) : null;
    const [made] = await db
      .insert(intro.introduction)
      .values({
        ...{ ...of(), reasons: [], reach: 'together', state, offeredAt, introducedAt },
        ...(wasMade && ends),
      })
      .returning();
    if (!made || introducedAt === null) continue;
    for (const personId of [ends.firstId, ends.secondId]) {
      if (often(0.4)) continue;
      const answeredAt = introducedAt.add({ hours: 24 * (7 + whole(14)) });
      if (Temporal.Instant.compare(answeredAt, now) > 0) continue;
      const answer = any(['met', 'met', 'not yet', 'could not', 'rather not'] as const);
      const row = { ...of(), introductionId: made.id, personId, round: 1, askedAt: introducedAt };
      await db.insert(intro.follow).values({ ...row, answer, answeredAt });
    }
    if (at % 2 === 0)
      await db
        .insert(tables.tie)
        .values({ coalitionId, ...ends, metAt: ago(40), since: ago(40) })
        .onConflictDoNothing();
  }
  await db
    .insert(tables.tie)
    .values(
      times(30, () => ({
        coalitionId,
        ...pair(...two()),
        since: often(0.6) ? ago(50) : null,
        firstSaidAt: ago(60),
      })),
    )
    .onConflictDoNothing();
  await db.insert(intro.ask).values(
    times(9, () => {
      const state = any(['open', 'open', 'offered', 'answered', 'closed'] as const);
      const askedAt = ago(10);
      return {
        ...of(),
        personId: any(people),
        words: 'zoning law',
        state,
        askedAt,
        aloneAt: often(0.5) ? ago(2) : null,
        endsAt: now,
      };
    }),
  );

  // Actions and what they came to.
  for (const at of times(24, (n) => n)) {
    const startsAt = now.add({ hours: whole(24 * 50) - 24 * 35 });
    const state = any(['posted', 'posted', 'posted', 'cancelled', 'draft'] as const);
    const [made] = await db
      .insert(actions.action)
      .values({
        ...{
          ...of(),
          announcerId: any(people),
          state,
          title: `Action ${at}`,
          what: '',
          startsAt,
          zone: 'UTC',
        },
        ...{
          tactic: 'other' as never,
          audience: any(['coalition', 'coalition', 'hubs'] as never[]),
          draftedAt: ago(40),
        },
        postedAt: state === 'draft' ? null : startsAt.subtract({ hours: 24 * whole(12) }),
        lesson: often(0.3) ? 'Bring tables.' : '',
        askAt: often(0.3) ? now : null,
      })
      .returning();
    if (!made) continue;
    const parts = times(whole(20), () => ({
      actionId: made.id,
      personId: any(people),
      coalitionId,
      since: ago(5),
    }));
    const hows = parts.map((part) => ({ ...part, how: any(['in', 'help', 'shared'] as const) }));
    if (hows.length > 0) await db.insert(actions.actionPart).values(hows).onConflictDoNothing();
    if (often(0.4))
      await db.insert(actions.actionOrganiser).values({
        ...of(),
        actionId: made.id,
        personId: any(people),
        askedAt: ago(9),
        confirmedAt: often(0.7) ? ago(8) : null,
      });
    if (often(0.4)) {
      const stances = organisations
        .slice(0, 1 + whole(3))
        .map((organisationId) => ({ actionId: made.id, organisationId, coalitionId }));
      await db
        .insert(actions.actionStance)
        .values(stances.map((row) => ({ ...row, stance: any(['run', 'support'] as const), setAt: ago(5) })));
    }
    if (often(0.5)) {
      const numbers = times(1 + whole(3), (n) => ({
        ...of(),
        actionId: made.id,
        count: whole(400),
        unit: any(['people', 'doors']),
        source: `Source ${n}`,
      }));
      const correctedById = () => (often(0.2) ? randomUUID() : null);
      await db.insert(result).values(
        numbers.map((row) => ({
          ...row,
          final: often(0.5),
          reportedAt: ago(20),
          correctedById: correctedById(),
        })),
      );
    }
  }

  // Requests, needs and resources.
  for (const at of times(16, (n) => n)) {
    const openedAt = ago(25);
    const state = any(['open', 'open', 'ended', 'cancelled', 'draft'] as const);
    const languages = often(0.4) ? ['en', 'es'] : ['en', 'en'];
    const [made] = await db
      .insert(request)
      .values({
        ...{
          ...of(),
          requesterId: any(people),
          organisationId: any([...organisations.slice(0, 6), null]),
          state,
        },
        ...{
          ask: `Please share ${at}`,
          tactic: 'other',
          urgent: false,
          draftedAt: openedAt,
          openedAt: state === 'draft' ? null : openedAt,
        },
        framings: languages.map((language) => ({ language, words: 'Look' })),
        endsAt: openedAt.add({ hours: 24 * (5 + whole(40)) }),
      })
      .returning();
    if (!made || state === 'draft') continue;
    const asked = people
      .filter(() => often(0.15))
      .map((personId) => {
        const willAt = at % 3 > 0 && often(0.5) ? openedAt.add({ hours: 1 }) : null;
        const doneAt = willAt && often(0.6) ? willAt.add({ hours: 24 * whole(9) }) : null;
        return { ...of(), requestId: made.id, personId, framing: 0, askedAt: openedAt, willAt, doneAt };
      });
    if (asked.length > 0) await db.insert(askedFor).values(asked);
  }
  for (const at of times(12, (n) => n)) {
    const listedAt = ago(30);
    const [made] = await db
      .insert(resources.listing)
      .values({
        ...{
          ...of(),
          personId: any(people),
          kind: any(['need', 'need', 'offer'] as const),
          words: `Chairs ${at}`,
          listedAt,
        },
        ...{ endsAt: listedAt.add({ hours: 24 * (10 + whole(30)) }), endedAt: often(0.2) ? ago(3) : null },
      })
      .returning();
    if (made && often(0.4))
      await db
        .insert(resources.answer)
        .values({ ...of(), listingId: made.id, personId: any(people), address: 'x', answeredAt: ago(3) });
  }
  for (const at of times(6, (n) => n)) {
    const row = {
      ...of(),
      kind: 'toolkit' as const,
      title: `Kit ${at}`,
      link: `https://example.org/${at}`,
      goodFor: 'x',
    };
    await db.insert(resources.resource).values({ ...row, language: 'English', maker: '', addedAt: ago(20) });
    if (often(0.6))
      await db
        .insert(resources.thanks)
        .values({ ...of(), resourceId: row.id, personId: any(people), words: '', thankedAt: ago(15) });
  }

  // Pulses that closed.
  for (const [at, back] of [21, 14, 3].entries()) {
    const closesAt = now.subtract({ hours: 24 * back });
    const row = { ...of(), number: at + 1, state: 'closed' as const, publicKey: new Uint8Array(1), closesAt };
    const questions = [
      { id: 'purpose-clear', theme: 'purpose' as const },
      { id: 'load-rest', theme: 'load' as const },
    ];
    await db.insert(pulses.pulse).values({
      ...{
        ...row,
        questions,
        opensAt: closesAt.subtract({ hours: 72 }),
        eligible: 60,
        asked: 40 + whole(20),
      },
      ...{
        did: at === 1 && often(0.5) ? 'We rest.' : '',
        participation: often(0.8) || at === 2 ? 5 * whole(20) : null,
      },
    });
    const told = (question: number) =>
      ['low', 'middle', 'high'].map((bands) => ({
        ...of(),
        pulseId: row.id,
        question,
        bands,
        count: 5 + whole(10),
      }));
    await db.insert(pulses.released).values([...told(0), ...told(1)]);
  }

  // Convergence days.
  for (const [at, ahead] of [-5, 9, 20, 45].entries()) {
    const date = now
      .add({ hours: 24 * ahead })
      .toZonedDateTimeISO('UTC')
      .toPlainDate()
      .toString();
    const row = {
      ...of(),
      state: ahead < 0 ? ('over' as const) : ('planned' as const),
      name: `Day ${at}`,
      ask: 'x',
      linkKey: randomUUID(),
    };
    await db.insert(days.day).values({
      ...{ ...row, firstDay: date, lastDay: date, fromMinute: 600, untilMinute: 900 },
      ...{ draftedAt: ago(30), changedAt: ago(30), plannedAt: ago(29) },
    });
    const hosts = hubs.filter(() => often(0.5));
    for (const hubId of hosts)
      await db.insert(days.hosting).values({
        ...{
          ...of(),
          dayId: row.id,
          hubId,
          state: any(['hosting', 'hosting', 'asked', 'withdrawn'] as const),
        },
        leadId: often(0.7) ? any(people) : null,
      });
    await db.insert(days.dayRole).values({
      ...of(),
      dayId: row.id,
      position: 0,
      name: 'First aid',
      takenById: often(0.5) ? any(people) : null,
    });
  }

  // Messages that went out.
  await db.insert(delivery).values(
    times(120, (at) => {
      const state = any(['sent', 'sent', 'refused', 'expired', 'uncertain', 'bundled'] as const);
      const code = state === 'refused' ? any(['50007', 'muted', 'left', 'closed']) : null;
      return {
        ...{
          ...of(),
          kind: any(['intro.offer', 'action.post']),
          subject: randomUUID(),
          recipient: `person:${at}`,
        },
        ...{ personId: any(people), unasked: false, lane: 3, state, code, dueAt: ago(20), expiresAt: now },
        ...{ createdAt: ago(20), endedAt: ago(15) },
      };
    }),
  );
  await db.insert(dueFailure).values(
    times(4, () => ({
      ...{
        name: any(['intro.ask', 'pulse.close']),
        rowId: randomUUID(),
        coalitionId,
        attempts: 8,
        retryAt: now,
      },
      ...{ stuck: often(0.6), firstAt: ago(2), code: 'x' },
    })),
  );
}
