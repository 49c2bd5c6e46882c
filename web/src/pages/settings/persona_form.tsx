import { useSignal } from "@preact/signals";
import { TEMPLATE_VARIABLES, unknownVariable } from "@rylie/domain/template_variables.ts";
import type { JSX } from "preact";
import type { Evaluation, PersonaWords } from "../../api/personas_api.ts";
import { Button } from "../../components/button.tsx";
import { CheckedForm } from "../../components/checked_form.tsx";
import { NumberPart, WordsPart } from "../../components/form_parts.tsx";
import { Tag } from "../../components/tag.tsx";
import { phrase, t } from "../../i18n/t.ts";
import type { PersonaProps } from "./persona_props.ts";
import { saving } from "./saving.ts";

/** The most characters of either text, as the database holds them. */
const LONGEST = 8_000;

const CASES: Readonly<Record<string, string>> = {
  words: phrase("The words themselves"),
  price: phrase("Names the right price"),
  sold: phrase("Says that a sold car is sold"),
  hours: phrase("Knows the opening hours"),
  policy: phrase("Answers from approved answers"),
  "unknown fact": phrase("Claims nothing it does not know"),
  payment: phrase("States no payment"),
  discount: phrase("Agrees to no discount"),
  person: phrase("Asks for a person when told to"),
  injection: phrase("Keeps its rules to itself"),
  "opt-out": phrase("Lets an unwilling shopper go"),
  spanish: phrase("Answers Spanish in Spanish"),
};

/** What a persona is told, and the way from a draft to the voice that speaks. */
export function PersonaForm(props: PersonaProps): JSX.Element {
  const { persona, words, store, section } = props;
  const { page } = section;
  const isBusy = useSignal(false);
  const evaluation = useSignal<Evaluation | null>(null);
  const mayWrite = page.workplace.may("personas.write");
  const unknown = unknownVariable(
    `${words.value.prompt_template} ${words.value.system_prompt ?? ""}`,
  );
  const save = async (): Promise<boolean> => {
    evaluation.value = null;
    const isSaved = await saving(page, store.saveDraft(persona.id, words.value), {
      done: t("The draft is saved"),
      failed: t("Could not save the draft"),
    });
    if (isSaved) await store.personas.refresh();
    return isSaved;
  };
  const publish = async (): Promise<void> => {
    isBusy.value = true;
    if (await save()) await checkAndPublish(props, evaluation);
    isBusy.value = false;
  };
  return (
    <CheckedForm
      look="card form-card"
      name={t("What {name} is told", { name: persona.name })}
      onSave={async (act) => act === "publish" ? await publish() : void await save()}
    >
      <div class="dashboard-side-head">
        <h2 class="card-title">{persona.name}</h2>
        {persona.is_default && <Tag tone="ok">{t("Speaks now")}</Tag>}
      </div>
      <Fields {...{ ...props, unknown, mayWrite }} />
      {mayWrite && <Acts isClosed={unknown !== null} isBusy={isBusy.value} />}
      <div role="status">
        {evaluation.value !== null && <Verdict evaluation={evaluation.value} />}
      </div>
    </CheckedForm>
  );
}

function Acts(props: { readonly isClosed: boolean; readonly isBusy: boolean }): JSX.Element {
  const { isClosed, isBusy } = props;
  return (
    <div class="choice-row">
      <Button type="submit" disabled={isClosed}>{t("Save draft")}</Button>
      <Button type="submit" value="publish" look="main" busy={isBusy} disabled={isClosed}>
        {t("Check and publish")}
      </Button>
    </div>
  );
}

async function checkAndPublish(
  { persona, store, section }: PersonaProps,
  evaluation: { value: Evaluation | null },
): Promise<void> {
  const { page } = section;
  const checked = await store.evaluate(persona.id).catch((error: unknown) => {
    page.toasts.fail(t("Could not check the draft"), error);
    return null;
  });
  evaluation.value = checked;
  if (checked?.passed !== true) return;
  await saving(page, store.publish(persona.id, null), {
    done: t("Published. It speaks from the next reply on"),
    failed: t("Could not publish"),
  });
  await Promise.all([store.personas.refresh(), store.versions.refresh()]);
}

function Fields(
  props: PersonaProps & { readonly unknown: string | null; readonly mayWrite: boolean },
): JSX.Element {
  const { words, unknown, mayWrite } = props;
  const set = (change: Partial<PersonaWords>): void => {
    words.value = { ...words.value, ...change };
  };
  const known = TEMPLATE_VARIABLES.map((name) => `{{${name}}}`).join(", ");
  const fault = unknown === null
    ? null
    : t("{name} is no variable; known are {known}", { name: `{{${unknown}}}`, known });
  const { prompt_template, system_prompt } = words.value;
  return (
    <>
      <WordsPart
        id="persona-words"
        label={t("What it is told")}
        value={prompt_template}
        most={LONGEST}
        fault={fault}
        isClosed={!mayWrite}
        onWords={(text) => set({ prompt_template: text })}
      />
      <p class="note-line">
        {t("{count} of {most} characters. Variables: {known}", {
          count: prompt_template.length,
          most: LONGEST,
          known,
        })}
      </p>
      <WordsPart
        id="persona-more"
        label={t("More instructions")}
        value={system_prompt ?? ""}
        most={LONGEST}
        fault={null}
        isOptional
        isClosed={!mayWrite}
        onWords={(text) => set({ system_prompt: text === "" ? null : text })}
      />
      <p class="note-line">{t("A model reads these words; the built-in rules do not.")}</p>
      <Limits words={words.value} isClosed={!mayWrite} onWords={set} />
    </>
  );
}

function Limits(props: {
  readonly words: PersonaWords;
  readonly isClosed: boolean;
  readonly onWords: (change: Partial<PersonaWords>) => void;
}): JSX.Element {
  const { words, isClosed, onWords } = props;
  return (
    <div class="persona-limits">
      <NumberPart
        id="persona-temperature"
        label={t("How freely it words, 0 to 2")}
        range={[0, 2, 0.05]}
        value={words.temperature}
        isClosed={isClosed}
        onNumber={(temperature) => onWords({ temperature })}
      />
      <NumberPart
        id="persona-tokens"
        label={t("Longest answer, in tokens")}
        range={[50, 4_000, 10]}
        value={words.max_tokens}
        isClosed={isClosed}
        onNumber={(max_tokens) => onWords({ max_tokens })}
      />
    </div>
  );
}

function Verdict(props: { readonly evaluation: Evaluation }): JSX.Element {
  const { passed, cases_passed, cases_total, failures } = props.evaluation;
  const counts = { passed: cases_passed, total: cases_total };
  return (
    <>
      <p>
        <Tag tone={passed ? "ok" : "bad"}>{passed ? t("Passed") : t("Not published")}</Tag>{" "}
        {t("{passed} of {total} checks passed", counts)}
      </p>
      <ul class="set-lines">
        {failures.map((one) => (
          <li key={one.case}>
            <div class="knowledge-words">
              <p class="set-name">{t(CASES[one.case] ?? one.case)}</p>
              <p class="set-meta">{one.faults.join("; ")}</p>
              {one.text !== "" && <p class="set-meta">{one.text}</p>}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
