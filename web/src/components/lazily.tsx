import { signal } from "@preact/signals";
import { createElement, type FunctionComponent, type JSX } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { Button } from "./button.tsx";
import { EmptyState } from "./empty_state.tsx";

/** A component whose script comes when it is first drawn; until then `meanwhile` stands there. */
export function lazily<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
  meanwhile: () => JSX.Element | null = () => null,
): FunctionComponent<Props> {
  const loaded = signal<FunctionComponent<Props> | "loading" | "failed">("loading");
  return function Lazy(props: Props): JSX.Element | null {
    useEffect(() => {
      if (typeof loaded.value === "function") return;
      loaded.value = "loading";
      load().then((component) => loaded.value = component, () => loaded.value = "failed");
    }, []);
    if (loaded.value === "loading") return meanwhile();
    if (loaded.value === "failed") return <NotLoaded />;
    return createElement(loaded.value, props);
  };
}

/** Mostly a new version was put up meanwhile, so the whole page is asked for again. */
function NotLoaded(): JSX.Element {
  return (
    <EmptyState icon="circle-alert" title={t("This part of the page did not load")}>
      <Button icon="rotate-ccw" onPress={() => location.reload()}>
        {t("Load the page again")}
      </Button>
    </EmptyState>
  );
}
