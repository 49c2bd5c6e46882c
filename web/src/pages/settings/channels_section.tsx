import { readableOn } from "@rylie/domain/readable_colour.ts";
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Widget, WidgetChange, WidgetSettings } from "../../api/channels_api.ts";
import { Button } from "../../components/button.tsx";
import { describedBy, Field } from "../../components/field.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { t } from "../../i18n/t.ts";
import { channelsOf } from "../../stores/channels_store.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";
import { SettingsForm } from "./settings_form.tsx";

/** The ways in which shoppers reach the dealership that can be set here: the chat on its own pages. */
export function ChannelsSection({ page }: SectionProps): JSX.Element {
  const { workplace } = page;
  const channels = useMemo(() => workplace.connect(channelsOf), [workplace]);
  const { widget } = channels;
  useEffect(() => void widget.refresh(), [widget]);
  const mayChange = workplace.may("dealership.update");
  const save = async (change: WidgetChange, isNew: boolean): Promise<void> => {
    const words = { done: t("The chat is saved"), failed: t("Could not save the chat") };
    if (await saving(page, channels.save(change, isNew), words)) await widget.refresh();
  };
  return (
    <>
      {!mayChange && (
        <p class="note-line">{t("Only an admin of your dealership can change these.")}</p>
      )}
      <RemoteView
        remote={widget.state.value}
        what={t("The chat")}
        onRetry={() => void widget.reload()}
      >
        {(now) => (
          <>
            <WidgetSwitch now={now} mayChange={mayChange} onSave={save} />
            {now.widget !== null && (
              <WidgetForm
                key={JSON.stringify(now.widget)}
                widget={now.widget}
                mayChange={mayChange}
                onSave={save}
              />
            )}
          </>
        )}
      </RemoteView>
    </>
  );
}

type Save = (change: WidgetChange, isNew: boolean) => Promise<void>;

function WidgetSwitch(props: {
  readonly now: WidgetSettings;
  readonly mayChange: boolean;
  readonly onSave: Save;
}): JSX.Element {
  const { now, mayChange, onSave } = props;
  const isOn = now.widget?.is_enabled ?? false;
  return (
    <section class="card form-card" aria-label={t("Chat on your site")}>
      <h2 class="card-title">
        {isOn ? t("The chat on your site is on") : t("The chat on your site is off")}
      </h2>
      {isOn && now.widget !== null && (
        <Snippet publicKey={now.widget.public_key} colour={now.colour} />
      )}
      {mayChange && (
        <div class="choice-row">
          <Button
            look={isOn ? "plain" : "main"}
            onPress={() => void onSave({ is_enabled: !isOn }, now.widget === null)}
          >
            {isOn ? t("Switch the chat off") : t("Switch the chat on")}
          </Button>
        </div>
      )}
    </section>
  );
}

function Snippet(props: { readonly publicKey: string; readonly colour: string }): JSX.Element {
  const copied = useSignal(false);
  const { ground, text } = readableOn(props.colour);
  const snippet = `<script async src="${location.origin}/widget.js" ` +
    `data-key="${props.publicKey}" data-color="${ground}" data-text="${text}"></script>`;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(snippet);
    copied.value = true;
  };
  return (
    <Field id="snippet" label={t("Put this line into each page of your site")} fault={null}>
      <textarea id="snippet" class="field-input" rows={4} readOnly value={snippet} />
      <p class="note-line">
        {t("A page of one vehicle adds data-vehicle with its VIN or stock number.")}
      </p>
      <div class="choice-row">
        <Button look="plain" onPress={() => void copy()}>{t("Copy")}</Button>
        <span role="status" class="set-meta">{copied.value ? t("Copied") : ""}</span>
      </div>
    </Field>
  );
}

function WidgetForm(props: {
  readonly widget: Widget;
  readonly mayChange: boolean;
  readonly onSave: Save;
}): JSX.Element {
  const { widget, mayChange, onSave } = props;
  const saved = [widget.greeting, widget.consent_text, widget.allowed_origins.join("\n")] as const;
  const greeting = useSignal(saved[0]);
  const consent = useSignal(saved[1]);
  const sites = useSignal(saved[2]);
  const save = (): Promise<void> =>
    onSave({
      greeting: greeting.value.trim(),
      consent_text: consent.value.trim(),
      allowed_origins: originsOf(sites.value) ?? [],
    }, false);
  const undo = (): void => {
    [greeting.value, consent.value, sites.value] = saved;
  };
  const isChanged = greeting.value !== saved[0] || consent.value !== saved[1] ||
    sites.value !== saved[2];
  return (
    <SettingsForm
      title={t("What the chat says, and where")}
      isChanged={isChanged}
      saveWords={t("Save the chat")}
      onSave={save}
      onUndo={undo}
    >
      <WidgetFields {...{ greeting, consent, sites, mayChange }} />
    </SettingsForm>
  );
}

function WidgetFields(props: {
  readonly greeting: Signal<string>;
  readonly consent: Signal<string>;
  readonly sites: Signal<string>;
  readonly mayChange: boolean;
}): JSX.Element {
  const { greeting, consent, sites, mayChange } = props;
  return (
    <>
      <Field
        id="greeting"
        label={t("Greeting")}
        help={t("The first line of an open chat.")}
        fault={null}
      >
        <Area id="greeting" value={greeting} limits={[1, 300]} mayChange={mayChange} />
      </Field>
      <Field
        id="consent"
        label={t("Words beside the box for texts")}
        help={t("What somebody agrees to who ticks it; it is kept with their yes.")}
        fault={null}
      >
        <Area id="consent" value={consent} limits={[20, 600]} mayChange={mayChange} />
      </Field>
      <Field
        id="sites"
        label={t("Sites that may show it")}
        help={t("One address a line, such as https://www.example.com. Empty means any site.")}
        fault={null}
      >
        <Area
          id="sites"
          value={sites}
          limits={[0, 2000]}
          mayChange={mayChange}
          fault={originsOf(sites.value) === null
            ? t("One address a line, such as https://www.example.com")
            : ""}
        />
      </Field>
    </>
  );
}

function Area(props: {
  readonly id: string;
  readonly value: Signal<string>;
  readonly limits: readonly [least: number, most: number];
  readonly mayChange: boolean;
  /** What only the section knows to be wrong; empty for nothing. */
  readonly fault?: string;
}): JSX.Element {
  const { id, value, limits, fault = "" } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => area.current?.setCustomValidity(fault), [fault]);
  return (
    <textarea
      ref={area}
      required={limits[0] > 0}
      id={id}
      class="field-input"
      rows={3}
      minLength={limits[0]}
      maxLength={limits[1]}
      disabled={!props.mayChange}
      aria-describedby={describedBy(id)}
      value={value.value}
      onInput={(event) => value.value = event.currentTarget.value}
    />
  );
}

/** A name with a dot in it, as each site has; the server takes no other letters either. */
const HOST = /^([a-z0-9-]+\.)+[a-z0-9-]+$|^localhost$/;

/** The origins of the lines; null when one of them is no web address. */
function originsOf(lines: string): string[] | null {
  const written = lines.split(/\s+/).filter((line) => line !== "");
  const origins = written.map((line) => {
    const url = URL.parse(line.includes("://") ? line : `https://${line}`);
    return url !== null && /^https?:$/.test(url.protocol) && HOST.test(url.hostname)
      ? url.origin
      : null;
  });
  return origins.every((origin) => origin !== null) ? [...new Set(origins)] : null;
}
