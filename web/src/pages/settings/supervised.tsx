import type { JSX } from "preact";
import type { Rules } from "../../api/settings_api.ts";
import { channelName, CHANNELS } from "../../components/channel.tsx";
import { describedBy, Field } from "../../components/field.tsx";
import { t } from "../../i18n/t.ts";
import { changeRules } from "./change_rules.ts";
import type { SectionProps } from "./section_props.ts";

const SECONDS = [10, 20, 30, 60, 120];
/** Calls are not written. */
const WRITTEN = CHANNELS.filter((channel) => channel !== "phone");

type Change = Partial<Pick<Rules, "supervised_seconds" | "supervised_channels">>;

/** How long an answer of the AI waits for somebody who may stop it, and on which channels. */
export function Supervised(
  props: { readonly rules: Rules; readonly section: SectionProps },
): JSX.Element {
  const { rules, section } = props;
  const { supervised_seconds: seconds, supervised_channels: channels } = rules;
  const isOpen = section.page.workplace.may("dealership.update");
  const set = (change: Change): Promise<void> =>
    changeRules(section, change, t("Could not save this"));
  return (
    <section class="card form-card" aria-label={t("Supervised sending")}>
      <h2 class="card-title">{t("Supervised sending")}</h2>
      <Wait
        seconds={seconds}
        isOpen={isOpen}
        onWait={(next) => void set({ supervised_seconds: next })}
      />
      {seconds > 0 && (
        <Channels
          channels={channels}
          isOpen={isOpen}
          onChannels={(next) => void set({ supervised_channels: next })}
        />
      )}
    </section>
  );
}

function Wait(props: {
  readonly seconds: number;
  readonly isOpen: boolean;
  readonly onWait: (seconds: number) => void;
}): JSX.Element {
  const { seconds, isOpen, onWait } = props;
  const choices = [...new Set([...SECONDS, ...seconds > 0 ? [seconds] : []])].sort((a, b) => a - b);
  return (
    <Field
      id="supervised-seconds"
      label={t("An answer of the AI leaves")}
      help={t(
        "Until then it stands in the conversation, where your team can send it now, edit it or stop it.",
      )}
      fault={null}
    >
      <select
        id="supervised-seconds"
        class="field-input"
        aria-describedby={describedBy("supervised-seconds")}
        disabled={!isOpen}
        value={String(seconds)}
        onChange={(event) => onWait(Number(event.currentTarget.value))}
      >
        <option value="0">{t("At once")}</option>
        {choices.map((one) => (
          <option key={one} value={String(one)}>
            {t("After {seconds} seconds", { seconds: one })}
          </option>
        ))}
      </select>
    </Field>
  );
}

function Channels(props: {
  readonly channels: readonly string[];
  readonly isOpen: boolean;
  readonly onChannels: (channels: string[]) => void;
}): JSX.Element {
  const { channels, isOpen, onChannels } = props;
  const choose = (channel: string, isOn: boolean): void => {
    const others = channels.filter((one) => one !== channel);
    onChannels(isOn ? [...others, channel] : others);
  };
  return (
    <div>
      {WRITTEN.map((channel) => (
        <label key={channel} class="check-line">
          <input
            type="checkbox"
            disabled={!isOpen}
            checked={channels.includes(channel)}
            onChange={(event) => choose(channel, event.currentTarget.checked)}
          />
          {channelName(channel)}
        </label>
      ))}
    </div>
  );
}
