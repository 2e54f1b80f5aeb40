import type { Facts, Question } from '#chat/index.ts';
import { isInSpace, type World } from './world.ts';

/** What the platform knows of a person or a channel; a channel ending in `-closed` is one Weft may not post in. */
export function readFacts(world: World, question: Question): Facts {
  if (question.kind === 'member') {
    const person = world.people.find(
      (one) => one.account === question.account && isInSpace(one, question.tenant),
    );
    return person ? { name: person.name, zone: person.zone, administrator: person.administrator } : {};
  }
  const space = world.spaces.find((one) => one.tenant === question.tenant);
  const channel = space?.channels.find((one) => one.id === question.channel);
  if (!channel)
    return { canPost: false, obstacle: 'There is no such channel in this space. Choose another.' };
  return channel.id.endsWith('-closed')
    ? {
        name: channel.name,
        canPost: false,
        obstacle: `Weft may not post in #${channel.name}. Choose another channel.`,
      }
    : { name: channel.name, canPost: true, readers: [] };
}
