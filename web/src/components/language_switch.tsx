import type { JSX } from "preact";
import { chooseLanguage, LANGUAGES } from "../i18n/language.ts";
import { language, t } from "../i18n/t.ts";

/** Chooses the language of the app in this browser; each is named in itself. */
export function LanguageSwitch(): JSX.Element {
  return (
    <fieldset class="language-switch">
      <legend class="only-readers">{t("Language")}</legend>
      {LANGUAGES.map(([code, name]) => (
        <label key={code} class="language-switch-choice" lang={code}>
          <input
            type="radio"
            name="language"
            class="only-readers"
            checked={language() === code}
            onChange={() => void chooseLanguage(code)}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
