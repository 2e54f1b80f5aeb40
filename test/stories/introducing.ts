import { setConsent, tables } from '#directory/index.ts';
import * as rows from '#introductions/tables.ts';
import { share } from '../faults/share.ts';
import { type Casting, castings, type Shown, type StageOf } from '../support/stage/index.ts';

/** Two platforms in one coalition: people in both spaces, and people who share none. */
export const mixed: readonly Casting[] = process.env.TEST_CASTING
  ? []
  : [
      { clearwater: 'slack', delta: 'discord' },
      { clearwater: 'discord', delta: 'playground' },
    ];

/** Where platforms meet in one story: with every change on Slack and Discord at once, with TEST_FAULTS=1 on each alone too. */
export const together: readonly Casting[] = share(mixed.length > 0 ? mixed.slice(0, 1) : castings, [
  ...castings,
  ...mixed.slice(0, 1),
]);

/** Long stories: with every change on Slack and on Discord, with TEST_FAULTS=1 on the playground too. */
export const onPlatforms: readonly Casting[] = share(
  castings.length > 1 ? castings.filter((one) => one !== 'playground') : castings,
  castings,
);

/** For `describe.each`: a casting by its name. */
export const named = (list: readonly Casting[]) =>
  list.map((casting) => ({
    casting,
    where: typeof casting === 'string' ? casting : `${casting.clearwater} and ${casting.delta}`,
  }));

/** The id of somebody of the cast. */
export function idOf(stage: StageOf, who: string): string {
  const id = stage.seeded.people.get(who);
  if (id === undefined) throw new Error(`${who} has not joined`);
  return id;
}

/** A weaver offers two people to each other, by their full names. */
export async function offers(
  stage: StageOf,
  weaver: string,
  [one, two]: readonly [string, string],
  more: { readonly note?: string; readonly join?: boolean } = {},
): Promise<void> {
  const as = stage.as(weaver);
  await as.types(`intro make one:"${one}" two:"${two}"`);
  await as.fills({ note: more.note ?? '', join: more.join ?? false });
}

/** What a person was answered last. */
export async function answerTo(stage: StageOf, who: string): Promise<string> {
  return (await stage.as(who).latest())?.text ?? '';
}

/** The messages of one kind that a person has before them. */
export async function messagesTo(
  stage: StageOf,
  who: string,
  where: Shown['where'],
): Promise<readonly Shown[]> {
  return (await stage.as(who).shown()).filter((one) => one.where === where);
}

/** Consents, as if the person had said so in their profile. */
export async function consents(
  stage: StageOf,
  who: string,
  said: Readonly<Partial<Record<'found' | 'suggested' | 'reach', string>>>,
): Promise<void> {
  const person = { id: idOf(stage, who), coalitionId: stage.seeded.coalitionId };
  await stage.db.transaction(async (tx) => {
    for (const [kind, answer] of Object.entries(said))
      await setConsent({ tx, now: stage.clock.now() }, person, kind as keyof typeof said, answer);
  });
}

/** The introductions there are, with the names of the two, oldest first. */
export async function introductionsOf(stage: StageOf) {
  const all = await stage.db.select().from(rows.introduction).orderBy(rows.introduction.offeredAt);
  const people = await stage.db.select().from(tables.person);
  const name = (id: string | null) => people.find((one) => one.id === id)?.name ?? '';
  return all.map((row) => ({
    ...row,
    between: [name(row.firstId), name(row.secondId)].sort().join(' and '),
  }));
}

/** Lets nobody be suggested but these: few, so that no two suggestions are equally good. */
export async function onlySuggested(stage: StageOf, list: readonly string[]): Promise<void> {
  for (const who of stage.seeded.people.keys())
    await consents(stage, who, { suggested: list.includes(who) ? 'yes' : 'no' });
}
