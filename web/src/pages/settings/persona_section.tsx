import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { PersonaDraft, PersonaWords } from "../../api/personas_api.ts";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { SentenceSelect } from "../../components/sentence_select.tsx";
import { t } from "../../i18n/t.ts";
import { personasOf, type PersonasShape } from "../../stores/personas_store.ts";
import { PersonaForm } from "./persona_form.tsx";
import { PersonaTry } from "./persona_try.tsx";
import { PersonaVersions } from "./persona_versions.tsx";
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
            {all.length > 1 && (
              <p>
                <SentenceSelect
                  name={t("Persona")}
                  value={persona.id}
                  options={all.map((one) => [one.id, nameOf(one)])}
                  onChange={(id) => chosen.value = id}
                />
              </p>
            )}
            <Workshop key={persona.id} persona={persona} store={store} section={props} />
          </>
        );
      }}
    </RemoteView>
  );
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

function wordsOf(persona: PersonaDraft): PersonaWords {
  const { name, prompt_template, system_prompt, temperature, max_tokens } = persona;
  return { name, prompt_template, system_prompt, temperature, max_tokens };
}
