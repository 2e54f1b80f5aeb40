import type { NetworkMap } from '#chat/index.ts';
import { labelled } from './labels.ts';
import { hubsOf, layOut, type Place } from './layout.ts';
import { colours, dyes, grey, type Measure, shortened, type } from './look.ts';

const width = 1200;
const edge = 48;
const head = 128;
/** Rooms for those without a tie: what stands over them, and their rows. */
const caption = 72;
const rows = 104;

/** A network as an SVG: one dye for each community, larger dots for more ties, ties between communities in ink. */
export function mapSvg(map: NetworkMap, measure: Measure): { svg: string; words: readonly string[] } {
  const tied = map.nodes.filter(({ community }) => community >= 0).length;
  const alone = map.nodes.length - tied;
  const body = tied === 0 ? 0 : tied <= 12 ? 620 : tied <= 30 ? 860 : 1080;
  const places = layOut(map, { left: edge, top: head, width: width - 2 * edge, height: body });
  const unconnected = hollow(alone, head + body + caption);
  const hasAlone = alone > 0 || map.alone !== '';
  const height = head + body + (hasAlone ? caption + unconnected.height : 0) + edge;
  const inside = { x: 16, y: head - 12, width: width - 32, height: body + 12 };
  const labels = labelled(map, places, measure, inside);
  const title = shortened(map.title, type.title, width - 2 * edge, measure);
  const over = shortened(map.alone, type.axis, width - 2 * edge, measure);
  const parts = [
    `<rect width="${width}" height="${height}" fill="${colours.paper}"/>`,
    // A picture of this paper ends visibly, on a light and on a dark chat.
    `<rect x="2" y="2" width="${width - 4}" height="${height - 4}" fill="none" stroke="${colours.rule}" stroke-width="4"/>`,
    written(title, edge, 44 + type.title * 0.8, type.title),
    ...lines(map, places),
    ...map.nodes.flatMap(({ community }, at) => {
      const place = places[at];
      return place ? [dot(place, dyes[community] ?? grey)] : [];
    }),
    ...numbers(map, places),
    ...labels.flatMap(({ leader, community }) => (leader ? [led(leader, dyes[community] ?? grey)] : [])),
    ...labels.map(({ words, box }) => written(words, box.x, box.y + type.axis * 0.88, type.axis)),
    ...(hasAlone ? [written(over, edge, head + body + caption * 0.6, type.axis, colours.soft)] : []),
    ...unconnected.dots,
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter">${parts.join('')}</svg>`;
  return { svg, words: [title, over, ...labels.map(({ words }) => words)] };
}

/** In the hub of each community that has a dye, its number: by it the words speak of it. */
const numbers = ({ nodes }: NetworkMap, places: readonly (Place | undefined)[]) =>
  [...hubsOf(nodes)].flatMap(([community, at]) => {
    const place = places[at];
    if (!place || community >= dyes.length) return [];
    const y = fixed(place.y + type.axis * 0.36);
    return [
      `<text x="${fixed(place.x)}" y="${y}" font-size="${type.axis}" font-weight="600" fill="${colours.paper}" text-anchor="middle">${community + 1}</text>`,
    ];
  });

/** Ties inside a community, and over them those that join two: the thicker, the more ties one line stands for. */
function lines({ nodes, edges }: NetworkMap, places: readonly (Place | undefined)[]): readonly string[] {
  const isCrowded = edges.length > 600;
  const drawn = edges.flatMap(([from, to, ties]) => {
    const [a, b] = [places[from], places[to]];
    if (!a || !b) return [];
    const joins = nodes[from]?.community !== nodes[to]?.community;
    const size = Math.min(14, (joins ? 4 : 2.5) + 2 * Math.sqrt(Math.max(0, ties - 1)));
    const look = joins
      ? `stroke="${colours.ink}" stroke-opacity="${isCrowded ? 0.25 : 0.5}"`
      : `stroke="${colours.soft}" stroke-opacity="0.3"`;
    const line = `<line x1="${fixed(a.x)}" y1="${fixed(a.y)}" x2="${fixed(b.x)}" y2="${fixed(b.y)}" ${look} stroke-width="${fixed(isCrowded ? size * 0.6 : size)}"/>`;
    return [{ joins, line }];
  });
  return drawn.toSorted((a, b) => Number(a.joins) - Number(b.joins)).map(({ line }) => line);
}

/** Those without a tie: hollow, in rows, as many as there is room for; what stands over them counts all of them. */
function hollow(count: number, top: number): { readonly dots: readonly string[]; readonly height: number } {
  const radius = count > 80 ? 6 : 11;
  const step = radius * 3;
  const perRow = Math.floor((width - 2 * edge) / step);
  const shown = Math.min(count, perRow * Math.floor(rows / step));
  const dots = Array.from({ length: shown }, (_, at) => {
    const x = edge + radius + (at % perRow) * step;
    const y = top + radius + Math.floor(at / perRow) * step;
    return `<circle cx="${fixed(x)}" cy="${fixed(y)}" r="${radius - 1.5}" fill="none" stroke="${colours.soft}" stroke-width="3"/>`;
  });
  return { dots, height: Math.ceil(shown / perRow) * step };
}

const dot = ({ x, y, radius }: Place, dye: string) =>
  `<circle cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(radius)}" fill="${dye}" stroke="${colours.paper}" stroke-width="2"/>`;

/** The line from a dot to its name: dotted and in its dye, so that it is taken for no tie. */
const led = ([x1, y1, x2, y2]: readonly [number, number, number, number], dye: string) =>
  `<path d="M${fixed(x1)} ${fixed(y1)}L${fixed(x2)} ${fixed(y2)}" stroke="${dye}" stroke-width="5" stroke-linecap="round" stroke-dasharray="0.1 9"/>`;

/** Words with a halo of paper: what is below them does not make them hard to read. */
const written = (text: string, x: number, y: number, size: number, fill: string = colours.ink) =>
  `<text x="${fixed(x)}" y="${fixed(y)}" font-size="${size}" font-weight="600" fill="${fill}" stroke="${colours.paper}" stroke-width="9" stroke-linejoin="round" paint-order="stroke">${escaped(text)}</text>`;

const fixed = (number: number) => number.toFixed(1);

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
