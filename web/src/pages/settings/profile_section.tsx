import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Button } from "../../components/button.tsx";
import { faultId, Field } from "../../components/field.tsx";
import { LanguageSwitch } from "../../components/language_switch.tsx";
import { t } from "../../i18n/t.ts";
import { DensitySwitch } from "./density_switch.tsx";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

const SHORTEST = 10;

/** One's own name and password. */
export function ProfileSection(props: SectionProps): JSX.Element {
  return (
    <>
      <NameForm page={props.page} settings={props.settings} />
      <section class="card form-card">
        <h2 class="card-title">{t("Language")}</h2>
        <LanguageSwitch />
      </section>
      <section class="card form-card">
        <h2 class="card-title">{t("Rows of the list")}</h2>
        <DensitySwitch />
      </section>
      <PasswordForm page={props.page} settings={props.settings} />
    </>
  );
}

function NameForm(props: SectionProps): JSX.Element {
  const { page, settings } = props;
  const before = page.workplace.user.name;
  const name = useSignal(before);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const next = name.value.trim();
    if (next === "") return;
    await saving(page, settings.rename(next), {
      done: t("Your name is saved. Colleagues see it from now on"),
      failed: t("Could not save your name"),
    });
    await page.workplace.team.load().catch(() => {});
  };
  return (
    <form class="card form-card" onSubmit={(event) => void save(event)}>
      <h2 class="card-title">{t("Your name")}</h2>
      <Field id="full-name" label={t("Name as colleagues see it")} fault={null}>
        <input
          id="full-name"
          class="field-input"
          autocomplete="name"
          maxLength={120}
          value={name}
          onInput={(event) => name.value = event.currentTarget.value}
        />
      </Field>
      {name.value.trim() !== before && (
        <div class="choice-row">
          <Button type="submit" look="main">{t("Save name")}</Button>
        </div>
      )}
    </form>
  );
}

function PasswordForm(props: SectionProps): JSX.Element {
  const { page, settings } = props;
  const password = useSignal("");
  const fault = useSignal<string | null>(null);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const isShort = password.value.length < SHORTEST;
    fault.value = isShort ? t("It needs {count} characters or more", { count: SHORTEST }) : null;
    if (isShort) return document.getElementById("new-password")?.focus();
    const isSaved = await saving(page, settings.changePassword(password.value), {
      done: t("Your password is changed"),
      failed: t("Could not change your password"),
    });
    if (isSaved) password.value = "";
  };
  return (
    <form class="card form-card" noValidate onSubmit={(event) => void save(event)}>
      <h2 class="card-title">{t("Password")}</h2>
      <Field id="new-password" label={t("New password")} fault={fault.value}>
        <input
          id="new-password"
          class="field-input"
          type="password"
          autocomplete="new-password"
          value={password}
          aria-invalid={fault.value === null ? undefined : "true"}
          aria-describedby={fault.value === null ? undefined : faultId("new-password")}
          onInput={(event) => password.value = event.currentTarget.value}
        />
      </Field>
      <div class="choice-row">
        <Button type="submit">{t("Change password")}</Button>
      </div>
    </form>
  );
}
