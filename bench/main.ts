/** `deno task bench`: what the product's speed is on this machine, and whether that is enough. */
import { parseArgs } from "node:util";
import { say } from "../local/log.ts";
import { measureAdf } from "./adf_rate.ts";
import { startBenchStack } from "./bench_stack.ts";
import { type DataSet, startDataSet } from "./data_set.ts";
import { alignedTable, type Figure, FIGURE_HEADS, figureRows, markdownTable } from "./figures.ts";
import { measureImport } from "./import_time.ts";
import { measureIngest } from "./ingest_rate.ts";
import { measureLeads } from "./lead_latency.ts";
import { machineLine } from "./machine.ts";
import { planPage } from "./plan_page.ts";
import { measureModelReplies, scriptAnswers } from "./model_reply_latency.ts";
import { measureQueue } from "./queue_throughput.ts";
import { writeChapter } from "./readme.ts";
import { measureRealtime } from "./realtime_latency.ts";
import { measureReplies } from "./reply_latency.ts";
import { measureRlsCost } from "./rls_cost.ts";
import { measureStarts } from "./start_time.ts";
import { measureWeb } from "./web_updates.ts";
import { measureWebhooks } from "./webhook_latency.ts";

const USAGE = `deno task bench                  every figure (about 6 minutes, and the load once)
deno task bench --quick          fewer rounds and a twentieth of the rows: under two minutes
deno task bench --only stack     adf, start, stack (webhook, reply, realtime), model, web or data (RLS, ingest, queue)
deno task bench --scale 10       10,000,000 messages instead of 1,000,000
deno task bench --stale          use the loaded data even if a migration was edited since
deno task bench --write-figures  also write the figures into bench/README.md (scale 1 and 10)
deno task bench --write-plans    write the plans of all queries into bench/README.md, nothing else`;

const QUICK_SCALE = 0.05;

/** What was asked for on the command line. */
interface Wanted {
  readonly quick: boolean;
  readonly scale: number;
  readonly stale: boolean;
  readonly only: string | undefined;
  readonly writeFigures: boolean;
  readonly writePlans: boolean;
}

function readWanted(): Wanted | null {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      quick: { type: "boolean", default: false },
      scale: { type: "string" },
      stale: { type: "boolean", default: false },
      only: { type: "string" },
      "write-figures": { type: "boolean", default: false },
      "write-plans": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const scale = Number(values.scale ?? (values.quick ? QUICK_SCALE : 1));
  if (values.help || !(scale > 0)) return null;
  const { quick, stale, only } = values;
  return {
    quick,
    scale,
    stale,
    only,
    writeFigures: values["write-figures"],
    writePlans: values["write-plans"],
  };
}

async function measureStack(quick: boolean): Promise<readonly Figure[]> {
  const stack = await startBenchStack();
  try {
    return [
      ...await measureRealtime(stack, quick),
      ...await measureWebhooks(stack, quick),
      ...await measureReplies(stack, quick),
      ...await measureLeads(stack, { key: "lead.local", words: "no model" }, quick),
      ...await measureImport(stack, quick),
    ];
  } finally {
    await stack.stop();
  }
}

async function measureModelStack(quick: boolean): Promise<readonly Figure[]> {
  const stack = await startBenchStack({ model: true });
  try {
    const replies = await measureModelReplies(stack, quick);
    const leads = { key: "lead.model", words: "2 s model" };
    await scriptAnswers(stack, 100);
    return [...replies, ...await measureLeads(stack, leads, quick)];
  } finally {
    await stack.stop();
  }
}

async function measureWebStack(quick: boolean): Promise<readonly Figure[]> {
  const stack = await startBenchStack({ web: true });
  try {
    return await measureWeb(stack, quick);
  } finally {
    await stack.stop();
  }
}

async function onDataSet<T>(wanted: Wanted, use: (set: DataSet) => Promise<T>): Promise<T> {
  const set = await startDataSet({ scale: wanted.scale, stale: wanted.stale, progress: say });
  try {
    return await use(set);
  } finally {
    await set.stop();
  }
}

async function measure(wanted: Wanted): Promise<readonly Figure[]> {
  const { quick, only } = wanted;
  const figures: Figure[] = [];
  const subject = async (name: string, work: () => Promise<readonly Figure[]>) => {
    if (only !== undefined && only !== name) return;
    say(`measuring ${name} …`);
    figures.push(...await work());
  };
  await subject("adf", () => measureAdf(quick));
  await subject("start", () => measureStarts(quick));
  await subject("stack", () => measureStack(quick));
  await subject("model", () => measureModelStack(quick));
  await subject("web", () => measureWebStack(quick));
  await subject("data", () =>
    onDataSet(wanted, async (set) => [
      ...await measureRlsCost(set, quick),
      ...await measureIngest(set, quick),
      ...await measureQueue(set, quick),
    ]));
  return figures;
}

async function run(wanted: Wanted): Promise<void> {
  const startedAt = performance.now();
  const machine = await machineLine();
  if (wanted.writePlans) {
    await writeChapter("plans", await onDataSet(wanted, planPage));
    say("wrote the plans into bench/README.md");
    return;
  }
  const figures = await measure(wanted);
  const rows = [FIGURE_HEADS, ...figureRows(figures)];
  say(`\n${alignedTable(rows)}\n\n${machine}`);
  say(`scale ${wanted.scale}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  if (!wanted.writeFigures) return;
  const day = new Date().toISOString().slice(0, 10);
  const heading = `${day}, ${machine}. Data set of scale ${wanted.scale}.`;
  const chapter = wanted.scale === 1 ? "figures" : `figures at scale ${wanted.scale}`;
  await writeChapter(chapter, `${heading}\n\n${markdownTable(rows)}`);
  say("wrote the figures into bench/README.md");
}

if (import.meta.main) {
  const wanted = readWanted();
  if (wanted === null) say(USAGE);
  else await run(wanted);
}
