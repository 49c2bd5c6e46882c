/** The machine under the figures. */

/** Returns one line: processor, cores, memory, and how busy the machine is besides. */
export async function machineLine(): Promise<string> {
  const { total, available } = Deno.systemMemoryInfo();
  const load = Deno.loadavg().map((one) => one.toFixed(1)).join(" ");
  const processor = await processorName();
  return [
    `${navigator.hardwareConcurrency} cores${processor === null ? "" : ` (${processor})`}`,
    `${gigabytes(total)} GB of memory, ${gigabytes(available)} free`,
    `load ${load} before the run`,
    `${Deno.build.os} ${Deno.osRelease()}`,
    `Deno ${Deno.version.deno}`,
  ].join(", ");
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(0);
}

/** Only Linux tells it in a file. */
async function processorName(): Promise<string | null> {
  const text = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return /^model name\s*:\s*(.+)$/m.exec(text)?.[1] ?? null;
}
