import type { JSX } from "preact";
import { VehicleDrawing } from "../../src/components/vehicle_drawing.tsx";
import type { OfferedVehicle } from "./chat_api.ts";
import { locale, t } from "./words.ts";

/** Comes with this part, since most pages show no vehicle. */
const STYLE = `
  .chat-vehicle > :first-child { flex: none; width: 6rem; max-height: 4.5rem; object-fit: cover }
  .chat-vehicle strong, .chat-vehicle span { display: block; line-height: 1.3 }
  .chat-vehicle span { margin: 0.125rem 0 0.25rem; font-size: 0.8125rem }
  .chat-stock { padding: 0 0.375rem; border-radius: 4px; background: #c8e63c; color: #16230a;
    font-size: 0.75rem }
  .vehicle-drawing { --paint: #8b9793 }
  [data-paint="white"] { --paint: #dfe5e2 }
  [data-paint="black"] { --paint: #39433f }
  [data-paint="red"] { --paint: #b23a30 }
  [data-paint="blue"] { --paint: #3f6fae }
  [data-paint="green"] { --paint: #4d6e52 }
  [data-paint="sand"] { --paint: #b39a72 }
  [data-paint="orange"] { --paint: #d3832f }
  .vehicle-drawing-shell { fill: var(--paint); stroke: #0004 }
  .vehicle-drawing-shade, .vehicle-drawing-line { fill: none; stroke: #0004 }
  .vehicle-drawing-lamp, .vehicle-drawing-rim { fill: #d5dee0 }
  .vehicle-drawing-tail { fill: #d2452f }`;
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
document.adoptedStyleSheets.push(sheet);

/** The vehicle of the page as a small window sticker: its photo, or drawn in its colour. */
export function VehicleSticker(props: { readonly vehicle: OfferedVehicle }): JSX.Element {
  const { vehicle } = props;
  return (
    <div class="chat-vehicle">
      {vehicle.image_url === null
        ? (
          <VehicleDrawing
            bodyStyle={vehicle.body_style}
            model={vehicle.model}
            color={vehicle.ext_color}
          />
        )
        : <img src={vehicle.image_url} alt="" />}
      <div>
        <strong>{vehicle.label}</strong>
        <span>{factsOf(vehicle)}</span>
        <b class="chat-stock">{t("Stock {number}", { number: vehicle.stock_number })}</b>
      </div>
    </div>
  );
}

function factsOf({ price_cents, mileage }: OfferedVehicle): string {
  const money = { style: "currency", currency: "USD", maximumFractionDigits: 0 } as const;
  const price = price_cents === null
    ? null
    : new Intl.NumberFormat(locale(), money).format(price_cents / 100);
  const miles = mileage === null
    ? null
    : t("{count} mi", { count: mileage.toLocaleString(locale()) });
  return [price, miles].filter(Boolean).join(" · ");
}
