import { and, eq } from 'drizzle-orm';
import {
  closestLanguage,
  type Language,
  type Message,
  message,
  note,
  type PlatformName,
  paragraph,
} from '#chat/index.ts';
import { type Kind, tellMany } from '#delivery/index.ts';
import { type Act, holdersOf, tables } from '#directory/index.ts';
import { words } from './words.ts';

/**
 * To operators: a platform turns Weft away in one of their spaces. It comes at night too: until somebody acts nothing
 * reaches anyone there, it comes once a day at most, and what their own device does at night is theirs to choose.
 */
export const brokenKind: Kind = {
  name: 'status.broken',
  lane: 2,
  quiet: 'ignore',
  unasked: false,
  about: { en: words.en.aboutBroken },
  keepFor: { hours: 24 },
  async wanted({ tx }, row) {
    const operators = await holdersOf(tx, row.coalitionId, 'operator');
    return operators.some(({ id }) => id === row.personId);
  },
};

/**
 * Tells the operators of the coalition a space is bound to that its breaker opened: once a day for each reason. Without
 * a tenant it is every space of that platform.
 */
export async function tellBroken(
  act: Act,
  { platform, tenant, code }: { platform: PlatformName; tenant: string; code: string },
): Promise<void> {
  const { space, binding } = tables;
  const bound = await act.tx
    .select({ id: space.id, name: space.name, coalitionId: binding.coalitionId })
    .from(space)
    .innerJoin(binding, eq(binding.spaceId, space.id))
    .where(and(eq(space.platform, platform), tenant === '' ? undefined : eq(space.tenant, tenant)));
  const occurrence = `${act.now.toString().slice(0, 10)} ${code}`;
  for (const { id, name, coalitionId } of bound) {
    const operators = await holdersOf(act.tx, coalitionId, 'operator');
    const tellings = operators.map((operator) => ({
      ...{ coalitionId, subject: id, occurrence },
      to: { kind: 'person', personId: operator.id } as const,
      message: brokenMessage(closestLanguage(operator.language), name, platform, code),
    }));
    await tellMany(act, brokenKind, tellings);
  }
}

function brokenMessage(language: Language, space: string, platform: PlatformName, code: string): Message {
  const say = words[language];
  return message(
    say.turnedAway(space, platform, code),
    paragraph(say.whatToDo(platform, code)),
    note(say.kept),
  );
}
