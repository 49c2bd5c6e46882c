import type { ComponentChildren, JSX } from "preact";
import { t } from "../i18n/t.ts";
import type { Remote } from "../stores/remote.ts";
import { FailedState } from "./empty_state.tsx";
import { Skeleton } from "./skeleton.tsx";

/** Shows something of the server's: grey while it comes, what failed, or the thing itself. */
export function RemoteView<Value>(props: {
  readonly remote: Remote<Value>;
  /** What is shown, as the beginning of "… did not load". */
  readonly what: string;
  readonly onRetry: () => void;
  readonly shape?: "rows" | "column";
  readonly children: (value: Value) => ComponentChildren;
}): JSX.Element {
  const { remote, what } = props;
  if (remote.kind === "loading") {
    return (
      <Skeleton shape={props.shape ?? "rows"} count={4} label={t("{what}: loading", { what })} />
    );
  }
  if (remote.kind === "failed") {
    return (
      <FailedState
        what={t("{what} did not load", { what })}
        problem={remote.problem}
        onRetry={props.onRetry}
      />
    );
  }
  return <>{props.children(remote.value)}</>;
}
