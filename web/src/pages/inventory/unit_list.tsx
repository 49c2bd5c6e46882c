import type { JSX } from "preact";
import type { UnitRow } from "../../api/inventory_api.ts";
import { Sticker } from "../../components/sticker.tsx";
import { TableRoom } from "../../components/table_room.tsx";
import { Tag } from "../../components/tag.tsx";
import { useWindow } from "../../components/use_window.ts";
import { formatCount, formatMoney } from "../../format/money.ts";
import { daysOnLot, vehicleName, vehicleStatus } from "../../format/vehicle.ts";
import { drivetrainName } from "../../format/vehicle_words.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { viewPath } from "../../router.ts";
import type { InventoryShape } from "../../stores/inventory_store.ts";

interface ListProps {
  readonly page: PageProps;
  readonly store: InventoryShape;
}

/** The units line by line; of a long list only the lines near what is seen are drawn. */
export function UnitTable(props: ListProps): JSX.Element {
  const { page, store } = props;
  const units = store.units.value;
  const rows = useWindow<UnitRow, HTMLTableSectionElement>({
    rows: units,
    scroller: ".page",
    row: "tr[aria-rowindex]",
    guessed_px: 56,
  });
  return (
    <div class="table-scroll">
      <table class="data-table inventory-table" aria-rowcount={units.length + 1}>
        <caption class="only-readers">{t("Units")}</caption>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{t("Stock")}</th>
            <th scope="col">{t("Vehicle")}</th>
            <th scope="col" data-align="end">{t("Price")}</th>
            <th scope="col" data-align="end">{t("On the lot")}</th>
            <th scope="col" data-align="end">{t("Interest")}</th>
            <th scope="col">{t("Status")}</th>
          </tr>
        </thead>
        <tbody ref={rows.body}>
          {rows.pieces.map((piece, place) =>
            piece.kind === "room"
              ? <TableRoom key={`room ${place}`} px={piece.rows * rows.row_px} columns={6} />
              : (
                <Line
                  key={piece.row.id}
                  unit={piece.row}
                  place={piece.index}
                  page={page}
                  store={store}
                />
              )
          )}
        </tbody>
      </table>
    </div>
  );
}

function Line(
  props: ListProps & { readonly unit: UnitRow; readonly place: number },
): JSX.Element {
  const { unit, page, store } = props;
  const interest = store.interest.value.get(unit.id) ?? 0;
  const miles = unit.mileage === null
    ? null
    : t("{count} mi", { count: formatCount(unit.mileage) });
  return (
    <tr aria-rowindex={props.place + 2}>
      <td>
        <b class="inventory-stock">{unit.stock_number}</b>
      </td>
      <td>
        <a class="inventory-name" href={unitHref(page, unit)}>{vehicleName(unit)}</a>
        <span class="inventory-meta">
          {[unit.ext_color, drivetrainName(unit.drivetrain), miles].filter(Boolean).join(" · ")}
        </span>
      </td>
      <td data-align="end">
        {unit.price_cents === null ? t("Call for price") : formatMoney(unit.price_cents)}
      </td>
      <td data-align="end">{daysOnLot(unit.created_at, page.workplace.clock.minute.value)}</td>
      <td data-align="end">
        {interest === 0
          ? <span class="inventory-meta">{t("None")}</span>
          : t("{count} open", { count: interest })}
      </td>
      <td>
        <Tag tone={unit.status === "available" ? "ok" : unit.status === "sold" ? "bad" : "plain"}>
          {vehicleStatus(unit.status)}
        </Tag>
      </td>
    </tr>
  );
}

/** The units as window stickers side by side. */
export function StickerGrid(props: ListProps): JSX.Element {
  const { page, store } = props;
  return (
    <ul class="inventory-grid">
      {store.units.value.map((unit) => (
        <li key={unit.id}>
          <a href={unitHref(page, unit)}>
            <Sticker vehicle={unit} />
          </a>
        </li>
      ))}
    </ul>
  );
}

function unitHref(page: PageProps, unit: UnitRow): string {
  return viewPath({ ...page.route, part: unit.id });
}
