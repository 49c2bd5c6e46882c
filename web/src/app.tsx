import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { EmptyState, FailedState } from "./components/empty_state.tsx";
import { Button } from "./components/button.tsx";
import { lazily } from "./components/lazily.tsx";
import { t } from "./i18n/t.ts";
import { titlePage } from "./page_title.ts";
import { Shell } from "./shell.tsx";
import type { AppProps } from "./shell_props.ts";

const loadSignIn = () =>
  import("./pages/sign_in/sign_in_page.tsx").then((module) => module.SignInPage);
const SignInPage = lazily(loadSignIn, Opening);
const SignInSteps = lazily(() =>
  import("./pages/sign_in/sign_in_steps.tsx").then((module) => module.SignInSteps)
);

/** Asks for the form of signing in while the page still starts. */
export function preloadSignIn(): void {
  // A script that does not come is told where it is missed.
  loadSignIn().catch(() => {});
}

/** The whole page: signed out, at a dealership, or told what is in the way. */
export function App(props: AppProps): JSX.Element {
  const session = props.session.session.value;
  if (session.kind === "unknown") return <Opening />;
  if (session.kind === "signed_out") {
    return <SignInPage session={props.session} ended={session.ended} />;
  }
  if (session.kind === "step") {
    return (
      <SignInSteps
        session={props.session}
        step={session.step}
        email={session.user.email}
        onSignOut={props.onSignOut}
      />
    );
  }
  if (session.kind === "failed") {
    return (
      <main class="notice-page">
        <FailedState
          what={t("Your dealerships did not load")}
          problem={session.problem}
          onRetry={() => void props.session.refresh()}
        />
        <Button look="quiet" onPress={props.onSignOut}>{t("Sign out")}</Button>
      </main>
    );
  }
  const desk = props.desk.value;
  const route = props.router.route.value;
  if (desk.kind === "open" && "at" in route) {
    return <Shell app={props} session={session} workplace={desk.workplace} route={route} />;
  }
  if (desk.kind === "unemployed") {
    return (
      <main class="notice-page">
        <h1 class="only-readers">{t("No dealership")}</h1>
        <EmptyState icon="user-round" title={t("You do not work at a dealership yet")}>
          <p>{t("An admin of your dealership can add {email}.", { email: session.user.email })}</p>
          <Button onPress={props.onSignOut}>{t("Sign out")}</Button>
        </EmptyState>
      </main>
    );
  }
  if (desk.kind === "lost" || route.view === "nowhere") return <Nowhere />;
  return <Opening />;
}

/** While it is not known yet who uses the page, or where. */
function Opening(): JSX.Element {
  return (
    <main class="notice-page" aria-busy="true">
      <h1 class="only-readers">Rylie</h1>
      <p class="notice-page-opening" role="status">{t("Opening your conversations")}</p>
    </main>
  );
}

function Nowhere(): JSX.Element {
  useEffect(() => titlePage(t("Not found · Rylie")), []);
  return (
    <main class="notice-page">
      <h1 class="only-readers">{t("Not found")}</h1>
      <EmptyState icon="circle-alert" title={t("There is nothing at this address")}>
        <p>{t("It may belong to a dealership you do not work at.")}</p>
        <a class="text-link" href="/">{t("Go to your conversations")}</a>
      </EmptyState>
    </main>
  );
}
