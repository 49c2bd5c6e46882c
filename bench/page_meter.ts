/** What a page does while it is looked at: its frames, its long tasks, its requests. */
import type { Page } from "playwright-core";
import { spreadOf } from "./samples.ts";

/** What was seen of a page. */
export interface PageLoad {
  readonly frameP95Ms: number;
  /** Frames that came more than 50 ms after the one before, a second. */
  readonly lateFrames: number;
  /** Milliseconds in tasks of more than 50 ms, a second. */
  readonly longTaskMs: number;
  readonly requests: number;
}

const LATE_MS = 50;

interface Metered {
  meter?: { readonly frames: number[]; readonly tasks: number[]; stop: () => void };
}

/** Measures the page while `work` goes on; the figures are a second's. */
export async function meter(page: Page, work: () => Promise<unknown>): Promise<PageLoad> {
  let requests = 0;
  const onRequest = () => requests += 1;
  page.on("request", onRequest);
  await page.evaluate(startMeter);
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { frames, tasks } = await page.evaluate(stopMeter);
  page.off("request", onRequest);
  return {
    frameP95Ms: spreadOf(frames).p95,
    lateFrames: frames.filter((ms) => ms > LATE_MS).length / seconds,
    longTaskMs: tasks.reduce((sum, ms) => sum + ms, 0) / seconds,
    requests: requests / seconds,
  };
}

/** Runs in the page. */
function startMeter(): void {
  const frames: number[] = [];
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) =>
    tasks.push(...list.getEntries().map((entry) => entry.duration))
  );
  observer.observe({ entryTypes: ["longtask"] });
  let isOn = true;
  let last = performance.now();
  const look = (at: number): void => {
    frames.push(at - last);
    last = at;
    if (isOn) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  const stop = (): void => {
    isOn = false;
    observer.disconnect();
  };
  (globalThis as Metered).meter = { frames, tasks, stop };
}

/** Runs in the page. */
function stopMeter(): { frames: number[]; tasks: number[] } {
  const { meter } = globalThis as Metered;
  meter?.stop();
  return { frames: meter?.frames.slice(1) ?? [], tasks: meter?.tasks ?? [] };
}
