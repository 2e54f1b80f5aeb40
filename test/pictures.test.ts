import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Picture } from '#chat/index.ts';
import { readAdvances } from '#pictures/advances.ts';
import { drawPicture } from '#pictures/index.ts';
import { plotHeight, type } from '#pictures/look.ts';
import { points } from '#pictures/points.ts';
import { trendOption } from '#pictures/trend.ts';

const weeks = ['2 Mar', '9 Mar', '16 Mar', '23 Mar', '30 Mar', '6 Apr', '13 Apr', '20 Apr', '27 Apr'].concat([
  '4 May',
  '11 May',
  '18 May',
]);
const trend = (
  lines: Picture['lines'],
  { title = 'Share of high answers', labels = weeks }: Partial<Pick<Picture, 'title' | 'labels'>> = {},
): Picture => ({ kind: 'trend', title, labels, lines });

/** A theme as it is asked about: every third week. */
const asked = (name: string, from: number, ...shares: readonly number[]) => ({
  name,
  shares: weeks.map((_, at) => (at % 3 === from ? (shares[(at - from) / 3] ?? null) : null)),
});
const sixThemes = trend([
  asked('Purpose', 0, 0.62, 0.66, 0.58, 0.71),
  asked('Relationships', 0, 0.45, 0.48, 0.55, 0.6),
  asked('Voice', 1, 0.38, 0.31, 0.29, 0.36),
  asked('Load', 1, 0.21, 0.17, 0.12, 0.09),
  asked('Value received', 2, 0.52, 0.5),
  asked('Power and inclusion', 2, 0.4, 1, 0.88, 0.97),
]);

/** A PNG’s own word for its size. https://www.w3.org/TR/png-3/#11IHDR */
function sizeOf(png: Uint8Array) {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
const everywhere: Area = { x: 0, y: 0, width: 1200, height: 10_000 };
const titleArea: Area = { x: 40, y: 30, width: 1120, height: 80 };

/** How many pixels of an area are as dark as words are. */
function ink(png: Uint8Array, area = everywhere): number {
  const { width, height } = sizeOf(png);
  const data = Buffer.from(png).toString('base64');
  const { pixels } = new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}">
     <image width="${width}" height="${height}" xlink:href="data:image/png;base64,${data}"/></svg>`,
  ).render();
  let dark = 0;
  for (let y = area.y; y < Math.min(area.y + area.height, height); y += 1)
    for (let x = area.x; x < Math.min(area.x + area.width, width); x += 1)
      if ((pixels[4 * (y * width + x)] ?? 255) < 100) dark += 1;
  return dark;
}

const fontFile = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
);
/** Words where a picture has its title, drawn with these fonts alone. */
const onlyWords = (words: string, fontFiles: readonly string[]) =>
  new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="200">
     <text x="48" y="90" font-family="Inter" font-weight="600" font-size="48">${words}</text></svg>`,
    { background: '#fff', font: { fontFiles: [...fontFiles], loadSystemFonts: false } },
  );

test('a picture is a PNG as large as it was laid out, and the same picture gives the same bytes', async () => {
  const { height } = trendOption(sixThemes, (words, size) => words.length * size * 0.5);
  const first = await drawPicture(sixThemes);
  expect(sizeOf(first)).toEqual({ width: 1200, height });
  const [second, third] = await Promise.all([
    drawPicture(sixThemes),
    drawPicture(structuredClone(sixThemes)),
  ]);
  expect(Buffer.compare(first, second)).toBe(0);
  expect(Buffer.compare(first, third)).toBe(0);
  const [line, ...others] = sixThemes.lines;
  const other = trend([{ name: line?.name ?? '', shares: [0.61] }, ...others]);
  expect(Buffer.compare(first, await drawPicture(other))).not.toBe(0);
});

test('there is ink where words are, and none where there are none', async () => {
  expect(ink(await drawPicture(sixThemes), titleArea)).toBeGreaterThan(2000);
  expect(ink(await drawPicture({ ...sixThemes, title: '' }), titleArea)).toBe(0);
  // The control: resvg draws no word without a font and says nothing, and this is how it is noticed.
  const drawn = (fontFiles: readonly string[]) =>
    ink(onlyWords('Share of high answers', fontFiles).render().asPng(), titleArea);
  expect(drawn([fontFile])).toBeGreaterThan(2000);
  expect(drawn([])).toBe(0);
});

