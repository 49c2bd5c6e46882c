import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { LeadExport } from "../../api/lead_exports_api.ts";
import { Button } from "../../components/button.tsx";
import { type Fact, FactList } from "../../components/fact_list.tsx";
import { exactTime } from "../../format/exact_time.ts";
import { deliveryWords, formWords } from "../../format/lead_export.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { leadExportsOf } from "../../stores/lead_exports_store.ts";

/** Whether a lead reached the CRM, and the way to send it again with all that was said since. */
export function LeadCrm(props: {
  readonly leadId: string;
  readonly page: PageProps;
}): JSX.Element | null {
  const { leadId, page } = props;
  const { workplace, toasts } = page;
  const store = useMemo(() => workplace.connect(leadExportsOf), [workplace]);
  const sent = useMemo(() => store.exportsOf(leadId), [store, leadId]);
  useEffect(() => {
    void sent.refresh();
    void store.crm.refresh();
  }, [sent, store]);
  const exports = sent.state.value.kind === "ready" ? sent.state.value.value : [];
  const crm = store.crm.state.value;
  const hasCrm = crm.kind === "ready" && crm.value.crm_email !== null;
  if (!hasCrm && exports.length === 0) return null;
  const send = async (): Promise<void> => {
    try {
      await store.send(leadId);
      toasts.tell(t("The lead is on its way to your CRM"));
      await sent.refresh();
    } catch (error) {
      toasts.fail(t("Could not send the lead"), error);
    }
  };
  return (
    <section>
      <h3 class="card-title">{t("Your CRM")}</h3>
      <FactList facts={exports.map((one) => sentFact(one, workplace.dealership.timezone))} />
      {hasCrm && (
        <div class="choice-row">
          <Button onPress={() => void send()}>{t("Send to CRM")}</Button>
        </div>
      )}
    </section>
  );
}

function sentFact(sent: LeadExport, zone: string): Fact {
  const words = [formWords(sent.form), exactTime(sent.created_at, zone), sent.error_message];
  return [deliveryWords(sent.status), words.filter(Boolean).join(" · ")];
}
