import type { JSX } from "preact";
import { dateWords, type DayCount } from "../format/days.ts";
import { tn } from "../i18n/t.ts";

const HEIGHT = 36;
const STEP = 12;

/** Props of TickBars. */
export interface TickBarsProps {
  readonly title: string;
  readonly days: readonly DayCount[];
  /** How a count is told: `3 handovers`. */
  readonly words: (count: number) => string;
  /** Drawn as a line across the bars. */
  readonly goal?: number;
}

/** A bar a day over an axis of ticks; the numbers stand in a table for whoever does not see bars. */
export function TickBars(props: TickBarsProps): JSX.Element {
  const { days } = props;
  const { goal = 0 } = props;
  const most = Math.max(1, goal, ...days.map((day) => day.count));
  return (
    <div class="tick-bars">
      <svg
        viewBox={`0 0 ${days.length * STEP} ${HEIGHT + 6}`}
        aria-hidden="true"
        focusable="false"
        preserveAspectRatio="none"
      >
        {days.map((day, index) => {
          const height = day.count === 0 ? 1 : Math.max(3, HEIGHT - atHeight(day.count, most));
          const isLast = index === days.length - 1;
          return (
            <g key={day.on} data-last={isLast ? "true" : undefined}>
              <title>{`${dateWords(day.on)}: ${props.words(day.count)}`}</title>
              <rect x={index * STEP + 2} y={HEIGHT - height} width={STEP - 4} height={height} />
              <path d={`M${index * STEP + STEP / 2} ${HEIGHT + 2}v${isLast ? 4 : 2}`} />
            </g>
          );
        })}
        {goal > 0 && (
          <path class="tick-bars-goal" d={`M0 ${atHeight(goal, most)}H${days.length * STEP}`} />
        )}
      </svg>
      <DayTable {...props} />
    </div>
  );
}

function DayTable(props: TickBarsProps): JSX.Element {
  const { days } = props;
  return (
    <details class="tick-bars-table">
      <summary>{tn(days.length, "1 day as a table", "{count} days as a table")}</summary>
      <table>
        <caption class="only-readers">{props.title}</caption>
        <tbody>
          {days.map((day) => (
            <tr key={day.on}>
              <th scope="row">{dateWords(day.on)}</th>
              <td>{props.words(day.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** How far from the top a count stands. */
function atHeight(count: number, most: number): number {
  return HEIGHT - count / most * HEIGHT;
}
