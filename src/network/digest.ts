import type { Act, DigestItem, DigestSection, Reading } from '#directory/index.ts';
import { networkOf, tiesIn } from './graph.ts';
import { limits } from './limits.ts';
import { leadOf, mapBlocks } from './map-messages.ts';
import { movedSince } from './standings.ts';
import { organisationsTied } from './tied.ts';
import { words } from './words.ts';

/** To operators: the map of organisations as members see it, and which of them came closer to others, or went further away. */
export async function networkDigest(act: Act, reading: Reading): Promise<readonly DigestSection[]> {
  if (reading.reader !== 'operator') return [];
  const { coalition, language, since } = reading;
  const say = words[language];
  const moved = await movedSince(act, coalition.id, since);
  const items = moved.map(
    ({ id, name, stage, isCloser }): DigestItem => ({
      ...{ key: `stage:${id}`, state: stage },
      text: isCloser ? say.movedCloser(name, stage) : say.movedApart(name, stage),
    }),
  );
  const { nodes, edges } = await organisationsTied(act, coalition.id);
  if (tiesIn(edges) < limits.leastTies) return [{ name: 'network', items }];
  const network = await networkOf(nodes, edges);
  return [
    {
      ...{ name: 'network', items },
      lead: leadOf(network, 'organisations', language),
      blocks: mapBlocks(network, 'organisations', coalition.name, language),
    },
  ];
}
