import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Person } from "../../api/admin_api.ts";
import { Button } from "../../components/button.tsx";
import { CheckedForm } from "../../components/checked_form.tsx";
import { Field } from "../../components/field.tsx";
import { Plate } from "../../components/plate.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { SentenceSelect } from "../../components/sentence_select.tsx";
import { Tag } from "../../components/tag.tsx";
import { roleChoices, roleName } from "../../format/role.ts";
import { shortDate } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import { FactorRuleCard } from "./factor_rule.tsx";
import { RoleRights } from "./role_rights.tsx";
import { saving } from "../settings/saving.ts";
import type { AdminSectionProps } from "./section_props.ts";

/** Who works here and as what; who is invited. */
export function PeopleSection(props: AdminSectionProps): JSX.Element {
  const { people } = props.admin;
  useEffect(() => void people.refresh(), [people]);
  return (
    <>
      <section class="card" aria-label={t("People")}>
        <h2 class="card-title">{t("People")}</h2>
        <p class="note-line">
          {t(
            "Whoever you deactivate is signed out at once. Customers who wait for them go to the team, the others to the AI, and their leads become free.",
          )}
        </p>
        <RemoteView
          remote={people.state.value}
          what={t("The people")}
          onRetry={() => void people.reload()}
        >
          {(all) => (
            <ul class="set-lines">
              {all.map((person) => <Line key={person.id} person={person} section={props} />)}
            </ul>
          )}
        </RemoteView>
      </section>
      <InviteForm page={props.page} admin={props.admin} />
      <Invitations page={props.page} admin={props.admin} />
      <FactorRuleCard page={props.page} admin={props.admin} />
      <RoleRights page={props.page} admin={props.admin} />
    </>
  );
}

function Line(props: {
  readonly person: Person;
  readonly section: AdminSectionProps;
}): JSX.Element {
  const { person } = props;
  const { page, admin } = props.section;
  const isMe = person.user_id === page.workplace.user.id;
  const change = async (part: { role?: string; is_active?: boolean }): Promise<void> => {
    await saving(page, admin.changePlace(person.id, part), {
      done: t("{name} is changed, from this moment", { name: person.full_name }),
      failed: t("Could not change {name}", { name: person.full_name }),
    });
    await admin.people.refresh();
  };
  const rule = admin.factorRule.state.value;
  const hasFactor = rule.kind === "ready" && rule.value.people.has(person.user_id);
  const canChange = !isMe && person.role !== "api";
  return (
    <li>
      <span class="choice-row">
        <Plate name={person.full_name} kind="staff" />
        <span>
          <span class="set-name">
            {isMe ? t("{name} (you)", { name: person.full_name }) : person.full_name}
          </span>{" "}
          {!person.is_active && <Tag tone="bad">{t("Deactivated")}</Tag>}
          {hasFactor && <Tag tone="ok">{t("Second factor")}</Tag>}
          <span class="set-meta set-block">{person.email}</span>
        </span>
      </span>
      {canChange
        ? (
          <span class="choice-row">
            <SentenceSelect
              name={t("Role of {name}", { name: person.full_name })}
              value={person.role}
              options={roleChoices()}
              onChange={(role) => void change({ role })}
            />
            <Button look="quiet" onPress={() => void change({ is_active: !person.is_active })}>
              {person.is_active ? t("Deactivate") : t("Activate")}
              <span class="only-readers">{` ${person.full_name}`}</span>
            </Button>
          </span>
        )
        : <span class="set-meta">{roleName(person.role)}</span>}
    </li>
  );
}

function InviteForm(props: AdminSectionProps): JSX.Element {
  const { page, admin } = props;
  const email = useSignal("");
  const role = useSignal("user");
  const invite = async (): Promise<void> => {
    const address = email.value.trim().toLowerCase();
    const words = { done: t("{address} is invited", { address }), failed: t("Could not invite") };
    if (await saving(page, admin.invite(address, role.value), words)) email.value = "";
    await admin.invitations.refresh();
  };
  return (
    <CheckedForm look="card form-card" title={t("Invite somebody")} onSave={invite}>
      <Field id="invite-email" label={t("E-mail of the colleague")} fault={null}>
        <input
          id="invite-email"
          class="field-input"
          type="email"
          autocomplete="off"
          required
          value={email}
          onInput={(event) => email.value = event.currentTarget.value}
        />
      </Field>
      <div class="choice-row">
        <SentenceSelect
          name={t("Role")}
          value={role.value}
          options={roleChoices()}
          onChange={(next) => role.value = next}
        />
        <Button type="submit" look="main">{t("Invite")}</Button>
      </div>
    </CheckedForm>
  );
}

function Invitations(props: AdminSectionProps): JSX.Element {
  const { page, admin } = props;
  useEffect(() => void admin.invitations.refresh(), [admin]);
  const revoke = async (id: string): Promise<void> => {
    await saving(page, admin.revoke(id), {
      done: t("The invitation is taken back"),
      failed: t("Could not take the invitation back"),
    });
    await admin.invitations.refresh();
  };
  return (
    <RemoteView
      remote={admin.invitations.state.value}
      what={t("The invitations")}
      onRetry={() => void admin.invitations.reload()}
    >
      {(open) =>
        open.length > 0 && (
          <section class="card" aria-label={t("Open invitations")}>
            <h2 class="card-title">{t("Open invitations")}</h2>
            <ul class="set-lines">
              {open.map((one) => (
                <li key={one.id}>
                  <span>
                    <span class="set-name">{one.email}</span>
                    <span class="set-meta set-block">
                      {t("{role}, until {day}", {
                        role: roleName(one.role),
                        day: shortDate(one.expires_at, page.workplace.dealership.timezone),
                      })}
                    </span>
                  </span>
                  <Button look="quiet" onPress={() => void revoke(one.id)}>{t("Take back")}</Button>
                </li>
              ))}
            </ul>
          </section>
        )}
    </RemoteView>
  );
}
