import { closestLanguage } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type Act, type Person, peopleByIds } from '#directory/index.ts';
import { isCoveredAll } from './coverage.ts';
import type { Day } from './find.ts';
import {
  type DayGaps,
  gaps,
  gapsFor,
  type Holding,
  holdingOf,
  hostId,
  isOfHost,
  type Place,
  speakersOf,
} from './held.ts';
import { remindKind } from './kinds.ts';
import { letterMessage } from './letter-messages.ts';
import { type Heard, hearsOfOwn, lettersFor, type Reason, waitsForHost } from './letters.ts';
import { limits } from './limits.ts';
import { resultsOf } from './numbers.ts';
import { tellChannels } from './remind-channels.ts';
import { occurrenceOf, type Round, staleAt } from './rounds.ts';
import { type DaySpace, zonesFor } from './spaces.ts';
import { watchersOf } from './watchers.ts';

/**
 * Tells a round to everyone whose 10:00 has come in one of these zones: to people what is theirs, each in one message, and
 * to channels how to join. Telling the same again does nothing.
 */
export async function tellRound(
  act: Act,
  one: Day,
  round: Round,
  zones: ReadonlySet<string>,
  spaces: readonly DaySpace[],
): Promise<void> {
  const holding = await holdingOf(act, one);
  await tellPeople(act, one, round, zones, spaces, holding);
  await tellChannels(
    act,
    one,
    round,
    spaces.filter(({ zone }) => zones.has(zone)),
    holding,
  );
}

async function tellPeople(
  act: Act,
  one: Day,
  round: Round,
  zones: ReadonlySet<string>,
  spaces: readonly DaySpace[],
  holding: Holding,
): Promise<void> {
  const heard = await heardOf(act, one);
  const open = gaps(holding);
  const { own } = await zonesFor(act, one, spaces);
  const reasons = await reasonsFor(act, one, { round, holding, heard, open, own });
  const letters = lettersFor(reasons, zones);
  const people = await peopleByIds(
    act.tx,
    one.coalitionId,
    letters.map(({ personId }) => personId),
  );
  const byId = new Map(people.map((person) => [person.id, person]));
  // Whoever takes part in several zones is told as long as it is true in one of them.
  const staleFor = (person: Person) =>
    reasons
      .filter(({ personId }) => personId === person.id)
      .map(({ zone }) => staleAt(one, round, zone))
      .reduce((a, b) => (Temporal.Instant.compare(a, b) < 0 ? b : a));
  await tellMany(
    act,
    remindKind,
    letters.flatMap((letter) => {
      const person = byId.get(letter.personId);
      if (!person || person.leftAt !== null) return [];
      const shown = { round, letter, gaps: gapsFor(open, letter.watches), holding, heard, now: act.now };
      return [
        {
          ...{ coalitionId: one.coalitionId, subject: one.id, occurrence: occurrenceOf(one, round) },
          to: { kind: 'person', personId: person.id } as const,
          message: letterMessage(one, shown, person.zone, closestLanguage(person.language)),
          expiresAt: staleFor(person),
        },
      ];
    }),
  );
}

interface Given {
  readonly round: Round;
  readonly holding: Holding;
  readonly heard: Heard;
  readonly open: DayGaps;
  /** the coalition’s zone, which principals and weavers go by */
  readonly own: string;
}

async function reasonsFor(act: Act, one: Day, given: Given): Promise<readonly Reason<Place>[]> {
  const { round, holding, heard, open, own } = given;
  const leadIds = holding.places.flatMap(({ leadId }) => leadId ?? []);
  const leads = new Map((await peopleByIds(act.tx, one.coalitionId, leadIds)).map((lead) => [lead.id, lead]));
  const at = (place: Place, person: Person | undefined) => place.hub?.zone ?? person?.zone ?? own;
  const leading = holding.places
    .filter((place) => hearsOfOwn(place, round, heard))
    .flatMap((place): Reason<Place>[] => {
      const lead = leads.get(place.leadId ?? '');
      return lead ? [{ personId: lead.id, zone: at(place, lead), leads: place }] : [];
    });
  const waiting = holding.places.filter((place) => isOfHost(place) && waitsForHost(place, round, heard));
  const speakers = await speakersOf(act, one.coalitionId, waiting.map(hostId));
  const speaking = speakers.flatMap(({ person, hubId, organisationId }) =>
    waiting
      .filter((place) => hostId(place) === hostId({ hubId, organisationId }))
      .map((place): Reason<Place> => ({ personId: person.id, zone: at(place, person), speaks: place })),
  );
  return [...leading, ...speaking, ...(await watching(act, one, { round, holding, heard, open, own }))];
}

/** From two weeks before, who looks after a hub hears what is uncovered; the day after, principals hear which places are silent. */
async function watching(act: Act, one: Day, given: Given): Promise<readonly Reason<Place>[]> {
  const { round, holding, heard, open, own } = given;
  const isBefore = round < 0 && round >= -limits.gapsFrom && !isCoveredAll(open);
  const isSilent =
    round === 1 && holding.places.some(({ id, state }) => state === 'hosting' && !heard.numbers.has(id));
  if (!isBefore && !isSilent) return [];
  const hubs = isBefore ? uncoveredHubs(open) : [];
  const zoneOf = new Map(holding.hubs.map(({ id, zone }) => [id, zone]));
  return (await watchersOf(act, one, hubs)).flatMap(({ id: personId, hubIds }): Reason<Place>[] =>
    hubIds === null
      ? [{ personId, zone: own, watches: 'all' }]
      : hubIds.map((hubId) => ({ personId, zone: zoneOf.get(hubId) ?? own, watches: [hubId] })),
  );
}

const uncoveredHubs = ({ hubs, places }: DayGaps) => [
  ...new Map([...hubs, ...places].map(({ hub }) => [hub.id, hub])).values(),
];

/** Places that have a number, and a final one. */
async function heardOf(act: Act, one: Day): Promise<Heard> {
  const numbers = (await resultsOf(act, one)).filter(({ correctedById }) => correctedById === null);
  const placesOf = (some: typeof numbers) => new Set(some.map(({ hostingId }) => hostingId));
  return { numbers: placesOf(numbers), finals: placesOf(numbers.filter(({ final }) => final)) };
}
