/** A file that follows a value: written soon after each change, and never half. */
export interface JsonFile {
  /** Asks for the current value to be written. */
  touch(): void;
  /** Writes what is still owed. */
  flush(): Promise<void>;
}

const WRITE_DELAY_MS = 150;

/** Keeps `path` in step with what `current` answers. */
export function createJsonFile(path: string, current: () => unknown): JsonFile {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();
  const write = () => {
    timer = undefined;
    writing = writing.then(async () => {
      await Deno.writeTextFile(`${path}.new`, JSON.stringify(current()));
      await Deno.rename(`${path}.new`, path);
    }).catch(() => undefined);
  };
  return {
    touch: () => void (timer ??= setTimeout(write, WRITE_DELAY_MS)),
    async flush() {
      if (timer !== undefined) {
        clearTimeout(timer);
        write();
      }
      await writing;
    },
  };
}

/** Reads a JSON file; a missing or broken one reads as null. */
export async function readJsonFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch {
    return null;
  }
}
