import { createRequire } from 'node:module';
import type { EChartsCoreOption } from 'echarts/core';
import type { Picture } from '#chat/index.ts';
import { readAdvances } from './advances.ts';
import type { Measure } from './look.ts';
import { trendOption } from './trend.ts';

/** Draws a picture as a PNG, in this thread, which it keeps busy. */
export async function drawHere(picture: Picture): Promise<Uint8Array> {
  const { draw, measure, covers, render } = await tools();
  const shown = cleaned(picture);
  const { option, width, height } = trendOption(shown, measure);
  const image = await render(draw(option, width, height), !wordsIn(shown).every(covers));
  return new Uint8Array(image.asPng());
}

async function tools() {
  const [{ init, setPlatformAPI, use }, { SVGRenderer }, { renderAsync }, { readFile }] = await Promise.all([
    import('echarts/core'),
    import('echarts/renderers'),
    import('@resvg/resvg-js'),
    import('node:fs/promises'),
    import('echarts/lib/chart/line.js'),
    import('echarts/lib/component/gridSimple.js'),
    import('echarts/lib/component/title.js'),
  ]);
  use(SVGRenderer);
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
  // Without a browser echarts guesses widths, and cuts words that have room.
  setPlatformAPI({
    measureText: (words, font) => ({
      width: measure(words, Number(/([\d.]+)px/.exec(font ?? '')?.[1] ?? 12)),
    }),
  });
  return {
    measure,
    covers: (words: string) => [...words].every((sign) => advances.has(sign.codePointAt(0) ?? 0)),
    draw(option: EChartsCoreOption, width: number, height: number): string {
      const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
      try {
        chart.setOption(option);
        return chart.renderToSVGString();
      } finally {
        chart.dispose();
      }
    },
    /** Scripts that Inter lacks are looked for among the machine's fonts; a sign nobody has is drawn as a box. */
    render: (svg: string, loadSystemFonts: boolean) =>
      renderAsync(svg, { font: { fontFiles, loadSystemFonts, defaultFontFamily: 'Inter' }, logLevel: 'off' }),
  };
}

function cleaned({ kind, title, labels, lines }: Picture): Picture {
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

function wordsIn({ title, labels, lines }: Picture): readonly string[] {
  return [title, ...labels, ...lines.map(({ name }) => name)];
}
