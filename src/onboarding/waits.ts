import type { JoinedContext, Waiting } from '#directory/index.ts';
import { goesWith } from './space-people.ts';
import { spaceWords } from './space-words.ts';
import { waitingForVouch } from './vouch.ts';

/** What waits for somebody: people to vouch for, and that they go with a space that leaves. */
export async function waits(context: JoinedContext): Promise<readonly Waiting[]> {
  const { now, person, language } = context;
  const space = await goesWith(context, person);
  const leaves = space?.leavingAt
    ? [{ text: spaceWords[language].goesWith(space.name, space.leavingAt), since: now }]
    : [];
  return [...leaves, ...(await waitingForVouch(context))];
}