test('words in scripts the font lacks do not vanish', async () => {
  for (const title of ['مرحبا بالعالم', '你好', 'ᚠᛇᚻ'])
    expect(ink(await drawPicture({ ...sixThemes, title }), titleArea), title).toBeGreaterThan(100);
});

test('words are as wide as they are measured', () => {
  const advances = readAdvances(readFileSync(fontFile));
  expect(advances.has('你'.codePointAt(0) ?? 0)).toBe(false);
  for (const words of [
    'Power and inclusion',
    'Wirkung und Größe',
    'Ценность',
    'Σκοπός',
    'Tiếng Việt',
    '100 %',
  ]) {
    const measured = [...words].reduce(
      (sum, sign) => sum + (advances.get(sign.codePointAt(0) ?? 0) ?? 99),
      0,
    );
    const drawn = onlyWords(words, [fontFile]).innerBBox();
    // What is drawn lacks the white before its first and after its last sign.
    const white = measured * 48 - (drawn?.width ?? 0);
    expect(white, words).toBeGreaterThan(0);
    expect(white, words).toBeLessThan(12);
  }
});

test('odd names and odd numbers of lines and labels are drawn', async () => {
  const names = [
    '<script>alert("x")</script> & more',
    'A name of sixty characters, which is a very long one indeed.',
    'A'.repeat(60),
    '👩🏽‍🚀 Emoji 🎈',
    'الصوت والمشاركة',
    '\0\ud800\ufffe{b|bold} {a} \n two lines',
    '',
  ];
  for (const name of names) {
    const drawn = await drawPicture(trend([{ name, shares: [0.2, null, 1] }], { title: name }));
    expect(sizeOf(drawn).width, name).toBe(1200);
  }
  const none = weeks.map(() => null);
  for (const labels of [[], ['2 Mar'], weeks.slice(0, 2), weeks, [...weeks, ...weeks], ['x'.repeat(80)]])
    for (const count of [1, 2, 5, 9]) {
      const lines = Array.from({ length: count }, (_, at) => ({
        name: `Theme ${at}`,
        shares: labels.map(() => at / 9),
      }));
      expect(sizeOf(await drawPicture(trend(lines, { labels }))).width).toBe(1200);
    }
  expect(sizeOf(await drawPicture(trend([{ name: 'Nobody answered', shares: none }]))).width).toBe(1200);
  expect(sizeOf(await drawPicture(trend([]))).width).toBe(1200);
});

/** The values that are written, and where: as wide as five signs are, and as far apart as two lines. */
function writtenOf(shares: readonly (number | null)[], step: number, every = false) {
  return points(shares, step, (words, size) => words.length * size * 0.6).flatMap((point, at) =>
    point === null || !(point.label.show || every)
      ? []
      : [{ ...point.label, at, x: at * step, share: point.value }],
  );
}
const covered = (all: ReturnType<typeof writtenOf>) =>
  all.some((one, index) =>
    all
      .slice(index + 1)
      .some(
        (other) =>
          one.position === other.position &&
          Math.abs(one.x - other.x) <
            ((one.formatter.length + other.formatter.length) / 2) * type.value * 0.6 &&
          Math.abs(one.share - other.share) * plotHeight < type.value,
      ),
  );
const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));

test('a theme asked about every third week has every value written, the newest one the strongest', () => {
  for (const { shares } of sixThemes.lines) {
    const written = writtenOf(shares, 38);
    expect(written.map(({ at }) => shares[at])).toEqual(shares.filter((one) => one !== null));
    expect(written.map(({ fontWeight }) => fontWeight)).toEqual([...written.slice(1).map(() => 400), 600]);
  }
});

test('no value covers another, and the newest and the oldest are written where there are two', () => {
  fc.assert(
    fc.property(fc.array(share, { minLength: 1, maxLength: 12 }), (shares) => {
      const known = shares.flatMap((one, at) => (one === null ? [] : [at]));
      const written = writtenOf(shares, 120).map(({ at }) => at);
      expect(covered(writtenOf(shares, 38))).toBe(false);
      expect(written.at(-1)).toBe(known.at(-1));
      if (known.length > 1) expect(written[0]).toBe(known[0]);
    }),
  );
  // The control: with every value written, some cover others.
  expect(covered(writtenOf([0.5, 0.51, 0.52], 38, true))).toBe(true);
});
