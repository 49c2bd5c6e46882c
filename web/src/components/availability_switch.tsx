import type { JSX } from "preact";
import type { Availability } from "../api/rows.ts";
import { AVAILABILITY_CHOICES, availabilityName } from "../format/availability.ts";
import { t } from "../i18n/t.ts";

/** Says of oneself whether one works just now. */
export function AvailabilitySwitch(props: {
  readonly availability: Availability;
  readonly onChoose: (availability: Availability) => void;
}): JSX.Element {
  return (
    <fieldset class="theme-switch">
      <legend class="only-readers">{t("Availability")}</legend>
      {AVAILABILITY_CHOICES.map((one) => (
        <label key={one} class="theme-switch-choice">
          <input
            type="radio"
            name="availability"
            class="only-readers"
            checked={props.availability === one}
            onChange={() => props.onChoose(one)}
          />
          {availabilityName(one)}
        </label>
      ))}
    </fieldset>
  );
}
