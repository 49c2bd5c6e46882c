import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Rules } from "../../api/settings_api.ts";
import { Button } from "../../components/button.tsx";
import { channelName, CHANNELS } from "../../components/channel.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { t } from "../../i18n/t.ts";
import { viewPath } from "../../router.ts";
import { RuleSwitch } from "./rule_switch.tsx";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";
import { Supervised } from "./supervised.tsx";

interface CardProps {
  readonly rules: Rules;
  readonly section: SectionProps;
}

/** Whether the AI may reply, and where. */
export function AiSection(props: SectionProps): JSX.Element {
  const { rules } = props.settings;
  useEffect(() => void rules.refresh(), [rules]);
  return (
    <>
      <RemoteView
        remote={rules.state.value}
        what={t("The switch")}
        onRetry={() => void rules.reload()}
      >
        {(now) => (
          <>
            <KillSwitch rules={now} section={props} />
            <Channels rules={now} section={props} />
            <Supervised rules={now} section={props} />
            <AfterHours rules={now} section={props} />
            <AtClosing rules={now} section={props} />
          </>
        )}
      </RemoteView>
      <p>
        <a class="text-link" href={viewPath({ ...props.page.route, part: "persona", filters: {} })}>
          {t("The persona that speaks, and what it is told")}
        </a>
      </p>
    </>
  );
}

function KillSwitch(props: CardProps): JSX.Element {
  const { page, settings } = props.section;
  const isOn = props.rules.ai_enabled;
  const mayChange = page.workplace.may("dealership.update");
  const set = async (ai_enabled: boolean): Promise<void> => {
    await saving(page, settings.saveRules({ ai_enabled }), {
      done: ai_enabled ? t("The AI may reply again") : t("The AI is off. Nothing it wrote leaves"),
      failed: t("Could not change the switch"),
    });
    await settings.rules.refresh();
  };
  return (
    <section class="card form-card" aria-label={t("AI replies")}>
      <h2 class="card-title">{isOn ? t("AI replies are on") : t("AI replies are off")}</h2>
      {!isOn && <p class="dashboard-tape">{t("Nobody is replied to by the AI.")}</p>}
      <p class="note-line">
        {t("Switching off stops every AI reply at once, also those written and not sent yet.")}
      </p>
      <div class="choice-row">
        {mayChange
          ? (
            <Button look={isOn ? "plain" : "main"} onPress={() => void set(!isOn)}>
              {isOn ? t("Switch the AI off") : t("Switch the AI on")}
            </Button>
          )
          : <p class="note-line">{t("An admin of your dealership can switch it.")}</p>}
      </div>
    </section>
  );
}

function Channels(props: CardProps): JSX.Element {
  const { page, settings } = props.section;
  const paused = props.rules.ai_paused_channels;
  const mayChange = page.workplace.may("ai.manage");
  const set = async (channel: string, isOn: boolean): Promise<void> => {
    const others = paused.filter((one) => one !== channel);
    const next = isOn ? others : [...others, channel];
    const saved = settings.rules.change(
      (rules) => ({ ...rules, ai_paused_channels: next }),
      () => settings.pauseChannels(next),
    );
    const words = { done: t("Saved, at once"), failed: t("Could not change the channel") };
    await saving(page, saved, words);
  };
  return (
    <section class="card" aria-label={t("Channels of the AI")}>
      <h2 class="card-title">{t("Where the AI may reply")}</h2>
      {CHANNELS.map((channel) => (
        <label key={channel} class="check-line">
          <input
            type="checkbox"
            disabled={!mayChange}
            checked={!paused.includes(channel)}
            onChange={(event) => void set(channel, event.currentTarget.checked)}
          />
          {channelName(channel)}
        </label>
      ))}
    </section>
  );
}

function AfterHours({ rules, section }: CardProps): JSX.Element {
  return (
    <RuleSwitch
      section={section}
      title={t("After hours")}
      words={t(
        "While you are closed, the AI goes on answering what it can although a question waits for you",
      )}
      note={t(
        "Shoppers who asked for a person, complained or may want no more messages always wait for you.",
      )}
      isOn={rules.answers_after_hours}
      change={(answers_after_hours) => ({ answers_after_hours })}
    />
  );
}

function AtClosing({ rules, section }: CardProps): JSX.Element {
  return (
    <RuleSwitch
      section={section}
      title={t("At closing")}
      words={t("When you close for the day, conversations your team took go back to the AI")}
      note={t(
        "The AI answers what is still open. Shoppers who asked for a person or complained stay with whoever has them, and so do conversations somebody still works on.",
      )}
      isOn={rules.hands_back_at_closing}
      change={(hands_back_at_closing) => ({ hands_back_at_closing })}
    />
  );
}
