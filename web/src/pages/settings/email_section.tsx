import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { MailboxSettings, PollChange, Suppression } from "../../api/email_api.ts";
import { Button } from "../../components/button.tsx";
import { CheckedForm } from "../../components/checked_form.tsx";
import { Field } from "../../components/field.tsx";
import { TextPart } from "../../components/form_parts.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { exactTime } from "../../format/exact_time.ts";
import { phrase, t } from "../../i18n/t.ts";
import { emailOf } from "../../stores/email_store.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

/** The mailboxes of the dealership, how they are read, and who gets no mail any more. */
export function EmailSection({ page }: SectionProps): JSX.Element {
  const { workplace } = page;
  const store = useMemo(() => workplace.connect(emailOf), [workplace]);
  const { email } = store;
  useEffect(() => void email.refresh(), [email]);
  const savePoll = async (id: string, change: PollChange): Promise<void> => {
    const words = { done: t("The mailbox is saved"), failed: t("Could not save the mailbox") };
    if (await saving(page, store.savePoll(id, change), words)) await email.refresh();
  };
  const lift = async (address: string): Promise<void> => {
    const words = {
      done: t("Mail can go to this address again"),
      failed: t("Could not change the address"),
    };
    if (await saving(page, store.lift(address), words)) await email.refresh();
  };
  return (
    <RemoteView
      remote={email.state.value}
      what={t("E-mail")}
      onRetry={() => void email.reload()}
    >
      {(now) => (
        <>
          {now.mailboxes.map((mailbox) => (
            <MailboxCard
              key={JSON.stringify(mailbox)}
              mailbox={mailbox}
              zone={workplace.dealership.timezone}
              mayChange={workplace.may("dealership.update")}
              onSave={(change) => savePoll(mailbox.id, change)}
            />
          ))}
          {now.mailboxes.length === 0 && (
            <p class="note-line">{t("No mailbox belongs to this dealership yet.")}</p>
          )}
          <Suppressions
            all={now.suppressions}
            zone={workplace.dealership.timezone}
            onLift={workplace.may("customers.write") ? lift : null}
          />
        </>
      )}
    </RemoteView>
  );
}

interface MailboxCardProps {
  readonly mailbox: MailboxSettings;
  readonly zone: string;
  readonly mayChange: boolean;
  readonly onSave: (change: PollChange) => Promise<void>;
}

function MailboxCard(props: MailboxCardProps): JSX.Element {
  const { address, poll } = props.mailbox;
  const isRead = poll?.is_enabled ?? false;
  return (
    <section class="card form-card" aria-label={address}>
      <h2 class="card-title">{address}</h2>
      <p class="note-line">
        {isRead
          ? t("Read from {host} every minute.", { host: poll?.host ?? "" })
          : t("Mail to this address reaches conversations when its domain passes it on to Rylie.")}
      </p>
      {poll?.last_error && (
        <p role="alert">{t("Reading failed: {why}", { why: poll.last_error })}</p>
      )}
      {isRead && poll?.last_polled_at && !poll.last_error && (
        <p class="set-meta">
          {t("Last read {when}", { when: exactTime(poll.last_polled_at, props.zone) })}
        </p>
      )}
      {props.mayChange && <PollForm {...props} isRead={isRead} />}
    </section>
  );
}

function PollForm(props: MailboxCardProps & { readonly isRead: boolean }): JSX.Element {
  const { mailbox, isRead, onSave } = props;
  const { poll } = mailbox;
  const host = useSignal(poll?.host ?? "");
  const username = useSignal(poll?.username ?? mailbox.address);
  const password = useSignal("");
  const save = (is_enabled: boolean): Promise<void> =>
    onSave({
      host: host.value.trim(),
      username: username.value.trim(),
      password: password.value,
      is_enabled,
    });
  const id = (part: string) => `${part}-${mailbox.id}`;
  return (
    <CheckedForm look="form-card" onSave={() => save(true)}>
      <TextPart id={id("host")} label={t("IMAP server")} value={host} most={253} />
      <TextPart id={id("user")} label={t("User name")} value={username} most={254} />
      <Field id={id("password")} label={t("Password")} fault={null}>
        <input
          id={id("password")}
          class="field-input"
          type="password"
          autoComplete="new-password"
          required={poll === null}
          placeholder={poll === null ? "" : t("Kept; type to change it")}
          value={password}
          onInput={(event) => password.value = event.currentTarget.value}
        />
      </Field>
      <div class="choice-row">
        <Button type="submit" look="main">
          {isRead ? t("Save the mailbox") : t("Read this mailbox")}
        </Button>
        {isRead && (
          <Button look="plain" onPress={() => void save(false)}>{t("Stop reading it")}</Button>
        )}
      </div>
    </CheckedForm>
  );
}

const REASONS: Readonly<Record<string, string>> = {
  bounce: phrase("the mail came back"),
  invalid: phrase("this is no e-mail address"),
  spam_report: phrase("the customer reported it as spam"),
  unsubscribe: phrase("the customer unsubscribed"),
  staff: phrase("taken off by your team"),
};
/** What a colleague may put right; a complaint is the customer's word. */
const LIFTABLE = ["bounce", "invalid", "staff"];

function Suppressions(props: {
  readonly all: readonly Suppression[];
  readonly zone: string;
  readonly onLift: ((address: string) => Promise<void>) | null;
}): JSX.Element {
  const { all, zone, onLift } = props;
  return (
    <section class="card" aria-label={t("Addresses that get no mail")}>
      <h2 class="card-title">{t("Addresses that get no mail")}</h2>
      {all.length === 0 && <p class="note-line">{t("None. Mail reaches everybody.")}</p>}
      <ul class="set-lines">
        {all.map(({ address, reason, created_at }) => (
          <li key={address}>
            <span>
              {address}
              <span class="set-meta">
                {` · ${t(REASONS[reason] ?? reason)} · ${exactTime(created_at, zone)}`}
              </span>
            </span>
            {onLift !== null && LIFTABLE.includes(reason) && (
              <Button
                look="plain"
                onPress={() => void onLift(address)}
              >
                {t("Write again")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
