import type { JSX } from "preact";
import { scoreBand, scoreWord } from "../format/lead.ts";

const TICKS = 11;

/** A lead's score as a dial from cold to hot; the number and the word stand beside it. */
export function Gauge(props: {
  readonly score: number;
  readonly size?: "s" | "l";
}): JSX.Element {
  const { score, size = "l" } = props;
  return (
    <span class="gauge" data-size={size} data-state={scoreBand(score)}>
      <svg viewBox="0 0 60 34" aria-hidden="true" focusable="false">
        <path class="gauge-track" d="M6 30a24 24 0 0 1 48 0" />
        <path class="gauge-hot" d={arc(0.7, 1)} />
        {size === "l" &&
          Array.from(
            { length: TICKS },
            (_, index) => (
              <path key={index} class="gauge-tick" d={ray(index / (TICKS - 1), 17, 20)} />
            ),
          )}
        <path class="gauge-needle" d={ray(score / 100, 0, 18)} />
        <circle class="gauge-hub" cx="30" cy="30" r="2.5" />
      </svg>
      <span class="gauge-words">
        <b>{score}</b> {scoreWord(score)}
      </span>
    </span>
  );
}

function at(part: number, radius: number): string {
  const angle = Math.PI * (1 - part);
  const x = 30 + radius * Math.cos(angle);
  const y = 30 - radius * Math.sin(angle);
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

function arc(from: number, to: number): string {
  return `M${at(from, 24)}A24 24 0 0 1 ${at(to, 24)}`;
}

function ray(part: number, from: number, to: number): string {
  return `M${at(part, from)}L${at(part, to)}`;
}
