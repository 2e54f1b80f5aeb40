import { and, eq } from 'drizzle-orm';
import { apart, type Block, closestLanguage, type Message, message, note, paragraph } from '#chat/index.ts';
import { type Bundled, deliveryOf, type Kind, takeBundled, tell } from '#delivery/index.ts';
import { type Act, type Person, tables } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { nextLocal } from '#time/index.ts';
import { bundle } from './tables.ts';
import { words } from './words.ts';

/** Thursday at 10:00, local: neither the day of the pulse nor of the digest. */
const weekday = 4;
const hour = 10;

export const bundleKind: Kind = {
  name: 'home.bundle',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  about: { en: 'the weekly message that holds what could wait' },
  keepFor: { days: 3 },
};

/** Makes sure that the person's next bundle goes out, so that what waits for it is not forgotten. */
export async function putInBundle(act: Act, person: Person): Promise<void> {
  const goesAt = nextLocal({ after: act.now, zone: person.zone, hour, weekday });
  for (let goes = false; !goes; ) {
    await act.tx
      .insert(bundle)
      .values({ personId: person.id, coalitionId: person.coalitionId, goesAt })
      .onConflictDoNothing();
    // A bundle that is leaving just now must not leave without it: it stays until this is committed, or is made anew.
    const held = await act.tx.select().from(bundle).where(eq(bundle.personId, person.id)).for('key share');
    goes = held.length > 0;
  }
}

/** Sends one bundle: one message made of everything that waited and is still wanted. */
export const bundleDue = (kinds: () => readonly Kind[]): Due => ({
  name: 'home.bundle',
  table: bundle,
  id: bundle.personId,
  dueAt: bundle.goesAt,
  coalitionId: bundle.coalitionId,
  async carryOut(act, personId) {
    const [gone] = await act.tx.delete(bundle).where(eq(bundle.personId, personId)).returning();
    const [person] = await act.tx
      .select()
      .from(tables.person)
      .where(
        and(eq(tables.person.id, personId), eq(tables.person.coalitionId, gone?.coalitionId ?? personId)),
      );
    if (!gone || !person || person.leftAt !== null) return;
    const taken = await stillWanted(act, kinds(), await takeBundled(act, personId));
    if (taken.length === 0) return;
    await tell(act, bundleKind, {
      coalitionId: gone.coalitionId,
      subject: personId,
      occurrence: gone.goesAt.toString(),
      to: { kind: 'person', personId },
      message: bundleMessage(
        taken.map((one) => one.message),
        person,
      ),
    });
  },
});

/** The messages whose kind still wants them: what one is about may have ended while it waited. */
export async function stillWanted(
  act: Act,
  kinds: readonly Kind[],
  waiting: readonly Bundled[],
): Promise<readonly Bundled[]> {
  const wanted: Bundled[] = [];
  for (const one of waiting) {
    const row = await deliveryOf(act.tx, one.id);
    const kind = kinds.find(({ name }) => name === one.kind);
    if (row && (!kind?.wanted || (await kind.wanted(act, row)))) wanted.push(one);
  }
  return wanted;
}

function bundleMessage(messages: readonly Message[], person: Person): Message {
  const say = words[closestLanguage(person.language)];
  const blocks: Block[] = messages.flatMap((one) => [paragraph(one.text), ...apart(one.blocks)]);
  return message(say.bundle(messages.length), ...blocks, note(say.bundleMore));
}
