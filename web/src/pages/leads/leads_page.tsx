import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Lead, LeadStatus } from "../../api/leads_api.ts";
import type { MadeLead } from "../../api/new_lead_api.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { lazily } from "../../components/lazily.tsx";
import { PageHead } from "../../components/page_head.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { leadStage } from "../../format/lead.ts";
import { customerTitle } from "../../format/name.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { titlePage } from "../../page_title.ts";
import { viewPath } from "../../router.ts";
import { leadsOf, type LeadsShape } from "../../stores/leads_store.ts";
import type { LeadActs } from "./lead_acts.ts";
import { focusLead, LeadBoard } from "./lead_board.tsx";
import { LeadReport } from "./lead_report.tsx";
import { LeadSheet } from "./lead_sheet.tsx";
import { LeadTable } from "./lead_table.tsx";
import { MovePicker } from "./move_picker.tsx";

/** Brings the reader of documents along, which the board has no use for. */
const Documents = lazily(
  () => import("../documents/documents_view.tsx").then((module) => module.DocumentsView),
  () => <Skeleton shape="rows" count={4} label={t("The documents: loading")} />,
);

const NewLeadDialog = lazily(() =>
  import("./new_lead_dialog.tsx").then((module) => module.NewLeadDialog)
);

/** The leads: a board by stage or a table, each moved by hand, by key or by picker. */
export function LeadsPage(props: PageProps): JSX.Element {
  const { workplace, route } = props;
  const store = useMemo(() => workplace.connect(leadsOf), [workplace]);
  const moving = useSignal<Lead | null>(null);
  useEffect(() => {
    void store.leads.refresh();
    return () => store.stop();
  }, [store]);
  useSignalEffect(() => {
    if (workplace.news.value.some((event) => event.kind.startsWith("lead."))) store.refreshSoon();
  });
  useEffect(() => {
    titlePage(t("Leads · {name}", { name: workplace.dealership.name }));
  }, [workplace]);
  const acts: LeadActs = {
    href: (lead) => viewPath({ ...route, part: lead.id }),
    onMove: workplace.may("leads.write") ? (lead) => moving.value = lead : null,
    moveTo: (lead, status, outcome = null) => void move(props, store, { lead, status, outcome }),
  };
  return (
    <div class="page">
      <PageHead
        title={t("Leads")}
        place={workplace.dealership.name}
        switcher={props.switcher}
        connection={workplace.connection}
      >
        <Head page={props} store={store} />
      </PageHead>
      <div class="page-body">
        {route.filters.as === "documents"
          ? <Documents {...props} />
          : route.filters.as === "report"
          ? <LeadReport store={store} />
          : (
            <RemoteView
              remote={store.leads.state.value}
              what={t("The leads")}
              onRetry={() => void store.leads.reload()}
            >
              {(leads) => <Leads leads={leads} page={props} acts={acts} />}
            </RemoteView>
          )}
      </div>
      {route.filters.as !== "documents" && (
        <Over page={props} store={store} acts={acts} moving={moving} />
      )}
    </div>
  );
}

interface HeadProps {
  readonly page: PageProps;
  readonly store: LeadsShape;
}

function Head(props: HeadProps): JSX.Element {
  return (
    <div class="choice-row">
      <AsTabs page={props.page} />
      {props.page.workplace.may("leads.write") && <NewLead {...props} />}
    </div>
  );
}

function NewLead({ page, store }: HeadProps): JSX.Element {
  const isOpen = useSignal(false);
  return (
    <>
      <Button look="main" icon="plus" onPress={() => isOpen.value = true}>{t("New lead")}</Button>
      {isOpen.value && (
        <NewLeadDialog
          workplace={page.workplace}
          toasts={page.toasts}
          row={null}
          onMade={(made) => void showMade(page, store, made)}
          onClose={() => isOpen.value = false}
        />
      )}
    </>
  );
}

/** Opens the lead once the board has it; a colleague's stays theirs. */
async function showMade(page: PageProps, store: LeadsShape, made: MadeLead): Promise<void> {
  await store.leads.refresh();
  const { route, router } = page;
  // Who went on to another view meanwhile is not called back.
  if (!made.is_shown || router.route.value.view !== route.view) return;
  const filters = route.filters.as === "table" ? route.filters : {};
  router.go(viewPath({ ...route, part: made.lead_id, filters }));
}

function Over(props: {
  readonly page: PageProps;
  readonly store: LeadsShape;
  readonly acts: LeadActs;
  readonly moving: Signal<Lead | null>;
}): JSX.Element | null {
  const { page, acts, moving } = props;
  const { route, router } = page;
  if (moving.value !== null) {
    return (
      <MovePicker
        lead={moving.value}
        onMove={acts.moveTo}
        onClose={() => moving.value = null}
      />
    );
  }
  if (route.part === null) return null;
  return (
    <LeadSheet
      store={props.store}
      page={page}
      acts={acts}
      onClose={() => router.close(viewPath({ ...route, part: null }))}
    />
  );
}

function Leads(props: {
  readonly leads: readonly Lead[];
  readonly page: PageProps;
  readonly acts: LeadActs;
}): JSX.Element {
  if (props.leads.length === 0) {
    return (
      <EmptyState icon="users-round" title={t("No leads yet")}>
        <p>{t("What portals, forms and shoppers send in shows up here.")}</p>
      </EmptyState>
    );
  }
  return props.page.route.filters.as === "table"
    ? <LeadTable leads={props.leads} page={props.page} acts={props.acts} />
    : <LeadBoard leads={props.leads} page={props.page} acts={props.acts} />;
}

function AsTabs(props: { readonly page: PageProps }): JSX.Element {
  const { route } = props.page;
  const as = route.filters.as ?? "";
  const href = (as: string) => viewPath({ ...route, filters: { ...route.filters, as } });
  const documents = {
    name: t("Documents"),
    href: viewPath({ ...route, part: null, filters: { as: "documents" } }),
    isCurrent: as === "documents",
    count: null,
  };
  return (
    <Tabs
      label={t("How the leads are shown")}
      tabs={[
        { name: t("Board"), href: href(""), isCurrent: as === "", count: null },
        { name: t("Table"), href: href("table"), isCurrent: as === "table", count: null },
        { name: t("Report"), href: href("report"), isCurrent: as === "report", count: null },
        ...(props.page.workplace.may("leads.manage") ? [documents] : []),
      ]}
    />
  );
}

async function move(
  page: PageProps,
  store: LeadsShape,
  to: { readonly lead: Lead; readonly status: LeadStatus; readonly outcome: string | null },
): Promise<void> {
  const { toasts } = page;
  const name = customerTitle(to.lead.customer_name, to.lead.customer_address);
  try {
    const before = await store.move(to.lead.id, to.status, to.outcome);
    if (before === null) return;
    focusLead(to.lead.id);
    toasts.tell(t("{name} moved to {stage}", { name, stage: leadStage(to.status) }), () => {
      store.undo(before).then(
        () =>
          toasts.tell(
            t("{name} is back in {stage}", { name, stage: leadStage(before.status) }),
          ),
        (error) => toasts.fail(t("Could not undo this"), error),
      );
    });
  } catch (error) {
    toasts.fail(t("Could not move {name}", { name }), error);
  }
}
