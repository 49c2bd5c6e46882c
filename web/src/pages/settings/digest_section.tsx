import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Field } from "../../components/field.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { clockTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { digestOf, type DigestShape } from "../../stores/digest_store.ts";
import { saving } from "./saving.ts";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** One mail a day with what was missed, for who wants one. */
export function DigestSection({ page }: { readonly page: PageProps }): JSX.Element {
  const { workplace } = page;
  const digest = useMemo(() => workplace.connect(digestOf), [workplace]);
  useEffect(() => void digest.hour.refresh(), [digest]);
  return (
    <section class="card form-card" aria-label={t("Daily digest")}>
      <h2 class="card-title">{t("Daily digest")}</h2>
      <RemoteView
        remote={digest.hour.state.value}
        what={t("Your digest")}
        onRetry={() => void digest.hour.reload()}
      >
        {(hour) => <HourChoice hour={hour} digest={digest} page={page} />}
      </RemoteView>
    </section>
  );
}

function HourChoice(props: {
  readonly hour: number | null;
  readonly digest: DigestShape;
  readonly page: PageProps;
}): JSX.Element {
  const { hour, digest, page } = props;
  const choose = async (value: string): Promise<void> => {
    const next = value === "" ? null : Number(value);
    const saved = digest.hour.change(() => next, () => digest.save(next));
    await saving(page, saved, {
      done: next === null ? t("No daily digest any more") : t("Your digest is saved"),
      failed: t("Could not save this"),
    });
  };
  return (
    <Field
      id="digest-hour"
      label={t("E-mail me what I missed")}
      help={t("Who waits for a person, new leads and failures, once a day. None on a quiet day.")}
      fault={null}
    >
      <select
        id="digest-hour"
        class="field-input"
        aria-describedby="digest-hour-help"
        value={hour === null ? "" : String(hour)}
        onChange={(event) => void choose(event.currentTarget.value)}
      >
        <option value="">{t("Never")}</option>
        {HOURS.map((one) => (
          <option key={one} value={String(one)}>{t("At {time}", { time: hourWords(one) })}</option>
        ))}
      </select>
    </Field>
  );
}

function hourWords(hour: number): string {
  return clockTime(new Date(Date.UTC(2026, 0, 1, hour)).toISOString(), "UTC");
}
