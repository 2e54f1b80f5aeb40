import { colours, type Measure, percent, plotHeight, type } from './look.ts';

/** The points of one line, the newest the strongest; values are written at it, at the oldest, and then back in time. */
export function points(shares: readonly (number | null)[], step: number, measure: Measure) {
  const known = shares.flatMap((share, at) => (share === null ? [] : [{ at, share }]));
  const [newest, ...older] = known.toReversed();
  const order = [newest, older.at(-1), ...older.slice(0, -1)].filter((one) => one !== undefined);
  const taken: { isBelow: boolean; from: number; to: number; share: number }[] = [];
  const values = new Map(
    order.map(({ at, share }) => {
      const words = percent(share);
      const index = known.findIndex((one) => one.at === at);
      const beside = [known[index - 1], known[index + 1]].filter((one) => one !== undefined);
      // Below a dip its value stands clear of the line, unless it would stand on the labels of the axis.
      const isBelow = share > 0.25 && beside.length > 0 && beside.every((one) => one.share > share);
      const half = measure(words, type.value) / 2 + 6;
      const place = { isBelow, from: at * step - half, to: at * step + half, share };
      const isFree = !taken.some(
        (one) =>
          one.isBelow === isBelow &&
          one.from < place.to &&
          place.from < one.to &&
          Math.abs(one.share - share) * plotHeight < type.value * 1.2,
      );
      if (isFree) taken.push(place);
      return [at, { words, isBelow, isFree }];
    }),
  );
  return shares.map((share, at) => {
    const value = values.get(at);
    if (share === null || !value) return null;
    const isNewest = at === newest?.at;
    return {
      value: share,
      symbolSize: isNewest ? 28 : 18,
      label: {
        show: value.isFree,
        formatter: value.words,
        position: value.isBelow ? 'bottom' : 'top',
        distance: 8,
        fontSize: type.value,
        fontWeight: isNewest ? 600 : 400,
        color: isNewest ? colours.dye : colours.ink,
        textBorderColor: colours.paper,
        textBorderWidth: 10,
      },
    };
  });
}
