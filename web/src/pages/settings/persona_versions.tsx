import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { PersonaVersion, PersonaWords } from "../../api/personas_api.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Tag } from "../../components/tag.tsx";
import { shortDate } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { PersonaProps } from "./persona_props.ts";

/** Every published state of a persona: compare it with the draft, or bring it back into the form. */
export function PersonaVersions(props: PersonaProps): JSX.Element {
  const { persona, words, store, section } = props;
  const compared = useSignal<PersonaVersion | null>(null);
  const { toasts } = section.page;
  const restore = (version: PersonaVersion): void => {
    words.value = { ...words.value, ...wordsOf(version) };
    toasts.tell(t("Version {number} is in the form. Save it to keep it", {
      number: version.version_number,
    }));
  };
  return (
    <section class="card" aria-label={t("Versions")}>
      <h2 class="card-title">{t("Versions")}</h2>
      <RemoteView
        remote={store.versions.state.value}
        what={t("The versions")}
        onRetry={() => void store.versions.reload()}
      >
        {(all) => (
          <ul class="set-lines">
            {all.filter((one) => one.persona_id === persona.id).map((version) => (
              <Line
                key={version.id}
                version={version}
                props={props}
                onCompare={() => compared.value = version}
                onRestore={() => restore(version)}
              />
            ))}
          </ul>
        )}
      </RemoteView>
      {compared.value !== null && (
        <Compare
          version={compared.value}
          words={words.value}
          onClose={() => compared.value = null}
        />
      )}
    </section>
  );
}

function Line({ version, props, onCompare, onRestore }: {
  readonly version: PersonaVersion;
  readonly props: PersonaProps;
  readonly onCompare: () => void;
  readonly onRestore: () => void;
}): JSX.Element {
  const { workplace } = props.section.page;
  return (
    <li>
      <span class="set-name">
        {t("Version {number}", { number: version.version_number })}{" "}
        {version.id === props.persona.current_version_id && <Tag tone="ok">{t("Speaks now")}</Tag>}
      </span>
      <span class="set-meta">
        {shortDate(version.published_at, workplace.dealership.timezone)}
        {version.note !== null && ` · ${version.note}`}
      </span>
      <span class="choice-row">
        <Button look="quiet" onPress={onCompare}>{t("Compare")}</Button>
        {workplace.may("personas.write") && (
          <Button look="quiet" icon="undo-2" onPress={onRestore}>{t("Restore")}</Button>
        )}
      </span>
    </li>
  );
}

function wordsOf(version: PersonaVersion): Omit<PersonaWords, "name"> {
  const { prompt_template, system_prompt, temperature, max_tokens } = version;
  return { prompt_template, system_prompt, temperature, max_tokens };
}

function Compare(props: {
  readonly version: PersonaVersion;
  readonly words: PersonaWords;
  readonly onClose: () => void;
}): JSX.Element {
  const { version, words } = props;
  const title = t("Version {number} beside the draft", { number: version.version_number });
  const sides: readonly (readonly [string, Omit<PersonaWords, "name">])[] = [
    [t("Version {number}", { number: version.version_number }), wordsOf(version)],
    [t("Draft"), words],
  ];
  return (
    <Dialog title={title} isOpen onClose={props.onClose}>
      <div class="persona-compare">
        {sides.map(([name, side]) => (
          <section key={name} aria-label={name}>
            <h3 class="set-name">{name}</h3>
            <p class="persona-words" tabIndex={0}>{side.prompt_template}</p>
            {side.system_prompt !== null && (
              <p class="persona-words" tabIndex={0}>{side.system_prompt}</p>
            )}
            <p class="set-meta">
              {t("Freedom {temperature}, up to {tokens} tokens", {
                temperature: side.temperature,
                tokens: side.max_tokens,
              })}
            </p>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
