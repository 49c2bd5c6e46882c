import type { JSX } from "preact";
import type { InboxRow, Vehicle } from "../../api/rows.ts";
import { ReplyLine } from "../../components/reply_line.tsx";
import { vehicleName } from "../../format/vehicle.ts";
import { phrase, t } from "../../i18n/t.ts";

const GONE: Readonly<Record<string, string>> = {
  sold: phrase("{name}, stock {stock}, has been sold"),
  retired: phrase("{name}, stock {stock}, is no longer listed"),
  pending: phrase("{name}, stock {stock}, has a sale pending"),
};

/** Says that the unit an open conversation is about can no longer be had. */
export function UnitLine(props: {
  readonly row: InboxRow;
  readonly vehicle: Vehicle | null;
}): JSX.Element | null {
  const { row, vehicle } = props;
  const isOpen = row.status === "active" || row.status === "escalated";
  const words = vehicle === null ? undefined : GONE[vehicle.status];
  if (!isOpen || vehicle === null || vehicle.id !== row.vehicle_id || words === undefined) {
    return null;
  }
  const stock = vehicle.stock_number ?? "";
  return <ReplyLine tone="warn" text={t(words, { name: vehicleName(vehicle), stock })} />;
}
