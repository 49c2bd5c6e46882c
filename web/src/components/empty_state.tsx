import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { ApiProblem } from "../api/api_problem.ts";
import { t } from "../i18n/t.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon_names.ts";

/** One line where there is nothing, with at most one act. */
export function EmptyState(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty-state">
      <Icon name={props.icon} size="l" />
      <p class="empty-state-title">{props.title}</p>
      {props.children}
    </div>
  );
}

/** What failed, a way to try again, which coming online is too, and the id under which support finds it. */
export function FailedState(props: {
  readonly what: string;
  readonly problem: ApiProblem;
  readonly onRetry: () => void;
}): JSX.Element {
  const { problem, onRetry } = props;
  useEffect(() => {
    if (problem.status !== 0) return;
    addEventListener("online", onRetry);
    return () => removeEventListener("online", onRetry);
  }, [problem, onRetry]);
  const isForbidden = problem.status === 403;
  return (
    <div class="empty-state" role="alert">
      <Icon name={isForbidden ? "ban" : "circle-alert"} size="l" />
      <p class="empty-state-title">{props.what}</p>
      <p>
        {problem.message}. {isForbidden && t("An admin of your dealership can change your role.")}
      </p>
      {!isForbidden && <Button icon="rotate-ccw" onPress={onRetry}>{t("Try again")}</Button>}
      {problem.requestId !== null && <RequestId id={problem.requestId} />}
    </div>
  );
}

/** A request id that can be copied. */
export function RequestId(props: { readonly id: string }): JSX.Element {
  return (
    <p class="request-id">
      {t("Request")} <code>{props.id}</code>
      <button
        type="button"
        class="request-id-copy"
        onClick={() => void navigator.clipboard.writeText(props.id)}
      >
        {t("Copy")}
      </button>
    </p>
  );
}
