import {
  type Block,
  button,
  buttons,
  english,
  file,
  heading,
  items,
  type Language,
  type Message,
  message,
  type NetworkMap,
  note,
  paragraph,
  picture,
  strong,
  type Text,
  text,
} from '#chat/index.ts';
import { networkButtons } from './buttons.ts';
import { writeCsv, writeKumu } from './export.ts';
import { type Network, tiesIn } from './graph.ts';
import { limits } from './limits.ts';
import { connected, type Which } from './map.ts';
import { words } from './words.ts';

/** Names as a sentence holds them. */
const longest = 60;

/** The map, and words that say the same: names of those without a tie are for weavers alone. */
export function mapMessage(
  network: Network,
  which: Which,
  coalition: { readonly id: string; readonly name: string },
  language: Language,
): Message {
  const say = words[language];
  const [csv, kumu] =
    which === 'people'
      ? [networkButtons.peopleCsv, networkButtons.peopleKumu]
      : [networkButtons.csv, networkButtons.kumu];
  return message(
    text`${strong(coalition.name)}: ${leadOf(network, which, language)}`,
    ...mapBlocks(network, which, coalition.name, language),
    ...(which === 'people' ? aloneNamed(network, language) : []),
    buttons(button(csv, say.buttons.csv, coalition.id), button(kumu, say.buttons.kumu, coalition.id)),
    note(say.mapNote(which)),
  );
}

/** How many there are, how many ties, groups, and how many are alone. */
export function leadOf(
  { nodes, edges, communities, isolates }: Network,
  which: Which,
  language: Language,
): Text {
  return words[language].mapLead(which, {
    ...{ nodes: nodes.length, ties: tiesIn(edges), groups: communities.length, alone: isolates },
  });
}

/** The picture, and beside it in words the groups and bridges it shows. */
export function mapBlocks(
  network: Network,
  which: Which,
  coalition: string,
  language: Language,
): readonly Block[] {
  const say = words[language];
  const { nodes, isolates } = network;
  const groups = groupLines(network, which, language);
  const bridges = bridgeLines(network, language);
  const alone = isolates > 0 ? say.alone(which, isolates) : '';
  return [
    picture(pictureOf(network, say.mapTitle(which, coalition), alone), say.mapAlt(which)),
    groups.length > 0 ? items(...groups) : paragraph(say.nobodyYet),
    ...(bridges.length > 0 ? [heading(say.bridges), items(...bridges)] : []),
    ...(nodes.length - isolates > limits.drawn ? [note(say.drawn(limits.drawn))] : []),
  ];
}

/** The ties as a file, to whoever asked for it. */
export async function fileMessage(
  network: Network,
  which: Which,
  format: 'csv' | 'kumu',
  language: Language,
): Promise<Message> {
  const say = words[language];
  // Members read how many have no tie, and no names of theirs.
  const shown = which === 'people' ? network : connected(network);
  const name = say.fileName(which);
  return message(
    say.file(which, format),
    format === 'csv'
      ? file({ name: `${name}.csv`, type: 'text/csv', text: await writeCsv(shown) })
      : file({ name: `${name}.json`, type: 'application/json', text: await writeKumu(shown) }),
    note(say.fileNote(format)),
  );
}

/** The network as it is drawn: of more than fit, the best connected; those without a tie have no name, and many no dot. */
export function pictureOf(network: Network, title: string, alone: string): NetworkMap {
  const tied = network.nodes.filter(({ community }) => community >= 0);
  const best = new Set(
    tied
      .toSorted((a, b) => b.ties - a.ties)
      .slice(0, limits.drawn)
      .map(({ id }) => id),
  );
  const isFew = network.isolates <= limits.aloneDrawn;
  const drawn = network.nodes.filter(({ id, community }) => (community < 0 ? isFew : best.has(id)));
  const at = new Map(drawn.map(({ id }, place) => [id, place]));
  return {
    ...{ kind: 'map', title, alone },
    nodes: drawn.map(({ label, community, ties }) => ({
      ...{ label: community < 0 ? '' : label, community, ties },
    })),
    edges: network.edges.flatMap(({ from, to, ties }) => {
      const [a, b] = [at.get(from), at.get(to)];
      return a === undefined || b === undefined ? [] : [[a, b, ties] as const];
    }),
  };
}

function groupLines({ nodes, communities }: Network, which: Which, language: Language): readonly Text[] {
  const say = words[language];
  const lines = communities.slice(0, limits.communities).map((size, at) => {
    // In each the best connected stand first.
    const first = nodes.findIndex(({ community }) => community === at);
    const hubs = nodes
      .slice(first, first + Math.min(size, limits.hubs))
      .map(({ label }) => english.cut(label, longest));
    // Nobody is shown to be above somebody else.
    return say.group(at + 1, which, size, which === 'people' ? hubs.toSorted() : hubs);
  });
  const rest = communities.slice(limits.communities);
  const size = rest.reduce((sum, one) => sum + one, 0);
  return rest.length > 0 ? [...lines, say.moreGroups(which, rest.length, size)] : lines;
}

/** Between the largest groups first. */
function bridgeLines({ nodes, bridges }: Network, language: Language): readonly Text[] {
  const say = words[language];
  const known = new Map(nodes.map((node) => [node.id, node]));
  const ends = bridges
    .flatMap(([from, to]) => {
      const [one, other] = [known.get(from), known.get(to)];
      if (!one || !other) return [];
      return [one.community < other.community ? ([one, other] as const) : ([other, one] as const)];
    })
    .toSorted(([a, b], [c, d]) => b.community - d.community || a.community - c.community);
  const lines = ends
    .slice(0, limits.bridges)
    .map(([one, other]) =>
      say.bridge(
        [english.cut(one.label, longest), english.cut(other.label, longest)],
        [one.community + 1, other.community + 1],
      ),
    );
  const more = ends.length - limits.bridges;
  return more > 0 ? [...lines, say.moreBridges(more)] : lines;
}

function aloneNamed({ nodes, isolates }: Network, language: Language): readonly Block[] {
  if (isolates === 0) return [];
  const names = nodes
    .filter(({ community }) => community < 0)
    .slice(0, limits.alone)
    .map(({ label }) => english.cut(label, longest));
  return [paragraph(words[language].aloneNamed(names, isolates - names.length))];
}
