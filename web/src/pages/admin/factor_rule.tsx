import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { FactorRule, Person } from "../../api/admin_api.ts";
import { RemoteView } from "../../components/remote_view.tsx";
import { ROLE_CHOICES } from "../../format/role.ts";
import { t, tn } from "../../i18n/t.ts";
import { viewPath } from "../../router.ts";
import { accountOf } from "../../stores/account_store.ts";
import { saving } from "../settings/saving.ts";
import type { AdminSectionProps } from "./section_props.ts";

/** Which roles must show a second factor before they change anything of the dealership's. */
export function FactorRuleCard(props: AdminSectionProps): JSX.Element {
  const { factorRule } = props.admin;
  useEffect(() => void factorRule.refresh(), [factorRule]);
  return (
    <section class="card form-card" aria-label={t("Who must show a second factor")}>
      <h2 class="card-title">{t("Who must show a second factor")}</h2>
      <p class="note-line">
        {t(
          "Without one, these roles go on reading and replying, but change no people, keys, channels, hours or rules.",
        )}
      </p>
      <RemoteView
        remote={factorRule.state.value}
        what={t("The rule")}
        onRetry={() => void factorRule.reload()}
      >
        {(rule) => <Roles rule={rule} section={props} />}
      </RemoteView>
    </section>
  );
}

function Roles(props: {
  readonly rule: FactorRule;
  readonly section: AdminSectionProps;
}): JSX.Element {
  const { rule } = props;
  const { page, admin } = props.section;
  const everybody = admin.people.state.value;
  const people = everybody.kind === "ready" ? everybody.value : null;
  const set = async (role: string, isOn: boolean): Promise<void> => {
    const others = rule.roles.filter((one) => one !== role);
    const roles = isOn ? [...others, role] : others;
    const saved = admin.factorRule.change(
      (now) => ({ ...now, roles }),
      () => admin.saveFactorRule(roles),
    );
    const words = { done: t("The rule holds from now on"), failed: t("Could not change the rule") };
    await saving(page, saved, words);
  };
  return (
    <>
      <div role="group" aria-label={t("Who must show a second factor")}>
        {ROLE_CHOICES.map(([role, name]) => (
          <label key={role} class="check-line">
            <input
              type="checkbox"
              checked={rule.roles.includes(role)}
              onChange={(event) => void set(role, event.currentTarget.checked)}
            />
            <span>
              {t(name)}{" "}
              {people !== null && <span class="set-meta">{countWords(role, people, rule)}</span>}
            </span>
          </label>
        ))}
      </div>
      <OwnFactor section={props.section} />
    </>
  );
}

function countWords(role: string, people: readonly Person[], rule: FactorRule): string {
  const held = people.filter((person) => person.role === role && person.is_active);
  const have = held.filter((person) => rule.people.has(person.user_id)).length;
  if (held.length === 0) return t("nobody has this role");
  return tn(held.length, "{have} of 1 person has one", "{have} of {count} people have one", {
    have,
  });
}

/** Says beforehand what the server would refuse: a rule that would lock out whoever makes it. */
function OwnFactor(props: { readonly section: AdminSectionProps }): JSX.Element | null {
  const { workplace, route } = props.section.page;
  const hasShown = useSignal(true);
  useEffect(() => {
    void workplace.connect(accountOf).hasShownFactor()
      .then((answer) => hasShown.value = answer, () => {});
  }, [workplace]);
  if (hasShown.value) return null;
  return (
    <p class="note-line">
      {t("You cannot ask it of your own role before you have shown yours.")}{" "}
      <a
        class="text-link"
        href={viewPath({ ...route, view: "settings", part: "security", filters: {} })}
      >
        {t("Add one in Settings, Security")}
      </a>
    </p>
  );
}
