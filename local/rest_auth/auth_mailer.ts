import { AsyncLocalStorage } from "node:async_hooks";

/** One e-mail of Auth, ready to send. */
export interface AuthMail {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** What an Auth e-mail asks its reader to do; also the `type` in its link. */
export type AuthMailKind =
  | "signup"
  | "recovery"
  | "magiclink"
  | "email_change"
  | "invite"
  | "reauthentication";

/** The secrets of one mail: the hash goes into the link, the code is for typing. */
export interface AuthMailSecrets {
  readonly tokenHash: string;
  readonly otp: string;
}

/** Writes and sends Auth's e-mails. The `send…` methods are those that stock code calls. */
export interface AuthMailer {
  /** The link that a mail of this kind carries. */
  linkTo(kind: AuthMailKind, tokenHash: string): string;
  mail(kind: AuthMailKind, to: string, secrets: AuthMailSecrets): Promise<void>;
  sendConfirmation(to: string, tokenHash: string, otp: string): Promise<void>;
  sendRecovery(to: string, tokenHash: string, otp: string): Promise<void>;
  sendMagicLink(to: string, tokenHash: string, otp: string): Promise<void>;
  sendEmailChange(to: string, tokenHash: string, otp: string): Promise<void>;
  sendReauthentication(to: string, otp: string): Promise<void>;
}

/** Carries the `redirect_to` of a request to the mails it causes; the link's target checks it. */
export const mailRedirects: AsyncLocalStorage<string> = new AsyncLocalStorage();

const WORDS: Readonly<Record<AuthMailKind, { subject: string; ask: string; action: string }>> = {
  signup: {
    subject: "Confirm your sign-up",
    ask: "Follow this link to confirm your account.",
    action: "Confirm your e-mail",
  },
  recovery: {
    subject: "Reset your password",
    ask: "Follow this link to choose a new password.",
    action: "Reset password",
  },
  magiclink: {
    subject: "Your sign-in link",
    ask: "Follow this link to sign in.",
    action: "Sign in",
  },
  email_change: {
    subject: "Confirm your new e-mail address",
    ask: "Follow this link to confirm the change of your e-mail address.",
    action: "Change e-mail",
  },
  invite: {
    subject: "You have been invited",
    ask: "You have been invited to create an account. Follow this link to accept.",
    action: "Accept the invitation",
  },
  reauthentication: {
    subject: "Confirm that it is you",
    ask: "Enter this code to continue.",
    action: "",
  },
};

/** Makes the mailer; `issuer` is the base of its links, `siteUrl` where they lead by default. */
export function createAuthMailer(
  options: { issuer: string; siteUrl: string; send(mail: AuthMail): Promise<void> },
): AuthMailer {
  function linkTo(kind: AuthMailKind, tokenHash: string): string {
    const link = new URL(`${options.issuer}/verify`);
    link.searchParams.set("token", tokenHash);
    link.searchParams.set("type", kind);
    link.searchParams.set("redirect_to", mailRedirects.getStore() ?? options.siteUrl);
    return link.href;
  }
  async function mail(kind: AuthMailKind, to: string, secrets: AuthMailSecrets): Promise<void> {
    const link = kind === "reauthentication" ? null : linkTo(kind, secrets.tokenHash);
    await options.send({ to, ...authMailText(kind, link, secrets.otp) });
  }
  return {
    linkTo,
    mail,
    sendConfirmation: (to, tokenHash, otp) => mail("signup", to, { tokenHash, otp }),
    sendRecovery: (to, tokenHash, otp) => mail("recovery", to, { tokenHash, otp }),
    sendMagicLink: (to, tokenHash, otp) => mail("magiclink", to, { tokenHash, otp }),
    sendEmailChange: (to, tokenHash, otp) => mail("email_change", to, { tokenHash, otp }),
    sendReauthentication: (to, otp) => mail("reauthentication", to, { tokenHash: "", otp }),
  };
}

/** Writes subject, text and HTML of one mail. */
export function authMailText(
  kind: AuthMailKind,
  link: string | null,
  otp: string,
): Omit<AuthMail, "to"> {
  const { subject, ask, action } = WORDS[kind];
  const text = [ask, ...(link === null ? [] : [link]), `Code: ${otp}`].join("\n\n");
  const anchor = link === null ? "" : `<p><a href="${escapeHtml(link)}">${action}</a></p>`;
  const html = `<h1>${subject}</h1><p>${ask}</p>${anchor}<p>Code: <strong>${otp}</strong></p>`;
  return { subject, text, html };
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
