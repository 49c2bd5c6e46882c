import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { PersonaDraft, PersonaWords } from "../../api/personas_api.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { SentenceSelect } from "../../components/sentence_select.tsx";
import { t } from "../../i18n/t.ts";
import { personasOf, type PersonasShape } from "../../stores/personas_store.ts";
import { useUnsaved } from "../../unsaved.ts";
import { PersonaForm } from "./persona_form.tsx";
import { PersonaTry } from "./persona_try.tsx";
import { PersonaVersions } from "./persona_versions.tsx";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

/** The voice the AI speaks in: its draft, what it would have said, and what it was before. */
export function PersonaSection(props: SectionProps): JSX.Element {
  const { workplace } = props.page;
  const store = useMemo(() => workplace.connect(personasOf), [workplace]);
  const chosen = useSignal<string | null>(null);
  useEffect(() => {
    for (const remote of [store.personas, store.versions, store.threads]) void remote.refresh();
  }, [store]);
  return (
    <RemoteView
      remote={store.personas.state.value}
      what={t("The personas")}
      onRetry={() => void store.personas.reload()}
    >
      {(all) => {
        const persona = all.find((one) => one.id === chosen.value) ?? all[0];
        if (persona === undefined) {
          return <EmptyState icon="user-round" title={t("No persona yet")} />;
        }
        return (
          <>
            <PersonaBar
              all={all}
              persona={persona}
              store={store}
              section={props}
              onChoose={(id) => chosen.value = id}
            />
            <Workshop key={persona.id} persona={persona} store={store} section={props} />
          </>
        );
      }}
    </RemoteView>
  );
}

/** Which persona is looked at, a copy to change, and the way to let it speak. */
function PersonaBar(props: {
  readonly all: readonly PersonaDraft[];
  readonly persona: PersonaDraft;
  readonly store: PersonasShape;
  readonly section: SectionProps;
  readonly onChoose: (id: string) => void;
}): JSX.Element {
  const { all, persona, store, section, onChoose } = props;
  const copy = async (): Promise<void> => {
    const name = freeName(persona.name, all);
    const work = store.createPersona({ ...wordsOf(persona), name }).then(onChoose);
    await saving(section.page, work, {
      done: t("{name} is a persona of its own. It speaks to nobody yet", { name }),
      failed: t("Could not copy the persona"),
    });
    await Promise.all([store.personas.refresh(), store.versions.refresh()]);
  };
  const speak = async (): Promise<void> => {
    const work = store.evaluate(persona.id).then(() => store.letSpeak(persona.id));
    await saving(section.page, work, {
      done: t("{name} speaks from the next reply on", { name: persona.name }),
      failed: t("{name} does not speak", { name: persona.name }),
    });
    await store.personas.refresh();
  };
  return (
    <div class="choice-row">
      <SentenceSelect
        name={t("Persona")}
        value={persona.id}
        options={all.map((one) => [one.id, nameOf(one)])}
        onChange={onChoose}
      />
      {section.page.workplace.may("personas.write") && (
        <>
          <Button icon="plus" onPress={() => void copy()}>{t("Copy it")}</Button>
          {!persona.is_default && (
            <Button onPress={() => void speak()}>{t("Let it speak to everyone")}</Button>
          )}
        </>
      )}
    </div>
  );
}

/** The name with the first letter that no persona has yet. */
function freeName(name: string, all: readonly PersonaDraft[]): string {
  const base = name.replace(/ [B-Z]$/u, "").slice(0, 50);
  const taken = new Set(all.map((one) => one.name));
  const names = [..."BCDEFGHIJKLMNOPQRSTUVWXYZ"].map((letter) => `${base} ${letter}`);
  return names.find((one) => !taken.has(one)) ?? `${base} copy`;
}

function nameOf(persona: PersonaDraft): string {
  return persona.is_default ? t("{name}, speaks now", { name: persona.name }) : persona.name;
}

function Workshop(props: {
  readonly persona: PersonaDraft;
  readonly store: PersonasShape;
  readonly section: SectionProps;
}): JSX.Element {
  const { persona, store, section } = props;
  const words: Signal<PersonaWords> = useSignal(wordsOf(persona));
  useUnsaved(said(words.value) !== said(wordsOf(persona)));
  return (
    <>
      <div class="persona-workshop">
        <PersonaForm persona={persona} words={words} store={store} section={section} />
        <PersonaTry persona={persona} words={words} store={store} section={section} />
      </div>
      <PersonaVersions persona={persona} words={words} store={store} section={section} />
    </>
  );
}

/** An empty field and a missing text are the same words. */
function said(words: PersonaWords): string {
  return JSON.stringify({ ...words, system_prompt: words.system_prompt ?? "" });
}

function wordsOf(persona: PersonaDraft): PersonaWords {
  const { name, prompt_template, system_prompt, temperature, max_tokens } = persona;
  return { name, prompt_template, system_prompt, temperature, max_tokens };
}
