import { closestLanguage, type Language, type Message } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type Act, holdersOf } from '#directory/index.ts';
import { spaceKind } from './space-kinds.ts';

/**
 * Tells everyone who operates a coalition what becomes of one of its spaces, each in their language; `principals`: also
 * those who lead it and do not operate it.
 */
export async function tellOperators(
  act: Act,
  of: {
    readonly coalitionId: string;
    readonly spaceId: string;
    readonly occurrence: string;
    /** who did it */
    readonly but?: string;
    readonly principals?: true;
  },
  say: (language: Language, isOperator: boolean) => Message,
): Promise<void> {
  const operators = await holdersOf(act.tx, of.coalitionId, 'operator');
  const principals = of.principals ? await holdersOf(act.tx, of.coalitionId, 'principal') : [];
  const operate = new Set(operators.map(({ id }) => id));
  const readers = [...operators, ...principals.filter(({ id }) => !operate.has(id))];
  await tellMany(
    act,
    spaceKind,
    readers
      .filter(({ id }) => id !== of.but)
      .map(({ id, language }) => ({
        ...{ coalitionId: of.coalitionId, subject: of.spaceId, occurrence: of.occurrence },
        to: { kind: 'person', personId: id } as const,
        message: say(closestLanguage(language), operate.has(id)),
      })),
  );
}
