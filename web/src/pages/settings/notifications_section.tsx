import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Preference } from "../../api/settings_api.ts";
import { RemoteView } from "../../components/remote_view.tsx";
import { phrase, t } from "../../i18n/t.ts";
import { DeviceSection } from "./device_section.tsx";
import { DigestSection } from "./digest_section.tsx";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

const KINDS: readonly (readonly [kind: string, words: string])[] = [
  ["handover.requested", phrase("A shopper needs a person")],
  ["handover.escalated", phrase("A shopper still needs a person")],
  ["conversation.assigned", phrase("A conversation is given to you")],
  ["conversation.overdue", phrase("A reply is late")],
  ["lead.assigned", phrase("A lead is given to you")],
  ["lead.resubmitted", phrase("A shopper asks again")],
  ["lead.task", phrase("A lead needs a call")],
  ["lead.unassigned", phrase("A lead still has nobody")],
  ["lead.unanswered", phrase("A lead has had no answer")],
  ["lead.document_held", phrase("A lead could not be read for sure")],
  ["lead_source.silent", phrase("A source sends no more leads")],
  ["conversation.unhappy", phrase("A shopper is unhappy")],
  ["message.held", phrase("A scheduled message of mine was held")],
  ["appointment.booked", phrase("An appointment is booked")],
  ["ai.budget_low", phrase("The AI budget runs low")],
];
const CHANNELS: readonly (readonly [channel: string, words: string])[] = [
  ["in_app", phrase("In the app")],
  ["email", phrase("E-mail")],
  ["sms", phrase("Text")],
  ["push", phrase("Push")],
];
const USUAL: readonly string[] = ["in_app"];

/** What one wants to hear of, and how. */
export function NotificationsSection(props: SectionProps): JSX.Element {
  const { preferences } = props.settings;
  useEffect(() => void preferences.refresh(), [preferences]);
  return (
    <>
      <DeviceSection page={props.page} />
      <DigestSection page={props.page} />
      <Preferences section={props} />
    </>
  );
}

function Preferences(props: { readonly section: SectionProps }): JSX.Element {
  const { preferences } = props.section.settings;
  return (
    <section class="card" aria-label={t("Notifications")}>
      <h2 class="card-title">{t("What you want to hear of")}</h2>
      <p class="note-line">
        {t("Until you choose, a waiting shopper reaches every device and number that you set up.")}
      </p>
      <RemoteView
        remote={preferences.state.value}
        what={t("Your preferences")}
        onRetry={() => void preferences.reload()}
      >
        {(saved) => (
          <ul class="set-lines">
            {KINDS.map(([kind, words]) => (
              <Kind
                key={kind}
                words={t(words)}
                preference={saved.find((one) => one.kind === kind) ??
                  { kind, channels: [...USUAL] }}
                section={props.section}
              />
            ))}
          </ul>
        )}
      </RemoteView>
    </section>
  );
}

function Kind(props: {
  readonly words: string;
  readonly preference: Preference;
  readonly section: SectionProps;
}): JSX.Element {
  const { words, preference } = props;
  const { page, settings } = props.section;
  const toggle = async (channel: string, isOn: boolean): Promise<void> => {
    const others = preference.channels.filter((one) => one !== channel);
    const next = { kind: preference.kind, channels: isOn ? [...others, channel] : others };
    const saved = settings.preferences.change(
      (all) => [...all.filter((one) => one.kind !== next.kind), next],
      () => settings.savePreference(next),
    );
    await saving(page, saved, {
      done: t("{words}: saved", { words }),
      failed: t("Could not save this"),
    });
  };
  return (
    <li>
      <span class="set-name">{words}</span>
      <span class="choice-row" role="group" aria-label={words}>
        {CHANNELS.map(([channel, name]) => (
          <label key={channel} class="check-line">
            <input
              type="checkbox"
              checked={preference.channels.includes(channel)}
              onChange={(event) => void toggle(channel, event.currentTarget.checked)}
            />
            {t(name)}
          </label>
        ))}
      </span>
    </li>
  );
}
