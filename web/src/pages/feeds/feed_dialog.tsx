import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Feed, FeedSettings } from "../../api/feeds_api.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { DialogForm } from "../../components/dialog_form.tsx";
import { describedBy, Field } from "../../components/field.tsx";
import { NumberPart } from "../../components/form_parts.tsx";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { FeedsShape } from "../../stores/feeds_store.ts";

const NEW: FeedSettings = {
  name: "",
  url: "https://",
  is_full: true,
  retire_after_runs: 3,
  max_retire_percent: 20,
  poll_minutes: 60,
  is_active: true,
};

/** A feed's address and its limits. */
export function FeedDialog(props: {
  readonly page: PageProps;
  readonly store: FeedsShape;
  readonly feed: Feed | null;
  readonly onClose: () => void;
}): JSX.Element {
  const { page, store, feed } = props;
  const draft = useSignal<FeedSettings>(feed === null ? NEW : settingsOf(feed));
  const change = (part: Partial<FeedSettings>): void => {
    draft.value = { ...draft.value, ...part };
  };
  const save = async (): Promise<void> => {
    try {
      await store.saveFeed(feed?.id ?? null, draft.value);
      void store.feeds.refresh();
      page.toasts.tell(t("Feed saved"));
      props.onClose();
    } catch (error) {
      page.toasts.fail(t("The feed was not saved"), error);
    }
  };
  return (
    <Dialog
      title={feed === null ? t("Add a feed") : t("Change the feed")}
      isOpen
      onClose={props.onClose}
    >
      <DialogForm onSave={save}>
        <Address draft={draft.value} onChange={change} />
        <Limits draft={draft.value} onChange={change} />
        <div class="choice-row">
          <Button type="submit" look="main">{t("Save")}</Button>
        </div>
      </DialogForm>
    </Dialog>
  );
}

interface PartProps {
  readonly draft: FeedSettings;
  readonly onChange: (part: Partial<FeedSettings>) => void;
}

function Address({ draft, onChange }: PartProps): JSX.Element {
  return (
    <>
      <Field id="feed-name" label={t("Name")} fault={null}>
        <input
          id="feed-name"
          class="field-input"
          required
          maxLength={80}
          value={draft.name}
          onInput={(event) => onChange({ name: event.currentTarget.value })}
        />
      </Field>
      <UrlField url={draft.url ?? ""} onUrl={(url) => onChange({ url })} />
      <label class="import-check">
        <input
          type="checkbox"
          checked={draft.is_active}
          onChange={(event) => onChange({ is_active: event.currentTarget.checked })}
        />
        {t("Read it by itself")}
      </label>
      <label class="import-check">
        <input
          type="checkbox"
          checked={draft.is_full}
          onChange={(event) => onChange({ is_full: event.currentTarget.checked })}
        />
        {t("It lists the whole stock: units it leaves out may be gone")}
      </label>
    </>
  );
}

function UrlField(props: {
  readonly url: string;
  readonly onUrl: (url: string) => void;
}): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const isAddress = /^https?:\/\/[^\s@/]+(\/\S*)?$/.test(props.url);
  const fault = isAddress ? "" : t("An address starts with https://");
  useLayoutEffect(() => input.current?.setCustomValidity(fault), [fault]);
  return (
    <Field
      id="feed-url"
      label={t("Address (https)")}
      help={t("The address of your stock list, from your website or provider.")}
      fault={null}
    >
      <input
        ref={input}
        id="feed-url"
        class="field-input"
        inputMode="url"
        autocomplete="off"
        required
        maxLength={2000}
        aria-describedby={describedBy("feed-url")}
        value={props.url}
        onInput={(event) => props.onUrl(event.currentTarget.value.trim())}
      />
    </Field>
  );
}

function Limits({ draft, onChange }: PartProps): JSX.Element {
  const numbers = [
    ["poll_minutes", t("Minutes between two readings"), 15, 10080],
    ["retire_after_runs", t("Readings without a unit until it is taken off the lot"), 1, 30],
    ["max_retire_percent", t("Share of the stock it may take off alone, in percent"), 0, 100],
  ] as const;
  return (
    <>
      {numbers.map(([key, label, least, most]) => (
        <NumberPart
          key={key}
          id={`feed-${key}`}
          label={label}
          range={[least, most, 1]}
          value={draft[key]}
          onNumber={(value) => onChange({ [key]: value })}
        />
      ))}
    </>
  );
}

function settingsOf(feed: Feed): FeedSettings {
  const { name, url, is_full, retire_after_runs, max_retire_percent } = feed;
  const { poll_minutes, is_active } = feed;
  return { name, url, is_full, retire_after_runs, max_retire_percent, poll_minutes, is_active };
}
