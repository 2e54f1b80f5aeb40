import type { EChartsCoreOption } from 'echarts/core';
import type { Trend } from '#chat/index.ts';
import { colours, type Measure, percent, plotHeight, shortened, type } from './look.ts';
import { points } from './points.ts';

const width = 1200;
const edge = 48;
/** the edge, and what the scale needs before the first panel */
const left = 164;
const between = { columns: 84, rows: 62 };
/** over each plot, for the value of a point at 100 % */
const over = 66;

/**
 * A panel for each line, all on one scale: lines that are asked about in turn would cross in one chart, and would
 * need colours to be told apart. Every value that has room is written at its point.
 */
export function trendOption(
  { title, labels, lines }: Trend,
  measure: Measure,
): { option: EChartsCoreOption; width: number; height: number } {
  const columns = lines.length > 1 ? 2 : 1;
  const plotWidth = (width - left - edge - between.columns * (columns - 1)) / columns;
  const nameRows = lines.some(({ name }) => measure(name, type.name) > plotWidth) ? 2 : 1;
  // Two lines of whole words hold a little less than twice the room.
  const nameRoom = nameRows === 1 ? plotWidth : plotWidth * 1.7;
  const head = nameRows * type.name * 1.15 + over;
  const pitch = head + plotHeight + between.rows;
  const panels = lines.map((line, index) => {
    const y = 130 + Math.floor(index / columns) * pitch;
    const x = left + (index % columns) * (plotWidth + between.columns);
    return { ...line, x, nameY: y + head - over, plotY: y + head };
  });
  const option: EChartsCoreOption = {
    animation: false,
    backgroundColor: colours.paper,
    textStyle: { fontFamily: 'Inter' },
    title: [
      {
        ...written(shortened(title, type.title, width - 2 * edge, measure), type.title),
        left: edge,
        top: 44,
      },
      ...panels.map(({ name, x, nameY }) => ({
        ...written(shortened(name, type.name, nameRoom, measure), type.name, plotWidth + 12),
        left: x,
        top: nameY,
        textVerticalAlign: 'bottom',
      })),
      ...panels
        .filter(({ shares }) => shares.every((share) => share === null))
        .map(({ x, plotY }) => ({
          ...written('–', type.value),
          left: x + plotWidth / 2,
          top: plotY + plotHeight / 4,
          textAlign: 'center',
          textVerticalAlign: 'middle',
        })),
    ],
    grid: panels.map(({ x, plotY }) => ({
      left: x,
      top: plotY,
      width: plotWidth,
      height: plotHeight,
      outerBoundsMode: 'none',
    })),
    xAxis: panels.map((_, gridIndex) => ({
      gridIndex,
      type: 'category',
      data: labels,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        show: gridIndex + columns >= lines.length,
        interval: (at: number) => at === 0 || at === labels.length - 1,
        ...(labels.length > 3 && { alignMinLabel: 'left', alignMaxLabel: 'right' }),
        margin: 26,
        width: plotWidth / 2 - 10,
        overflow: 'truncate',
        fontSize: type.axis,
        color: colours.soft,
      },
    })),
    yAxis: panels.map((_, gridIndex) => ({
      gridIndex,
      type: 'value',
      min: 0,
      max: 1,
      interval: 0.5,
      axisLabel: {
        show: gridIndex % columns === 0,
        formatter: (value: number) => (value === 0.5 ? '' : percent(value)),
        margin: 14,
        fontSize: type.axis,
        color: colours.soft,
      },
      splitLine: { lineStyle: { color: colours.rule, width: 3 } },
    })),
    series: panels.map(({ shares }, index) => ({
      type: 'line',
      xAxisIndex: index,
      yAxisIndex: index,
      connectNulls: true,
      symbol: 'circle',
      showAllSymbol: true,
      silent: true,
      lineStyle: { width: 7, color: colours.dye },
      itemStyle: { color: colours.dye },
      data: points(shares, plotWidth / labels.length, measure),
    })),
  };
  return { option, width, height: Math.round(130 + Math.ceil(lines.length / columns) * pitch + 50) };
}

/** Words in one line, or in as many as they need in that room. */
function written(text: string, size: number, room?: number) {
  const shape = { fontSize: size, fontWeight: 600, lineHeight: size * 1.15, color: colours.ink };
  const breaking = room !== undefined && { width: room, overflow: 'break' as const };
  return { text, padding: 0, textStyle: { ...shape, ...breaking } };
}
