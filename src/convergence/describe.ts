import { and, asc, eq, isNull } from 'drizzle-orm';
import { Invalid } from '#chat/index.ts';
import { hasRole, type JoinedContext, settleNames, tables } from '#directory/index.ts';
import { localDate } from '#time/index.ts';
import type { Day } from './find.ts';
import type { Described } from './form.ts';
import { type Hours, isSameTime, spanIn } from './hours.ts';
import { limits } from './limits.ts';
import { parseDays } from './parse-days.ts';
import { parseHours } from './parse-hours.ts';
import { words } from './words.ts';

/** What was written about a day, as its rows keep it. */
export interface Description {
  readonly columns: Hours & Pick<Day, 'name' | 'ask' | 'repeats'>;
  readonly hubIds: readonly string[];
  readonly roles: readonly string[];
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * Checks what somebody wrote about a day; times that stay as they were may have passed meanwhile. Invalid: days or hours
 * that are none, have passed or are too far ahead, a zone or hub that is not known, too many roles.
 */
export async function describe(context: JoinedContext, given: Described, before?: Day): Promise<Description> {
  const say = words[context.language];
  const errors: Record<string, string> = {};
  const days = parseDays(given.day, context.now, context.zone);
  const hours = parseHours(given.hours);
  if (!days) errors.day = say.notDay;
  if (hours.problem !== undefined) errors.hours = say.notHours(hours.problem, hours.zones ?? []);
  const when = days && hours.problem === undefined ? { ...days, ...hours } : undefined;
  if (when && !(before && isSameTime(when, before))) Object.assign(errors, timeErrors(context, when));
  if (when && when.zone === null && given.repeats !== undefined) errors.repeats = say.onlyMoments;

  const known = await openHubs(context);
  const named = settleNames(given.hubs ?? '', known);
  if (named.unknown !== undefined)
    errors.hubs = say.noSuch(
      named.unknown,
      known.map(({ name }) => name),
    );

  const roles = linesOf(given.roles ?? '');
  const tooLong = roles.find((one) => [...one].length > limits.role);
  if (roles.length > limits.roles) errors.roles = say.tooManyRoles(limits.roles);
  else if (tooLong !== undefined) errors.roles = say.roleTooLong(tooLong);

  if (!when || Object.keys(errors).length > 0) throw new Invalid(errors);
  const { name, ask, repeats } = given;
  return {
    columns: { name, ask, ...when, repeats: repeats === undefined ? null : Number(repeats) },
    hubIds: named.found?.map(({ id }) => id) ?? [],
    roles,
  };
}

function timeErrors(context: JoinedContext, when: Hours): Readonly<Record<string, string>> {
  const say = words[context.language];
  const { now } = context;
  const zone = when.zone ?? context.zone;
  const { from, until } = spanIn(when, zone);
  const first = Temporal.PlainDate.from(when.firstDay);
  const today = localDate(now, zone);
  const length = first.until(when.lastDay).days + 1;
  const hasPassed =
    Temporal.PlainDate.compare(first, today) < 0 ||
    Temporal.Instant.compare(when.zone === null ? until : from, now) <= 0;
  if (hasPassed) return { day: say.past };
  if (Temporal.PlainDate.compare(first, today.add({ years: limits.yearsAhead })) > 0)
    return { day: say.tooFar };
  if (length > limits.days) return { day: say.tooManyDays(limits.days) };
  if (when.zone !== null && length > 1) return { hours: say.oneDay };
  return {};
}

/**
 * Whose day it is: the coalition’s where a principal calls it; otherwise that of the one hub which this person speaks for
 * and named, or which is the only one. Invalid where that is not clear.
 */
export async function ownerOf(context: JoinedContext, hubIds: readonly string[]): Promise<string | null> {
  if (hasRole(context, 'principal')) return null;
  const open = new Set((await openHubs(context)).map(({ id }) => id));
  const own = context.represents.flatMap((one) => (one.hubId && open.has(one.hubId) ? one.hubId : []));
  const wanted = hubIds.length === 0 ? own : hubIds;
  const [hubId, another] = wanted;
  const say = words[context.language];
  if (hubId === undefined || another !== undefined) throw new Invalid({ hubs: say.oneOwnHub });
  if (!own.includes(hubId)) throw new Invalid({ hubs: say.ownHubOnly });
  return hubId;
}

/** The open hubs and the listed organisations of a coalition that these names mean. Invalid on one that means none. */
export async function hostsMeant(
  context: JoinedContext,
  written: string,
): Promise<{ readonly hubIds: readonly string[]; readonly organisationIds: readonly string[] }> {
  const hubs = await openHubs(context);
  const organisations = await listedOrganisations(context);
  const { found, unknown } = settleNames(written, [...hubs, ...organisations]);
  if (!found)
    throw new Invalid({
      hosts: words[context.language].noSuch(
        unknown,
        hubs.map(({ name }) => name),
      ),
    });
  const ids = new Set(found.map(({ id }) => id));
  const among = (all: readonly Named[]) => all.filter(({ id }) => ids.has(id)).map(({ id }) => id);
  return { hubIds: among(hubs), organisationIds: among(organisations) };
}

/** Lines of text, without the empty ones and those that say the same. */
function linesOf(written: string): readonly string[] {
  const lines = written.split('\n').map((line) =>
    line
      .replace(/^[\s\-*•]+/, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
  return lines.filter((line, at) => line !== '' && lines.indexOf(line) === at);
}

// Everybody reads whose day it is and for whom: what is in no list can neither call one nor be named.
async function openHubs({ tx, coalition }: JoinedContext): Promise<readonly Named[]> {
  const { hub } = tables;
  return await tx
    .select({ id: hub.id, name: hub.name })
    .from(hub)
    .where(and(eq(hub.coalitionId, coalition.id), isNull(hub.closedAt), eq(hub.listed, true)))
    .orderBy(asc(hub.name));
}

async function listedOrganisations({ tx, coalition }: JoinedContext): Promise<readonly Named[]> {
  const { organisation } = tables;
  return await tx
    .select({ id: organisation.id, name: organisation.name })
    .from(organisation)
    .where(
      and(
        eq(organisation.coalitionId, coalition.id),
        eq(organisation.listed, true),
        isNull(organisation.leftAt),
      ),
    )
    .orderBy(asc(organisation.name));
}
