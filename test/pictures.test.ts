import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NetworkMap, Trend } from '#chat/index.ts';
import { readAdvances } from '#pictures/advances.ts';
import { drawPicture } from '#pictures/index.ts';
import { labelled, meet } from '#pictures/labels.ts';
import { layOut } from '#pictures/layout.ts';
import { colours, dyes, grey, plotHeight, type } from '#pictures/look.ts';
import { mapSvg } from '#pictures/map.ts';
import { points } from '#pictures/points.ts';
import { trendOption } from '#pictures/trend.ts';

const weeks = ['2 Mar', '9 Mar', '16 Mar', '23 Mar', '30 Mar', '6 Apr', '13 Apr', '20 Apr', '27 Apr'].concat([
  '4 May',
  '11 May',
  '18 May',
]);
const trend = (
  lines: Trend['lines'],
  { title = 'Share of high answers', labels = weeks }: Partial<Pick<Trend, 'title' | 'labels'>> = {},
): Trend => ({ kind: 'trend', title, labels, lines });

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

test('odd names and odd numbers of lines and labels are drawn', { timeout: 60_000 }, async () => {
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

const guessed = (words: string, size: number) => [...words].length * size * 0.56;

/** Groups that are tied closely, one after the other, with one tie from each to the next; `alone` have none. */
function groupsOf(sizes: readonly number[], alone = 0): NetworkMap {
  const edges: [number, number, number][] = [];
  const nodes: { label: string; community: number; ties: number }[] = [];
  for (const [community, size] of sizes.entries()) {
    const first = nodes.length;
    for (let at = 0; at < size; at += 1) {
      nodes.push({ label: `Group ${community + 1}, no. ${at + 1}`, community, ties: 0 });
      if (at > 0) edges.push([first, first + at, 1 + (at % 3)]);
      if (at > 1) edges.push([first + at - 1, first + at, 1]);
    }
    if (community > 0) edges.push([first - (sizes[community - 1] ?? 0), first, 2]);
  }
  const tied = nodes.map((node, at) => ({
    ...node,
    ties: edges.filter(([from, to]) => from === at || to === at).length,
  }));
  const others = Array.from({ length: alone }, () => ({ label: '', community: -1, ties: 0 }));
  return {
    kind: 'map',
    title: 'Who works with whom',
    nodes: [...tied, ...others],
    edges,
    alone: 'Not connected',
  };
}
const frame = { left: 48, top: 128, width: 1104, height: 1080 };

/** The pixels of a picture as a phone shows it, 320 wide. */
function onPhone(png: Uint8Array) {
  const { width, height } = sizeOf(png);
  const data = Buffer.from(png).toString('base64');
  return new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}">
     <image width="${width}" height="${height}" xlink:href="data:image/png;base64,${data}"/></svg>`,
    { fitTo: { mode: 'width', value: 320 } },
  ).render();
}

/** The share of pixels that differ so much that one would see it; 1 for another size. */
function unlike(one: Uint8Array, other: Uint8Array): number {
  const [a, b] = [onPhone(one), onPhone(other)];
  if (a.width !== b.width || a.height !== b.height) return 1;
  const [left, right] = [a.pixels, b.pixels];
  let seen = 0;
  for (let at = 0; at < left.length; at += 4)
    if ([0, 1, 2].some((of) => Math.abs((left[at + of] ?? 0) - (right[at + of] ?? 0)) > 48)) seen += 1;
  return seen / (left.length / 4);
}

test('the map looks as it did when somebody looked at it', async () => {
  const golden = new URL('golden/map.png', import.meta.url);
  const map = groupsOf([9, 7, 6, 5, 4], 6);
  const drawn = await drawPicture(map);
  if (!existsSync(golden)) {
    writeFileSync(golden, drawn);
    throw new Error('There was no picture to compare with. Look at test/golden/map.png and keep it.');
  }
  const kept = readFileSync(golden);
  expect(unlike(drawn, kept)).toBeLessThan(0.02);
  // The controls: what somebody would see is seen here.
  const recoloured = map.nodes.map((one) => ({ ...one, community: one.community === 0 ? 1 : one.community }));
  expect(unlike(await drawPicture({ ...map, nodes: recoloured }), kept)).toBeGreaterThan(0.02);
  expect(unlike(await drawPicture({ ...map, edges: map.edges.slice(0, 12) }), kept)).toBeGreaterThan(0.02);
});

/** How far the dots of one network moved in another, the middle one of all. */
function moved(one: NetworkMap, other: NetworkMap): number {
  const [a, b] = [layOut(one, frame), layOut(other, frame)];
  const names = new Map(other.nodes.map(({ label }, at) => [label, b[at]]));
  const far = one.nodes.flatMap(({ label }, at) => {
    const [from, to] = [a[at], names.get(label)];
    return from && to ? [Math.hypot(from.x - to.x, from.y - to.y)] : [];
  });
  return far.toSorted((x, y) => x - y)[Math.floor(far.length / 2)] ?? 0;
}

test('the same network is laid out the same, and one that grew a little resembles what it was', () => {
  const map = groupsOf([12, 11, 9, 8]);
  expect(layOut(map, frame)).toEqual(layOut(structuredClone(map), frame));
  expect(moved(map, groupsOf([12, 11, 9, 9]))).toBeLessThan(frame.width / 8);
  // Which community is the largest changes dyes, and no places.
  const other = map.nodes.map((one) => ({ ...one, community: (one.community + 1) % 4 }));
  expect(layOut({ ...map, nodes: other }, frame)).toEqual(layOut(map, frame));
  // The control: other names begin elsewhere.
  const renamed = map.nodes.map((one) => ({ ...one, label: `${one.label}!` }));
  expect(layOut({ ...map, nodes: renamed }, frame)).not.toEqual(layOut(map, frame));
  const same = { ...map, nodes: map.nodes.map((one) => ({ ...one, label: 'Ana Reyes' })) };
  expect(layOut(same, frame)).toEqual(layOut(structuredClone(same), frame));
  expect(new Set(layOut(same, frame).map((place) => `${place?.x} ${place?.y}`)).size).toBe(40);
});

test('dots stand in the frame, none on another, and a group stands together', () => {
  const map = groupsOf([20, 20, 20, 20]);
  const places = layOut(map, frame).filter((place) => place !== undefined);
  expect(places).toHaveLength(80);
  for (const { x, y, radius } of places) {
    expect(x - radius).toBeGreaterThanOrEqual(frame.left - 1);
    expect(y + radius).toBeLessThanOrEqual(frame.top + frame.height + 1);
  }
  const far = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.hypot(a.x - b.x, a.y - b.y);
  let covered = 0;
  let [inside, between] = [0, 0];
  for (const [at, one] of places.entries())
    for (const [offset, other] of places.slice(at + 1).entries()) {
      if (far(one, other) < (one.radius + other.radius) * 0.8) covered += 1;
      const isOwn = map.nodes[at]?.community === map.nodes[at + 1 + offset]?.community;
      if (isOwn) inside += far(one, other) / 760;
      else between += far(one, other) / 2400;
    }
  expect(covered).toBe(0);
  expect(inside).toBeLessThan(between / 2);
});

/** How many names stand on a dot. */
const onDots = (names: readonly { box: Area }[], places: ReturnType<typeof layOut>) =>
  names.filter(({ box }) =>
    places.some(
      (place) =>
        place &&
        meet(box, {
          ...{ x: place.x - place.radius, y: place.y - place.radius },
          ...{ width: 2 * place.radius, height: 2 * place.radius },
        }),
    ),
  ).length;

test('names cover no other name and no dot, lines lead to those that stand apart, and hubs have theirs before the rim', () => {
  const sizes = fc.array(fc.integer({ min: 2, max: 40 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(sizes, (given) => {
      const map = groupsOf(given);
      const places = layOut(map, frame);
      const inside = { x: 16, y: 116, width: 1168, height: 1104 };
      const names = labelled(map, places, guessed, inside);
      expect(names.length).toBeGreaterThan(0);
      expect(onDots(names, places)).toBe(0);
      for (const { leader, box } of names) {
        if (!leader) continue;
        const [fromX, fromY, toX, toY] = leader;
        const isAtDot = places.some(
          (place) => place && Math.abs(Math.hypot(fromX - place.x, fromY - place.y) - place.radius) < 0.01,
        );
        expect(isAtDot).toBe(true);
        expect(meet(box, { x: toX - 5, y: toY - 1, width: 10, height: 2 })).toBe(true);
      }
      for (const [at, one] of names.entries())
        expect(names.slice(at + 1).some((other) => meet(one.box, other.box))).toBe(false);
      // Each group's best connected is its first one: their names come before all others.
      const isHub = names.map(({ words }) => words.endsWith('no. 1'));
      expect(isHub.lastIndexOf(true)).toBe(isHub.filter(Boolean).length - 1);
      const mostly = Map.groupBy(names, ({ words }) => words.split(',')[0]);
      if (map.nodes.length > 60)
        for (const some of mostly.values()) expect(some.length).toBeLessThanOrEqual(3);
    }),
    { numRuns: 12 },
  );
  // The control: the same names beside other dots stand on some of them.
  const map = groupsOf([30, 30, 30]);
  const places = layOut(map, frame);
  const inside = { x: 16, y: 116, width: 1168, height: 1104 };
  const names = labelled(map, places, guessed, inside);
  expect(onDots(names, places)).toBe(0);
  const turned = places.map((place) => place && { ...place, x: 1200 - place.x, y: 1336 - place.y });
  expect(onDots(names, turned)).toBeGreaterThan(0);
  const one = { x: 0, y: 0, width: 10, height: 10 };
  expect(meet(one, { ...one, x: 9 })).toBe(true);
  expect(meet(one, { ...one, x: 10 })).toBe(false);
});

/** How two colours stand out from each other. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const light = (colour: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a = 0, b = 0] = [light(one), light(other)].toSorted((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}

test('eight groups have a dye of their own, the rest one grey, and all of them stand out from the paper', () => {
  for (const dye of [...dyes, grey]) expect(contrast(dye, colours.paper), dye).toBeGreaterThan(3);
  expect(contrast('#d9d2c2', colours.paper)).toBeLessThan(3);
  const { svg } = mapSvg(groupsOf([6, 6, 5, 5, 4, 4, 3, 3, 3, 2, 2]), guessed);
  const fills = new Map<string, number>();
  for (const [, fill = ''] of svg.matchAll(/<circle [^>]*fill="(#[0-9a-f]{6})"/g))
    fills.set(fill, (fills.get(fill) ?? 0) + 1);
  expect(fills).toEqual(
    new Map([...dyes.map((dye, at) => [dye, [6, 6, 5, 5, 4, 4, 3, 3][at]] as const), [grey, 7]]),
  );
  // By their numbers the words speak of them: each stands in the best connected of its group.
  expect([...svg.matchAll(/text-anchor="middle">(\d+)</g)].map(([, number]) => Number(number))).toEqual(
    dyes.map((_, at) => at + 1),
  );
  // Ties between groups are drawn in ink, and after all others: ten join eleven groups.
  const lines = [...svg.matchAll(/<line [^>]*stroke="(#[0-9a-f]{6})"/g)].map(([, stroke]) => stroke);
  expect(lines.slice(-10)).toEqual(Array.from({ length: 10 }, () => colours.ink));
  expect(lines.slice(0, -10)).not.toContain(colours.ink);
});

test('hostile names, two dots, nobody tied and nobody at all are drawn', async () => {
  const hostile = [
    '<script>alert("x")</script> & more',
    '</text><image href="file:///etc/passwd"/>',
    'A'.repeat(400),
    '\u202Egnp.exe\0\ud800\uffff \n two lines',
    '👩🏽‍🚀 Emoji 🎈',
    'الصوت والمشاركة',
    '',
  ];
  const two: NetworkMap = {
    ...{ kind: 'map', title: hostile[0] ?? '', alone: '' },
    nodes: [
      { label: hostile[1] ?? '', community: 0, ties: 1 },
      { label: hostile[2] ?? '', community: 0, ties: 1 },
    ],
    edges: [[0, 1, 3]],
  };
  expect(sizeOf(await drawPicture(two)).width).toBe(1200);
  const { svg, words } = mapSvg(two, guessed);
  expect(svg).not.toMatch(/<script|<image|NaN|Infinity/);
  expect(svg).toContain('&lt;/text&gt;');
  expect(words.every((one) => guessed(one, type.title) <= 1104 * (type.title / type.axis))).toBe(true);
  const named = groupsOf([7]);
  const nodes = named.nodes.map((one, at) => ({ ...one, label: hostile[at] ?? '' }));
  expect(sizeOf(await drawPicture({ ...named, nodes })).width).toBe(1200);

  const alone = groupsOf([], 30);
  const drawn = await drawPicture(alone);
  expect(sizeOf(drawn).height).toBeLessThan(400);
  const { svg: rows } = mapSvg(groupsOf([], 5000), guessed);
  expect(rows.match(/<circle/g)?.length).toBeLessThan(600);
  expect(rows).toContain('Not connected');
  // Too many for dots: their number stands there alone.
  expect(mapSvg({ ...groupsOf([4]), alone: '900 people' }, guessed).svg).toContain('900 people');
  expect(sizeOf(await drawPicture(groupsOf([]))).width).toBe(1200);
});
