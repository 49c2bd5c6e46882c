import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { clockTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { Remote } from "../../stores/remote.ts";

/** Nobody is told live of what these lists hold, so they are read again and again. */
const EVERY_MS = 15_000;

/** Keeps a list fresh while it is looked at, and says as of when it is. */
export function FreshLine(props: {
  readonly state: ReadonlySignal<Remote<unknown>>;
  /** Reads the list anew; what is shown stays until the answer comes. */
  readonly read: () => Promise<void>;
  readonly zone: string;
}): JSX.Element {
  const state = props.state.value;
  const readAt = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const isReading = useRef(false);
  useEffect(() => {
    if (state.kind === "ready") readAt.value = new Date().toISOString();
  }, [state]);
  const read = async (): Promise<void> => {
    // A later question would make the answer to this one useless.
    if (isReading.current) return;
    isReading.current = true;
    // An answer that does not come leaves the list as it is, and the time tells of when that was.
    await props.read().catch(() => {});
    isReading.current = false;
  };
  useReading(read);
  const press = async (): Promise<void> => {
    isBusy.value = true;
    await read();
    isBusy.value = false;
  };
  return (
    <div class="choice-row">
      <Button icon="rotate-ccw" look="quiet" busy={isBusy.value} onPress={() => void press()}>
        {t("Read again")}
      </Button>
      {readAt.value !== null && (
        <p class="note-line">
          {t("As of {time}, kept fresh while you look", {
            time: clockTime(readAt.value, props.zone),
          })}
        </p>
      )}
    </div>
  );
}

/** Reads at once, then every so often and on coming back, while the page is looked at. */
function useReading(read: () => Promise<void>): void {
  const current = useRef(read);
  current.current = read;
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === "visible") void current.current();
    };
    void current.current();
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener("visibilitychange", look);
    addEventListener("online", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      removeEventListener("online", look);
    };
  }, []);
}
