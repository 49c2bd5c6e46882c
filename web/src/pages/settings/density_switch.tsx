import type { JSX } from "preact";
import { phrase, t } from "../../i18n/t.ts";
import { chooseDensity, type Density, density } from "../conversations/density.ts";

const CHOICES: readonly (readonly [Density, string])[] = [
  ["comfortable", phrase("Comfortable")],
  ["compact", phrase("Compact")],
];

/** Chooses how high the rows of the conversation list are in this browser. */
export function DensitySwitch(): JSX.Element {
  return (
    <fieldset class="language-switch">
      <legend class="only-readers">{t("Rows of the conversation list")}</legend>
      {CHOICES.map(([choice, name]) => (
        <label key={choice} class="language-switch-choice">
          <input
            type="radio"
            name="density"
            class="only-readers"
            checked={density.value === choice}
            onChange={() => chooseDensity(choice)}
          />
          {t(name)}
        </label>
      ))}
    </fieldset>
  );
}
