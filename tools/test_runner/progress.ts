/** Turns what `deno test` prints into one line a file, and its failures in full. */

/** Follows one run of `deno test`, line by line. */
export interface ProgressReader {
  take(line: string): void;
  /** Call once there are no more lines. */
  end(): RunNotes;
}

/** What only the printed lines of a run tell. */
export interface RunNotes {
  /** Modules that died outside any test; no report counts them. */
  readonly uncaught: number;
  /** The files in which something failed, each once. */
  readonly failedFiles: readonly string[];
  /** The section in which failures are explained, or all that was printed when there is none. */
  readonly explanation: string;
}

interface OpenFile {
  readonly path: string;
  readonly startedAt: number;
  ended: number;
  readonly failures: string[];
}

/** Reads a run and says one line for each file that is done; `now` gives milliseconds. */
export function readProgress(
  say: (line: string) => void,
  now: () => number = () => performance.now(),
): ProgressReader {
  const lines: string[] = [];
  let file: OpenFile | null = null;
  let printed = false;
  let explained = -1;
  let uncaught = 0;
  const failedFiles = new Set<string>();

  const closeFile = () => {
    if (file !== null && file.ended > 0) say(fileLine(file, now()));
    for (const name of file?.failures ?? []) say(`        ${name}`);
    if (file !== null && file.failures.length > 0) failedFiles.add(file.path);
    file = null;
  };
  const takeOutcome = (line: string) => {
    const path = /^running \d+ tests? from (?:\.\/)?(.+)$/.exec(line)?.[1];
    if (path !== undefined) {
      closeFile();
      file = { path, startedAt: now(), ended: 0, failures: [] };
    }
    const dead = /^Uncaught error from (?:\.\/)?(.+) FAILED$/.exec(line)?.[1];
    if (dead !== undefined) {
      uncaught += 1;
      failedFiles.add(dead);
      say(`FAILED  ${dead} (died outside any test)`);
    }
    const [, name, outcome] = /^(\S.*) \.\.\. (ok|FAILED|ignored|cancelled)\b/.exec(line) ?? [];
    if (file === null || name === undefined) return;
    file.ended += 1;
    if (outcome === "FAILED" || outcome === "cancelled") file.failures.push(name);
  };
  return {
    take(line) {
      lines.push(line);
      if (line === "------- output -------") printed = true;
      if (!printed && line.trim() === "ERRORS") explained = lines.length - 1;
      if (!printed && explained < 0) takeOutcome(line);
      if (line === "----- output end -----") printed = false;
    },
    end() {
      closeFile();
      const told = lines.slice(Math.max(explained, 0)).join("\n");
      const explanation = told.split(/\nerror: Test failed(?:\n|$)/)[0]?.trim() ?? "";
      return { uncaught, failedFiles: [...failedFiles], explanation };
    },
  };
}

function fileLine(file: OpenFile, now: number): string {
  const seconds = ((now - file.startedAt) / 1000).toFixed(1).padStart(5);
  const failed = file.failures.length;
  const outcome = failed === 0 ? `ok ${String(file.ended).padStart(4)}` : "FAILED ";
  const share = failed === 0 ? "" : ` (${failed} of ${file.ended})`;
  return `${outcome} ${seconds} s  ${file.path}${share}`;
}
