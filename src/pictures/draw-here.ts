import { createRequire } from 'node:module';
import type { EChartsCoreOption } from 'echarts/core';
import type { NetworkMap, Picture, Trend } from '#chat/index.ts';
import { readAdvances } from './advances.ts';
import type { Measure } from './look.ts';

/** What a picture is before it is one: an SVG, and the words in it. */
interface Drawn {
  readonly svg: string;
  readonly words: readonly string[];
}

/** Draws a picture as a PNG, in this thread, which it keeps busy. */
export async function drawHere(picture: Picture): Promise<Uint8Array> {
  const { measure, covers, render } = await tools();
  const { svg, words } = await (picture.kind === 'map'
    ? drawMap(picture, measure)
    : drawTrend(picture, measure));
  const image = await render(svg, !words.every(covers));
  return new Uint8Array(image.asPng());
}

// Each kind brings what it alone needs: a map does not wait for echarts.
async function drawMap(map: NetworkMap, measure: Measure): Promise<Drawn> {
  const { mapSvg } = await import('./map.ts');
  const nodes = map.nodes.map((node) => ({ ...node, label: clean(node.label) }));
  return mapSvg({ ...map, title: clean(map.title), alone: clean(map.alone), nodes }, measure);
}

async function drawTrend(trend: Trend, measure: Measure): Promise<Drawn> {
  const [{ trendOption }, draw] = await Promise.all([import('./trend.ts'), charts(measure)]);
  const shown = cleaned(trend);
  const { option, width, height } = trendOption(shown, measure);
  return { svg: draw(option, width, height), words: wordsIn(shown) };
}

async function tools() {
  const [{ renderAsync }, { readFile }] = await Promise.all([
    import('@resvg/resvg-js'),
    import('node:fs/promises'),
  ]);
  // Resvg draws only from TrueType fonts, and no word at all from woff.
  const require = createRequire(import.meta.url);
  const regular = require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf');
  const strong = require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf');
  const fontFiles = [regular, strong];
  // The heavier weight is the wider one: what is measured by it fits in both.
  const advances = readAdvances(await readFile(strong));
  // Signs of other fonts are guessed: up to Georgian they are narrow, from there on most are square.
  const advanceOf = (sign: number) => advances.get(sign) ?? (sign < 0x1100 ? 0.6 : 1);
  const measure: Measure = (words, size) =>
    [...words].reduce((sum, sign) => sum + advanceOf(sign.codePointAt(0) ?? 0), 0) * size;
  return {
    measure,
    covers: (words: string) => [...words].every((sign) => advances.has(sign.codePointAt(0) ?? 0)),
    /** Scripts that Inter lacks are looked for among the machine's fonts; a sign nobody has is drawn as a box. */
    render: (svg: string, loadSystemFonts: boolean) =>
      renderAsync(svg, { font: { fontFiles, loadSystemFonts, defaultFontFamily: 'Inter' }, logLevel: 'off' }),
  };
}

/** What draws a chart as an SVG. */
async function charts(measure: Measure) {
  const [{ init, setPlatformAPI, use }, { SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/renderers'),
    import('echarts/lib/chart/line.js'),
    import('echarts/lib/component/gridSimple.js'),
    import('echarts/lib/component/title.js'),
  ]);
  use(SVGRenderer);
  // Without a browser echarts guesses widths, and cuts words that have room.
  setPlatformAPI({
    measureText: (words, font) => ({
      width: measure(words, Number(/([\d.]+)px/.exec(font ?? '')?.[1] ?? 12)),
    }),
  });
  return (option: EChartsCoreOption, width: number, height: number): string => {
    const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
    try {
      chart.setOption(option);
      return chart.renderToSVGString();
    } finally {
      chart.dispose();
    }
  };
}

function cleaned({ kind, title, labels, lines }: Trend): Trend {
  return {
    kind,
    title: clean(title),
    labels: labels.map(clean),
    lines: lines.map(({ name, shares }) => ({ name: clean(name), shares })),
  };
}

/** What of a string an SVG may hold, in one line: XML knows no control characters and no half characters. */
function clean(words: string): string {
  return words
    .toWellFormed()
    .replace(/[\p{Cc}\uFFFE\uFFFF\s]+/gu, ' ')
    .trim();
}

function wordsIn({ title, labels, lines }: Trend): readonly string[] {
  return [title, ...labels, ...lines.map(({ name }) => name)];
}
