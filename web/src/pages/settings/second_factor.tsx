import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Factor } from "../../api/account_api.ts";
import { Button } from "../../components/button.tsx";
import { lazily } from "../../components/lazily.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { shortDate } from "../../format/time.ts";
import { t, tn } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { AccountShape } from "../../stores/account_store.ts";
import { saving } from "./saving.ts";
import type { SecondFactorProps } from "./second_factor_props.ts";

const EnrolDialog = lazily(() =>
  import("./second_factor_dialogs.tsx").then((module) => module.EnrolDialog)
);
const StepUpDialog = lazily(() =>
  import("./second_factor_dialogs.tsx").then((module) => module.StepUpDialog)
);
const CodesDialog = lazily(() =>
  import("./second_factor_dialogs.tsx").then((module) => module.CodesDialog)
);

type Open =
  | { readonly kind: "enrol" }
  | { readonly kind: "codes"; readonly codes: readonly string[] }
  | { readonly kind: "step_up"; readonly then: () => Promise<void> }
  | null;

/** The authenticator apps that sign one in, and the codes for when the phone is lost. */
export function SecondFactor(props: SecondFactorProps): JSX.Element {
  const { account } = props;
  const open = useSignal<Open>(null);
  useEffect(() => readFactors(account), [account]);
  const close = () => open.value = null;
  const makeCodes = async (): Promise<void> => {
    try {
      open.value = { kind: "codes", codes: await account.makeCodes() };
      await account.codesLeft.refresh();
    } catch (error) {
      props.page.toasts.fail(t("Could not make codes"), error);
    }
  };
  /** Asks for a code first when this session has not shown one yet. */
  const guarded = async (then: () => Promise<void>): Promise<void> => {
    if (await account.hasShownFactor()) return await then();
    open.value = { kind: "step_up", then };
  };
  const now = open.value;
  return (
    <section class="card form-card">
      <h2 class="card-title">{t("Second factor")}</h2>
      <RemoteView
        remote={account.factors.state.value}
        what={t("Your authenticator apps")}
        onRetry={() => void account.factors.reload()}
      >
        {(factors) => (
          <Factors
            factors={factors}
            page={props.page}
            account={account}
            onAdd={() => open.value = { kind: "enrol" }}
            onGuarded={(then) => void guarded(then)}
            onCodes={makeCodes}
          />
        )}
      </RemoteView>
      {now?.kind === "enrol" && (
        <EnrolDialog page={props.page} account={account} onClose={close} onDone={makeCodes} />
      )}
      {now?.kind === "codes" && <CodesDialog codes={now.codes} onClose={close} />}
      {now?.kind === "step_up" && (
        <StepUpDialog page={props.page} account={account} onClose={close} onDone={now.then} />
      )}
    </section>
  );
}

function readFactors(account: AccountShape): void {
  void account.factors.refresh();
  void account.codesLeft.refresh();
}

function Factors(
  props: SecondFactorProps & {
    readonly factors: readonly Factor[];
    readonly onAdd: () => void;
    readonly onGuarded: (then: () => Promise<void>) => void;
    readonly onCodes: () => Promise<void>;
  },
): JSX.Element {
  const { factors, account, page } = props;
  const remove = async (factor: Factor): Promise<void> => {
    const words = {
      done: t("{name} is removed", { name: factor.name }),
      failed: t("Could not remove it"),
    };
    await saving(page, account.remove(factor.id), words);
    await account.factors.refresh();
  };
  return (
    <>
      <p class="note-line">
        {factors.length === 0
          ? t("An app on your phone shows a code that is asked for after your password.")
          : t("A code of one of these apps is asked for after your password.")}
      </p>
      <ul class="set-lines">
        {factors.map((factor) => (
          <FactorLine
            key={factor.id}
            factor={factor}
            page={page}
            onRemove={() => props.onGuarded(() => remove(factor))}
          />
        ))}
      </ul>
      {factors.length > 0 && <CodesLeft account={account} />}
      <div class="choice-row">
        <Button look={factors.length === 0 ? "main" : "plain"} onPress={props.onAdd}>
          {t("Add an authenticator app")}
        </Button>
        {factors.length > 0 && (
          <Button onPress={() => props.onGuarded(props.onCodes)}>{t("New recovery codes")}</Button>
        )}
      </div>
    </>
  );
}

function FactorLine(props: {
  readonly factor: Factor;
  readonly page: PageProps;
  readonly onRemove: () => void;
}): JSX.Element {
  const { factor } = props;
  const day = shortDate(factor.createdAt, props.page.workplace.dealership.timezone);
  return (
    <li>
      <span class="set-name">{factor.name}</span>
      <span class="set-meta">{t("since {day}", { day })}</span>
      <Button look="quiet" onPress={props.onRemove}>
        {t("Remove")}
        <span class="only-readers">{`, ${factor.name}`}</span>
      </Button>
    </li>
  );
}

function CodesLeft(props: { readonly account: AccountShape }): JSX.Element | null {
  const left = props.account.codesLeft.state.value;
  if (left.kind !== "ready") return null;
  return (
    <p class="note-line">
      {tn(left.value, "1 recovery code is left.", "{count} recovery codes are left.")}
    </p>
  );
}
