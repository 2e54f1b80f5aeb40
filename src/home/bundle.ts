import { and, eq } from 'drizzle-orm';
import { apart, type Block, closestLanguage, type Message, message, note, paragraph } from '#chat/index.ts';
import { type Kind, takeBundled, tell } from '#delivery/index.ts';
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
  await act.tx
    .insert(bundle)
    .values({ personId: person.id, coalitionId: person.coalitionId, goesAt })
    .onConflictDoNothing();
}

/** Sends one bundle: one message made of everything that waited. */
export const bundleDue: Due = {
  name: 'home.bundle',
  table: bundle,
  id: bundle.personId,
  dueAt: bundle.goesAt,
  async carryOut(act, personId) {
    const [gone] = await act.tx.delete(bundle).where(eq(bundle.personId, personId)).returning();
    const [person] = await act.tx
      .select()
      .from(tables.person)
      .where(
        and(eq(tables.person.id, personId), eq(tables.person.coalitionId, gone?.coalitionId ?? personId)),
      );
    if (!gone || !person || person.leftAt !== null) return;
    const taken = await takeBundled(act, personId);
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
};

function bundleMessage(messages: readonly Message[], person: Person): Message {
  const say = words[closestLanguage(person.language)];
  const blocks: Block[] = messages.flatMap((one) => [paragraph(one.text), ...apart(one.blocks)]);
  return message(say.bundle(messages.length), ...blocks, note(say.bundleMore));
}
