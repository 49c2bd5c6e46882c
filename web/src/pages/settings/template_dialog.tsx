import { type Signal, useSignal } from "@preact/signals";
import { MERGE_FIELDS, unknownMergeField } from "@rylie/domain/merge_fields.ts";
import type { JSX } from "preact";
import type { MessageTemplate } from "../../api/templates_api.ts";
import { Button } from "../../components/button.tsx";
import { channelName } from "../../components/channel.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { DialogForm } from "../../components/dialog_form.tsx";
import { ChoicePart, TextPart, WordsPart } from "../../components/form_parts.tsx";
import { STAGES } from "../../format/template.ts";
import { t } from "../../i18n/t.ts";
import type { TemplatesShape } from "../../stores/templates_store.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

type Option = readonly [value: string, words: string];

interface DialogProps {
  readonly template: MessageTemplate | null;
  readonly store: TemplatesShape;
  readonly section: SectionProps;
  readonly onClose: () => void;
}

/** Writes a text that staff insert; a field that nothing fills is named before it is saved. */
export function TemplateDialog(props: DialogProps): JSX.Element {
  const { template, onClose } = props;
  return (
    <Dialog title={template === null ? t("New text") : t("Edit the text")} isOpen onClose={onClose}>
      <Form {...props} />
    </Dialog>
  );
}

function Form({ template, store, section, onClose }: DialogProps): JSX.Element {
  const name = useSignal(template?.name ?? "");
  const body = useSignal(template?.body ?? "");
  const channel = useSignal(template?.channel ?? "any");
  const stage = useSignal(template?.stage ?? "explore");
  const language = useSignal(template?.language ?? "en");
  const save = async (): Promise<void> => {
    if (unknownMergeField(body.value) !== null) {
      return document.getElementById("template-body")?.focus();
    }
    const draft = {
      name: name.value.trim(),
      body: body.value.trim(),
      channel: channel.value,
      stage: stage.value,
      language: language.value,
    };
    const words = { done: t("The text is saved"), failed: t("Could not save the text") };
    const work = store.saveTemplate(template?.id ?? null, draft);
    if (!await saving(section.page, work, words)) return;
    onClose();
    await store.templates.refresh();
  };
  const part = (id: string, label: string, value: Signal<string>, options: readonly Option[]) => (
    <ChoicePart id={`template-${id}`} label={label} value={value} options={options} />
  );
  return (
    <DialogForm onSave={save}>
      <TextPart id="template-name" label={t("Name")} value={name} most={80} />
      <Body value={body} />
      {part("stage", t("Where it stands"), stage, stages())}
      {part("channel", t("Channel"), channel, channels())}
      {part("language", t("Language"), language, [["en", t("English")], ["es", t("Spanish")]])}
      <div class="choice-row">
        <Button type="submit" look="main">{t("Save text")}</Button>
      </div>
    </DialogForm>
  );
}

function stages(): readonly Option[] {
  return Object.entries(STAGES).map(([id, words]) => [id, t(words)]);
}

function channels(): readonly Option[] {
  return [
    ["any", t("Any channel")],
    ["sms", channelName("sms")],
    ["email", channelName("email")],
    ["web", channelName("web")],
  ];
}

function Body({ value }: { readonly value: Signal<string> }): JSX.Element {
  const fields = MERGE_FIELDS.map((field) => `{{${field}}}`).join(", ");
  const unknown = unknownMergeField(value.value);
  const fault = unknown === null
    ? null
    : t("{name} is no field; known are {fields}", { name: `{{${unknown}}}`, fields });
  return (
    <>
      <WordsPart
        id="template-body"
        label={t("Text")}
        value={value.value}
        most={1_600}
        fault={fault}
        onWords={(words) => value.value = words}
      />
      <p class="note-line">{t("Fields: {fields}", { fields })}</p>
    </>
  );
}
