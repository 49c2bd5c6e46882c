import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { PastThread, Preview } from "../../api/personas_api.ts";
import { Button } from "../../components/button.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Tag } from "../../components/tag.tsx";
import { handoverReason } from "../../format/handover.ts";
import { formatPhone } from "../../format/phone.ts";
import { t, tn } from "../../i18n/t.ts";
import type { PersonaProps } from "./persona_props.ts";

/** What the words in the form would have said in a past conversation; nothing is sent. */
export function PersonaTry(props: PersonaProps): JSX.Element {
  const { persona, words, store, section } = props;
  const mayTry = section.page.workplace.may("personas.write");
  const thread = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const preview = useSignal<Preview | null>(null);
  const tryIt = async (id: string): Promise<void> => {
    isBusy.value = true;
    preview.value = await store.preview(persona.id, id, words.value).catch((error: unknown) => {
      section.page.toasts.fail(t("Could not try it"), error);
      return null;
    });
    isBusy.value = false;
  };
  return (
    <section class="card form-card" aria-label={t("Try it")}>
      <h2 class="card-title">{t("Try it")}</h2>
      <p class="note-line">
        {t("Answers the last question of a past conversation. Nothing is sent or stored.")}
      </p>
      <RemoteView
        remote={store.threads.state.value}
        what={t("The conversations")}
        onRetry={() => void store.threads.reload()}
      >
        {(all) => {
          const id = thread.value ?? all[0]?.id ?? null;
          if (id === null) return <p class="note-line">{t("No conversations yet")}</p>;
          return (
            <>
              <ThreadSelect all={all} id={id} onThread={(next) => thread.value = next} />
              {mayTry && (
                <div class="choice-row">
                  <Button icon="play" busy={isBusy.value} onPress={() => void tryIt(id)}>
                    {t("See what it would say")}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </RemoteView>
      <div role="status">{preview.value !== null && <Answer preview={preview.value} />}</div>
    </section>
  );
}

function ThreadSelect(props: {
  readonly all: readonly PastThread[];
  readonly id: string;
  readonly onThread: (id: string) => void;
}): JSX.Element {
  return (
    <select
      class="field-input"
      aria-label={t("Conversation")}
      value={props.id}
      onChange={(event) => props.onThread(event.currentTarget.value)}
    >
      {props.all.map((one) => <option key={one.id} value={one.id}>{threadName(one)}</option>)}
    </select>
  );
}

function threadName(thread: PastThread): string {
  const who = thread.customer_name ?? formatPhone(thread.customer_address ?? "");
  const words = (thread.last_message_preview ?? "").slice(0, 40);
  return words === "" ? who : `${who} · ${words}`;
}

function Answer(props: { readonly preview: Preview }): JSX.Element {
  const { preview } = props;
  const facts = preview.evidence.length;
  return (
    <dl class="persona-answer">
      <Line name={t("They asked")} words={preview.asked.join(" / ")} />
      <Line
        name={t("It would say")}
        words={preview.silent ? t("Nothing: it would stay silent") : preview.content}
      />
      {preview.said !== null && (
        <Line
          name={preview.said.author === "staff" ? t("A person said") : t("What was said")}
          words={preview.said.content}
        />
      )}
      {preview.refused.map((one, index) => (
        <Line
          key={index}
          name={t("Refused before that")}
          words={`${one.content} (${one.reasons.join("; ")})`}
        />
      ))}
      <dt class="only-readers">{t("How")}</dt>
      <dd class="choice-row">
        {preview.handover !== null && (
          <Tag tone="warn">{t("Hands over: {why}", { why: handoverReason(preview.handover) })}</Tag>
        )}
        <Tag tone={facts > 0 ? "ok" : "plain"}>
          {tn(facts, "rests on 1 fact", "rests on {count} facts")}
        </Tag>
        {preview.model === "local" && (
          <Tag tone="plain">
            {t("Written by the built-in rules, which do not read the words above")}
          </Tag>
        )}
      </dd>
    </dl>
  );
}

function Line(props: { readonly name: string; readonly words: string }): JSX.Element {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.words}</dd>
    </>
  );
}
