import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { phrase, t } from "../i18n/t.ts";
import type { Theme } from "../stores/theme_store.ts";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon_names.ts";

const THEMES: readonly (readonly [Theme, string, IconName])[] = [
  ["system", phrase("System"), "monitor"],
  ["light", phrase("Light"), "sun"],
  ["dark", phrase("Dark"), "moon"],
];

/** Chooses between the system's theme, light and dark. */
export function ThemeSwitch(props: {
  readonly theme: ReadonlySignal<Theme>;
  readonly onChoose: (theme: Theme) => void;
}): JSX.Element {
  return (
    <fieldset class="theme-switch">
      <legend class="only-readers">{t("Theme")}</legend>
      {THEMES.map(([theme, name, icon]) => (
        <label key={theme} class="theme-switch-choice">
          <input
            type="radio"
            name="theme"
            class="only-readers"
            checked={props.theme.value === theme}
            onChange={() => props.onChoose(theme)}
          />
          <Icon name={icon} size="s" />
          {t(name)}
        </label>
      ))}
    </fieldset>
  );
}
