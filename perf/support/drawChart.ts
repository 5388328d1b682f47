import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** Lines over a common axis. */
export interface Chart {
  readonly title: string;
  /** What is to the right, with its unit. */
  readonly x: string;
  /** How the axis to the right is marked, where plain numbers won't do. */
  readonly mark?: (x: number) => string;
  /** Whether a step upwards is ten times as much. */
  readonly scale?: 'linear' | 'log';
  readonly lines: readonly {
    readonly name: string;
    readonly points: readonly (readonly [x: number, y: number])[];
  }[];
}

const WIDTH = 560;
const HEIGHT = 280;

/** Draws a chart as SVG, which can be read as it is, without a script. */
export function drawChart({ title, x, mark, scale = 'linear', lines }: Chart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: title, textStyle: { fontSize: 13, fontWeight: 'bold' } },
    legend: lines.length > 1 ? { bottom: 0, type: 'plain' } : undefined,
    grid: { left: 48, right: 24, top: 36, bottom: lines.length > 1 ? 64 : 40 },
    xAxis: {
      type: 'value',
      name: x,
      nameLocation: 'middle',
      nameGap: 24,
      axisLabel: mark === undefined ? {} : { formatter: mark },
      max: 'dataMax',
    },
    yAxis: { type: scale === 'log' ? 'log' : 'value', scale: false },
    series: lines.map(({ name, points }) => ({
      type: 'line',
      name,
      showSymbol: false,
      lineStyle: { width: 1.5 },
      // On an axis of powers there is no place for what is nothing.
      data: points.filter(([, y]) => scale === 'linear' || y > 0).map(([at, y]) => [at, y]),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
