import type { JSX } from "preact";
import type { Unit } from "../../api/inventory_api.ts";
import { vehicleName } from "../../format/vehicle.ts";
import { t } from "../../i18n/t.ts";

const MOST = 40;

/** The photos that the feed names, side by side; each opens in full. */
export function UnitPhotos({ unit }: { readonly unit: Unit }): JSX.Element | null {
  const photos = unit.images.filter(({ url }) => url.startsWith("https://")).slice(0, MOST);
  if (photos.length === 0) return null;
  const name = vehicleName(unit);
  return (
    <div class="unit-photos" role="group" aria-label={t("Photos")}>
      {photos.map(({ url }, place) => (
        <a key={url} href={url} target="_blank" rel="noreferrer">
          <img
            src={url}
            loading="lazy"
            referrerpolicy="no-referrer"
            alt={t("{name}, photo {number}", { name, number: place + 1 })}
          />
        </a>
      ))}
    </div>
  );
}
