import type { JSX } from "preact";
import type { Lead } from "../../api/leads_api.ts";
import { Button } from "../../components/button.tsx";
import { Gauge } from "../../components/gauge.tsx";
import { TableRoom } from "../../components/table_room.tsx";
import { useWindow } from "../../components/use_window.ts";
import { leadStage, lostReason, sourceName } from "../../format/lead.ts";
import { customerTitle } from "../../format/name.ts";
import { dueWords, nextStepName } from "../../format/next_step.ts";
import { listTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { LeadActs } from "./lead_acts.ts";

/** The leads line by line, the newest first; of many only the lines near what is seen are drawn. */
export function LeadTable(props: {
  readonly leads: readonly Lead[];
  readonly page: PageProps;
  readonly acts: LeadActs;
}): JSX.Element {
  const { leads, page, acts } = props;
  const rows = useWindow<Lead, HTMLTableSectionElement>({
    rows: leads,
    scroller: ".page",
    row: "tr[aria-rowindex]",
    guessed_px: 56,
  });
  return (
    <div class="table-scroll">
      <table class="data-table" aria-rowcount={leads.length + 1}>
        <caption class="only-readers">{t("Leads")}</caption>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{t("Who")}</th>
            <th scope="col">{t("Vehicle")}</th>
            <th scope="col">{t("Score")}</th>
            <th scope="col">{t("Next step")}</th>
            <th scope="col">{t("Source")}</th>
            <th scope="col">{t("Owner")}</th>
            <th scope="col">{t("Came in")}</th>
            <th scope="col">{t("Stage")}</th>
          </tr>
        </thead>
        <tbody ref={rows.body}>
          {rows.pieces.map((piece, place) =>
            piece.kind === "room"
              ? <TableRoom key={`room ${place}`} px={piece.rows * rows.row_px} columns={8} />
              : (
                <Line
                  key={piece.row.id}
                  lead={piece.row}
                  place={piece.index}
                  page={page}
                  acts={acts}
                />
              )
          )}
        </tbody>
      </table>
    </div>
  );
}

function Line(props: {
  readonly lead: Lead;
  readonly place: number;
  readonly page: PageProps;
  readonly acts: LeadActs;
}): JSX.Element {
  const { lead, page, acts } = props;
  const { clock, dealership, team } = page.workplace;
  const { onMove } = acts;
  const reason = lostReason(lead.status === "lost" ? lead.outcome : null);
  return (
    <tr aria-rowindex={props.place + 2}>
      <td>
        <a class="inventory-name" href={acts.href(lead)}>
          {customerTitle(lead.customer_name, lead.customer_address)}
        </a>
      </td>
      <td>{lead.vehicle_label ?? t("None yet")}</td>
      <td>{lead.score === null ? t("None") : <Gauge score={lead.score} size="s" />}</td>
      <td>
        {lead.next_step === null ? t("Nothing planned") : nextStepName(lead.next_step)}
        {lead.next_step !== null && (
          <span class="lead-meta">
            {dueWords(lead.next_step, clock.minute.value, dealership.timezone)}
          </span>
        )}
      </td>
      <td>{sourceName(lead.source_name)}</td>
      <td>{team.names.value.get(lead.assigned_to ?? "") ?? t("Nobody")}</td>
      <td>{listTime(lead.received_at, clock.minute.value, dealership.timezone)}</td>
      <td>
        {onMove === null
          ? leadStage(lead.status)
          : (
            <Button look="plain" onPress={() => onMove(lead)}>
              {leadStage(lead.status)}
              <span class="only-readers">{t(", move")}</span>
            </Button>
          )}
        {reason !== null && <span class="inventory-meta">{reason}</span>}
      </td>
    </tr>
  );
}
