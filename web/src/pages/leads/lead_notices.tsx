import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Lead, LeadDetail, MergeSuggestion } from "../../api/leads_api.ts";
import { Button } from "../../components/button.tsx";
import { PhoneWords } from "../../components/phone_words.tsx";
import { silence, sourceName } from "../../format/lead.ts";
import { listTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { customerMergesOf } from "../../stores/customer_merges_store.ts";
import type { LeadsShape } from "../../stores/leads_store.ts";
import { merge } from "../customers/customer_merges.tsx";

interface NoticesProps {
  readonly lead: Lead;
  readonly detail: LeadDetail;
  readonly store: LeadsShape;
  readonly page: PageProps;
  /** Reads the lead anew after something was done. */
  readonly onDone: () => void;
}

/** What asks for a person: a lead that came again, tasks, one shopper under two names. */
export function LeadNotices(props: NoticesProps): JSX.Element | null {
  const { lead, detail, page } = props;
  const { clock, dealership } = page.workplace;
  const last = detail.credits.at(-1);
  const lines = [
    lead.times_received > 1 && last !== undefined
      ? t("Asked {count} times, the last time through {source}, {time}", {
        count: lead.times_received,
        source: sourceName(last.source),
        time: listTime(last.received_at, clock.minute.value, dealership.timezone),
      })
      : null,
    lead.owner_late_at !== null && lead.assigned_to === null ? t("Still has nobody") : null,
    lead.answer_late_at !== null && lead.first_response_at === null
      ? t("Has had no answer yet")
      : null,
    lead.first_response_at === null ? silence(lead.unanswered_because) : null,
  ].filter((line) => line !== null);
  const { merge_suggestion } = detail;
  if (lines.length + detail.tasks.length === 0 && merge_suggestion === null) return null;
  return (
    <ul class="lead-notices">
      {lines.map((line) => <li key={line}>{line}</li>)}
      {detail.tasks.map((task) => (
        <li key={task.id}>
          <span>
            <PhoneWords words={task.body} />
          </span>
          <Button onPress={() => void finish(props, task.id)}>{t("Done")}</Button>
        </li>
      ))}
      {merge_suggestion !== null && <Merge {...{ ...props, suggestion: merge_suggestion }} />}
    </ul>
  );
}

function Merge(props: NoticesProps & { readonly suggestion: MergeSuggestion }): JSX.Element {
  const { suggestion, page, detail, store, onDone } = props;
  const name = suggestion.other_name ?? t("a shopper without a name");
  const merges = useMemo(
    () => page.workplace.connect(customerMergesOf)(detail.customer_id),
    [page.workplace, detail.customer_id],
  );
  const work = async (act: Promise<void>, done: string): Promise<void> => {
    try {
      await act;
      page.toasts.tell(done);
      onDone();
    } catch (error) {
      page.toasts.fail(t("Could not do this"), error);
    }
  };
  return (
    <li>
      <span>{t("Maybe the same person as {name}: phone and e-mail point at both", { name })}</span>
      {page.workplace.may("customers.write_all") && (
        <span class="choice-row">
          <Button
            onPress={() => void merge({ toasts: page.toasts, onDone }, merges, suggestion.other_id)}
          >
            {t("Merge")}
          </Button>
          <Button
            look="quiet"
            onPress={() =>
              void work(store.acts.dismissMerge(suggestion.id), t("They stay two customers"))}
          >
            {t("Not the same")}
          </Button>
        </span>
      )}
    </li>
  );
}

async function finish(props: NoticesProps, taskId: string): Promise<void> {
  const { page, store, onDone } = props;
  try {
    await store.acts.finishTask(taskId);
    page.toasts.tell(t("The task is done"));
    onDone();
  } catch (error) {
    page.toasts.fail(t("Could not do this"), error);
  }
}
