import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n/t.ts";
import type { Toast } from "../stores/toast_store.ts";
import { IconButton } from "./button.tsx";
import { RequestId } from "./empty_state.tsx";

/** One notice at the bottom left; errors stay until they are dismissed. */
export function ToastView(props: {
  readonly toast: ReadonlySignal<Toast | null>;
  readonly onDismiss: () => void;
}): JSX.Element {
  const toast = props.toast.value;
  const home = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => followDialogs(home.current, place.current), []);
  return (
    <div ref={home}>
      <div ref={place} class="toast-place">
        <div role="status">
          {toast?.tone === "news" && (
            <p class="toast">
              {toast.text}
              {toast.undo !== null && (
                <button
                  type="button"
                  class="toast-undo"
                  onClick={() => {
                    toast.undo?.();
                    props.onDismiss();
                  }}
                >
                  {toast.act ?? t("Undo")}
                </button>
              )}
            </p>
          )}
        </div>
        <div role="alert">
          {toast?.tone === "error" && (
            <div class="toast" data-tone="error">
              <div>
                <p>{toast.text}</p>
                {toast.requestId !== null && <RequestId id={toast.requestId} />}
              </div>
              <IconButton icon="x" name={t("Dismiss")} onPress={props.onDismiss} />
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

/**
 * Keeps the notice in the dialog on top while one is open: a modal one makes all the rest of the
 * page inert, so that its notices would be neither read out nor could they be undone.
 */
function followDialogs(home: Element | null, place: Element | null): () => void {
  if (home === null || place === null) return () => {};
  const put = (): void => {
    const target = [...document.querySelectorAll("dialog[open]")].at(-1) ?? home;
    if (place.parentElement !== target) target.append(place);
  };
  const observer = new MutationObserver(put);
  observer.observe(document.body, { subtree: true, attributeFilter: ["open"] });
  put();
  return () => {
    observer.disconnect();
    home.append(place);
  };
}
