// What is said, read as plain words: nothing twice, nothing that is not true, and nothing that cannot be done.
import { expect, test } from 'vitest';
import { type Message, plain, plainText } from '#chat/index.ts';
import { gaps, type Holding, type Hosting, type Place } from '#convergence/held.ts';
import { letterMessage } from '#convergence/letter-messages.ts';
import { detailsMessage, hostedMessage } from '#convergence/messages.ts';
import { cancelledPost, eventMessage, resultPost, tallyMessage } from '#convergence/post-messages.ts';
import { tallyOf } from '#convergence/tally.ts';
import { words } from '#convergence/words.ts';
import type { JoinedContext } from '#directory/index.ts';
import { planned } from './support/convergence.ts';

const off = { ...planned, state: 'cancelled' as const, reason: 'Flood.' };
const delta = { id: 'h1', name: 'Delta', zone: 'America/Chicago', places: 'Houma, Memphis' } as Place['hub'];
const place = (id: string, more: Partial<Place> = {}): Place =>
  ({
    ...{ id, state: 'hosting', hubId: 'h1', hub: delta, organisationId: null, host: 'Delta', leadId: 'ana' },
    ...{ what: 'We sing.', place: 'Houma', expected: 20, bring: 'a lantern', confirmedAt: null },
    ...more,
  }) as Place;
const houma = place('p1');
const holding = {
  ...{ hubs: [delta], places: [houma] },
  roles: [{ id: 'r1', name: 'first aid', takenById: null }],
} as unknown as Holding;
const nobody: Holding = { ...holding, places: [], roles: [] };
const came = (count: number, final = false) => [
  { hostingId: 'p1', count, source: 'door', final, corrected: false },
];
const times = (message: Message, some: string) => plain(message).split(some).length - 1;
const labels = ({ blocks }: Message) =>
  blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons.map(({ label }) => label) : []));

function show(given: Partial<Parameters<typeof detailsMessage>[2]>, roles: JoinedContext['roles'] = []) {
  const context = {
    language: 'en',
    person: { id: 'ana' },
    roles,
    represents: [],
  } as unknown as JoinedContext;
  return detailsMessage(context, planned, {
    ...{ holding, tally: tallyOf([], [], {}), leads: new Map([['p1', 'Ana']]), watches: true },
    ...{ hasBegun: false, isOver: false, eventless: [], holders: new Map(), open: gaps(holding) },
    ...given,
  });
}

test('a day offers each thing once, and asks how many came only once it has begun', () => {
  const before = labels(show({}));
  expect(before).toEqual([...new Set(before)]);
  expect(before).toEqual(expect.arrayContaining(['We host it', 'Ask someone', 'I take: first aid']));
  expect(before).not.toContain('How many came?');
  expect(labels(show({ hasBegun: true }))).toContain('How many came?');
  expect(times(show({}), 'first aid')).toBe(1);
});

test('a day nobody hosts says so until it is over', () => {
  expect(plain(show({ holding: nobody }))).toContain('Hosted: nowhere yet.');
  expect(plain(show({ holding: nobody, isOver: true, hasBegun: true }))).not.toContain('Hosted');
});

test('a place is named once where it stands, and its line has one full stop', () => {
  expect(plain(show({}))).toContain('Houma (Delta): We sing. Led by Ana');
  const letter = letterMessage(
    planned,
    {
      ...{ round: -7, holding, gaps: gaps(holding), now: planned.changedAt },
      letter: { personId: 'ana', leads: [houma], speaks: [], watches: [] },
      heard: { numbers: new Set(), finals: new Set() },
    },
    'Europe/London',
    'en',
  );
  expect(times(letter, 'Houma')).toBe(1);
  expect(times(hostedMessage(planned, houma as Hosting, 'Europe/London', 'en'), 'Houma')).toBe(1);
});

test('a correction is said once, in a sentence, of one hub and of several', () => {
  const shown = { least: 52, most: 52 };
  const one = tallyMessage(planned, tallyOf([houma], came(49), { all: shown, h1: shown }), [houma], 'en');
  expect(times(one, '52 was shown before.')).toBe(1);
  expect(times(one, 'shown before')).toBe(1);
  const elsewhere = place('p2', { hubId: null, hub: null });
  const two = tallyOf([houma, elsewhere], came(49), { all: shown });
  expect(plain(tallyMessage(planned, two, [houma, elsewhere], 'en'))).toContain('\n52 was shown before.\n');
});

test('a result is so far, a week later or in the end, and says of no message that it will change', () => {
  const lead = (round: 1 | 7, final: boolean) => {
    const result = resultPost(planned, round, tallyOf([houma], came(1, final), {}), holding, 'en');
    expect(plain(result)).not.toContain('ten minutes');
    expect(times(result, 'Not final yet: Delta.')).toBe(round === 7 && !final ? 1 : 0);
    return plainText(result.text);
  };
  expect(lead(1, false)).toBe('River day, so far: 1 person, preliminary (1 of 1 place).');
  expect(lead(7, false)).toBe('River day, a week later: 1 person, preliminary (1 of 1 place).');
  expect(lead(7, true)).toBe('River day, in the end: 1 person, final (1 of 1 place).');
});

test('a cancelled day says so in the place of its event and in calendars', () => {
  expect(plain(eventMessage(off, 'en'))).toContain('Cancelled: River day.\n“Flood.”');
  const [file] = cancelledPost(off, 'en').blocks.filter(({ kind }) => kind === 'calendar');
  expect(file).toMatchObject({ calendar: { state: 'cancelled' } });
});

test('an event that was refused is said with what to do, and whether one stands', () => {
  const say = (code: string, ofChange = false) =>
    plainText(words.en.noEvent('River day', 'RIVER', { code, ofChange }));
  expect(say('50013')).toContain('Give its role “Create Events”');
  expect(say('full')).toContain('the server has 100 already. Cancel one there');
  expect(say('past')).toBe('No event for River day in RIVER: the day had begun there already.');
  for (const code of ['10070', '180000', 'past', '50035'])
    expect(say(code, true)).toMatch(/^The event of River day in RIVER could not be changed: .+ by hand/);
});
