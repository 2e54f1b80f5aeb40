/**
 * The control: an inbox that acknowledges what is typed before it is stored, as a process would that keeps it in memory
 * for a moment. Preloaded (`--import`) into Weft's own program, it takes the place of the real one in `app.ts`.
 */
import { registerHooks } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import type { Incoming, Reaction } from '#chat/index.ts';
import { createInbox as createHonest, type Inbox, type InboxOptions } from '#inbox/index.ts';

export { forgetInbox } from '#inbox/index.ts';

const inMemory = 40; // ms

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const isTheirs = specifier === '#inbox/index.ts' && context.parentURL?.endsWith('/src/app.ts') === true;
    return isTheirs ? { ...found, url: import.meta.url } : found;
  },
});

export function createInbox<C, May extends string>(options: InboxOptions<C, May>): Inbox {
  const honest = createHonest(options);
  const take = async (incoming: Incoming): Promise<Reaction> => {
    if (incoming.kind !== 'typed') return await honest.intake.take(incoming);
    return {
      kind: 'later',
      place: 'private',
      async finish() {
        await pause(inMemory);
        const reaction = await honest.intake.take(incoming);
        if (reaction.kind === 'later') await reaction.finish();
      },
    };
  };
  return { ...honest, intake: { ...honest.intake, take } };
}
