import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { describedBy, Field } from "../../components/field.tsx";
import { TextPart } from "../../components/form_parts.tsx";
import { LanguageSwitch } from "../../components/language_switch.tsx";
import { t } from "../../i18n/t.ts";
import { DensitySwitch } from "./density_switch.tsx";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";
import { SettingsForm } from "./settings_form.tsx";

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
        <h2 class="card-title">{t("Rows of the conversation list")}</h2>
        <DensitySwitch />
      </section>
      <PasswordForm page={props.page} settings={props.settings} />
    </>
  );
}

function NameForm(props: SectionProps): JSX.Element {
  const { page, settings } = props;
  const { team, user } = page.workplace;
  // What a colleague reads: it is read anew after saving, the session's own copy is not.
  const before = team.names.value.get(user.id) ?? user.name;
  const name = useSignal(before);
  const save = async (): Promise<void> => {
    await saving(page, settings.rename(name.value.trim()), {
      done: t("Your name is saved. Colleagues see it from now on"),
      failed: t("Could not save your name"),
    });
    await team.load().catch(() => {});
  };
  return (
    <SettingsForm
      title={t("Your name")}
      isChanged={name.value.trim() !== before}
      saveWords={t("Save name")}
      onSave={save}
      onUndo={() => name.value = before}
    >
      <TextPart
        id="full-name"
        label={t("Name as colleagues see it")}
        value={name}
        most={120}
        autocomplete="name"
      />
    </SettingsForm>
  );
}

function PasswordForm(props: SectionProps): JSX.Element {
  const { page, settings } = props;
  const password = useSignal("");
  const save = async (): Promise<void> => {
    const isSaved = await saving(page, settings.changePassword(password.value), {
      done: t("Your password is changed"),
      failed: t("Could not change your password"),
    });
    if (isSaved) password.value = "";
  };
  return (
    <SettingsForm
      title={t("Password")}
      isChanged={password.value !== ""}
      saveWords={t("Change password")}
      onSave={save}
      onUndo={() => password.value = ""}
    >
      <Field
        id="new-password"
        label={t("New password")}
        help={t("At least {count} characters.", { count: SHORTEST })}
        fault={null}
      >
        <input
          id="new-password"
          class="field-input"
          type="password"
          autocomplete="new-password"
          minLength={SHORTEST}
          aria-describedby={describedBy("new-password")}
          value={password}
          onInput={(event) => password.value = event.currentTarget.value}
        />
      </Field>
    </SettingsForm>
  );
}
