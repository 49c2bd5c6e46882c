import type { JSX } from "preact";
import type { Vehicle } from "../api/rows.ts";
import { formatCount, formatMoney } from "../format/money.ts";
import { vehicleName, vehicleStatus } from "../format/vehicle.ts";
import { drivetrainName } from "../format/vehicle_words.ts";
import { t, tn } from "../i18n/t.ts";
import { VehicleDrawing } from "./vehicle_drawing.tsx";

/** A vehicle as its window sticker: band, stock tag, ruled price lines, VIN with bars. */
export function Sticker(props: {
  readonly vehicle: Vehicle;
  /** With the time it tells the days on the lot as well. */
  readonly now?: number;
}): JSX.Element {
  const { vehicle } = props;
  return (
    <article class="sticker" aria-label={vehicleName(vehicle)}>
      <header class="sticker-band" data-state={vehicle.status}>
        <span>{vehicleStatus(vehicle.status)}</span>
        {vehicle.stock_number !== null && <b class="sticker-stock">{vehicle.stock_number}</b>}
      </header>
      <VehicleDrawing
        bodyStyle={vehicle.body_style}
        model={vehicle.model}
        color={vehicle.ext_color}
      />
      <p class="sticker-name">{vehicleName(vehicle)}</p>
      <p class="sticker-meta">{metaOf(vehicle, props.now)}</p>
      <dl class="sticker-lines">
        <div class="sticker-line" data-weight="strong">
          <dt>{t("Asking")}</dt>
          <dd>
            {vehicle.price_cents === null ? t("Call for price") : formatMoney(vehicle.price_cents)}
          </dd>
        </div>
        {hasMsrp(vehicle) && (
          <div class="sticker-line">
            <dt>{t("MSRP")}</dt>
            <dd>{formatMoney(vehicle.msrp_cents ?? 0)}</dd>
          </div>
        )}
        <div class="sticker-line">
          <dt>{t("Condition")}</dt>
          <dd>{conditionOf(vehicle)}</dd>
        </div>
      </dl>
      {vehicle.vin !== null && <Vin vin={vehicle.vin} />}
    </article>
  );
}

const DAY_MS = 86_400_000;

function metaOf(vehicle: Vehicle, now: number | undefined): string {
  const miles = vehicle.mileage === null
    ? null
    : t("{count} mi", { count: formatCount(vehicle.mileage) });
  const isListed = vehicle.status === "available" || vehicle.status === "pending";
  const days = isListed && now !== undefined ? daysListed(vehicle.created_at, now) : null;
  return [drivetrainName(vehicle.drivetrain), vehicle.ext_color, miles, days].filter(Boolean).join(
    " · ",
  );
}

function daysListed(since: string, now: number): string | null {
  const days = Math.floor((now - Date.parse(since)) / DAY_MS);
  return days < 1 ? null : tn(days, "1 day on the lot", "{count} days on the lot");
}

function hasMsrp(vehicle: Vehicle): boolean {
  return vehicle.msrp_cents !== null && vehicle.msrp_cents !== vehicle.price_cents;
}

function conditionOf(vehicle: Vehicle): string {
  if (vehicle.certified === true) return t("Certified used");
  return vehicle.condition === "new" ? t("New") : t("Used");
}

function Vin(props: { readonly vin: string }): JSX.Element {
  return (
    <p class="sticker-vin">
      <svg
        class="sticker-bars"
        viewBox="0 0 102 12"
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <path d={barsOf(props.vin)} />
      </svg>
      <span>
        <span class="only-readers">{t("VIN")}</span> {props.vin}
      </span>
    </p>
  );
}

/** Bars that differ from VIN to VIN; a picture of a bar code, not one. */
function barsOf(vin: string): string {
  let x = 0;
  return [...vin].flatMap((character) => {
    const bits = character.charCodeAt(0);
    return [1, 8, 64].map((mask) => {
      const width = (bits & mask) === 0 ? 0.7 : 1.5;
      const bar = `M${x.toFixed(1)} 0h${width}v12h-${width}z`;
      x += 2;
      return bar;
    });
  }).join("");
}
