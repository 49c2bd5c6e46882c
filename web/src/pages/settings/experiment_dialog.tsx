import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { ArmPersona } from "../../api/experiments_api.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { DialogForm } from "../../components/dialog_form.tsx";
import { ChoicePart, NumberPart, TextPart } from "../../components/form_parts.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { metricName, METRICS } from "../../format/experiment.ts";
import { t } from "../../i18n/t.ts";
import { viewPath } from "../../router.ts";
import type { ExperimentsShape } from "../../stores/experiments_store.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

interface DialogProps {
  readonly store: ExperimentsShape;
  readonly section: SectionProps;
  readonly onClose: () => void;
}

/** Sets up a comparison of two personas; it starts when somebody says so. */
export function ExperimentDialog(props: DialogProps): JSX.Element {
  const { store, onClose } = props;
  return (
    <Dialog title={t("New experiment")} isOpen onClose={onClose}>
      <RemoteView
        remote={store.personas.state.value}
        what={t("The personas")}
        onRetry={() => void store.personas.reload()}
      >
        {(all) =>
          all.length < 2
            ? <NeedsPersona section={props.section} />
            : <Form {...props} personas={all} />}
      </RemoteView>
    </Dialog>
  );
}

/** Where the second voice is made; without one there is nothing to compare. */
function NeedsPersona({ section }: Pick<DialogProps, "section">): JSX.Element {
  return (
    <div class="dialog-form form-card">
      <p>{t("It takes a second persona to compare with.")}</p>
      <div class="choice-row">
        <a
          class="button"
          data-look="main"
          href={viewPath({ ...section.page.route, part: "persona", filters: {} })}
        >
          {t("Make one in AI persona")}
        </a>
      </div>
    </div>
  );
}

function Form(props: DialogProps & { readonly personas: readonly ArmPersona[] }): JSX.Element {
  const { store, section, onClose, personas } = props;
  const name = useSignal("");
  const hypothesis = useSignal("");
  const share = useSignal(50);
  const metric = useSignal("appointment");
  const control = useSignal(personas[0]?.id ?? "");
  const challenger = useSignal(personas[1]?.id ?? "");
  const save = async (): Promise<void> => {
    const work = store.createExperiment({
      name: name.value.trim(),
      hypothesis: hypothesis.value.trim(),
      traffic_percentage: share.value,
      primary_metric: metric.value,
      personas: [control.value, challenger.value],
    });
    const words = { done: t("The experiment is a draft"), failed: t("Could not make it") };
    if (!await saving(section.page, work, words)) return;
    onClose();
    await store.experiments.refresh();
  };
  const voices = personas.map((one): [string, string] => [one.id, one.name]);
  const metrics = Object.keys(METRICS).map((code): [string, string] => [code, metricName(code)]);
  const part = (id: string, label: string, value: typeof name, options: typeof voices) => (
    <ChoicePart id={`experiment-${id}`} label={label} value={value} options={options} />
  );
  return (
    <DialogForm onSave={save}>
      <TextPart id="experiment-name" label={t("Name")} value={name} most={80} />
      <TextPart
        id="experiment-why"
        label={t("What you expect")}
        value={hypothesis}
        most={300}
        isOptional
      />
      {part("control", t("As it is now"), control, voices)}
      {part("challenger", t("Compared with"), challenger, voices)}
      {part("metric", t("What it is about"), metric, metrics)}
      <Share value={share} />
      <div class="choice-row">
        <Button type="submit" look="main" disabled={control.value === challenger.value}>
          {t("Make the draft")}
        </Button>
      </div>
    </DialogForm>
  );
}

function Share({ value }: { readonly value: Signal<number> }): JSX.Element {
  return (
    <NumberPart
      id="experiment-share"
      label={t("Of a hundred shoppers, how many take part")}
      range={[1, 100, 1]}
      value={value.value}
      onNumber={(share) => value.value = share}
    />
  );
}
