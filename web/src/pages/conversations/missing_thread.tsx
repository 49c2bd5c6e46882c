import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { EmptyState } from "../../components/empty_state.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { t } from "../../i18n/t.ts";
import { conversationMergesOf } from "../../stores/conversation_merges_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** A thread that is not there: it was merged into another one, which is followed, or is nobody's. */
export function MissingThread(props: {
  readonly workplace: OpenWorkplace;
  readonly conversationId: string;
  readonly backHref: string;
  readonly onFollow: (conversationId: string) => void;
}): JSX.Element {
  const { workplace, conversationId } = props;
  const isGone = useSignal(false);
  useEffect(() => {
    let isStale = false;
    isGone.value = false;
    workplace.connect(conversationMergesOf)(workplace).survivor(conversationId).catch(() => null)
      .then(
        (id) => {
          if (isStale) return;
          if (id === null) isGone.value = true;
          else follow(workplace, conversationId, id, props.onFollow);
        },
      );
    return () => {
      isStale = true;
    };
  }, [conversationId]);
  if (!isGone.value) {
    return <Skeleton shape="thread" count={4} label={t("Loading the conversation")} />;
  }
  return (
    <EmptyState icon="circle-alert" title={t("This conversation does not exist here")}>
      <a class="text-link" href={props.backHref}>{t("Back to the list")}</a>
    </EmptyState>
  );
}

/** What was being written goes along. */
function follow(
  { drafts }: OpenWorkplace,
  from: string,
  to: string,
  onFollow: (conversationId: string) => void,
): void {
  const words = drafts.drafts.value.get(from) ?? "";
  if (words !== "" && (drafts.drafts.value.get(to) ?? "") === "") {
    drafts.write(to, words);
    drafts.write(from, "");
  }
  onFollow(to);
}
