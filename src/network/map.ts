import { Refusal } from '#chat/index.ts';
import { hasRole, type JoinedContext } from '#directory/index.ts';
import { type Network, networkOf, tiesIn } from './graph.ts';
import { limits } from './limits.ts';
import { organisationsTied, peopleTied } from './tied.ts';
import { words } from './words.ts';

/** What stands on a map. People are for weavers. */
export type Which = 'organisations' | 'people';

/** What somebody may see of the network now. A Refusal: people, for whoever is no weaver; too few ties on it, which would show who has typed so far. */
export async function readNetwork(context: JoinedContext, which: Which): Promise<Network> {
  const say = words[context.language];
  const { coalition } = context;
  if (which === 'people' && !hasRole(context, 'weaver', 'any')) throw new Refusal(say.peopleForWeavers);
  const { nodes, edges } =
    which === 'organisations'
      ? await organisationsTied(context, coalition.id)
      : await peopleTied(context, coalition.id, hubsWovenBy(context));
  const ties = tiesIn(edges);
  if (ties < limits.leastTies) throw new Refusal(say.tooFewTies(which, ties, limits.leastTies));
  return await networkOf(nodes, edges);
}

/** Without those who have no tie, whose names members do not read. */
export function connected(network: Network): Network {
  return { ...network, nodes: network.nodes.filter(({ community }) => community >= 0) };
}

/** The hubs somebody weaves for; undefined: for everybody. */
function hubsWovenBy(context: JoinedContext): readonly string[] | undefined {
  if (hasRole(context, 'weaver')) return undefined;
  return context.roles.flatMap(({ role, hubId }) => (role === 'weaver' && hubId !== null ? [hubId] : []));
}
