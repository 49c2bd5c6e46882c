/** Where a mailbox is read. */
export interface ImapAccess {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly folder: string;
  readonly timeoutMs?: number;
}

/** One open folder of a mail server. */
export interface ImapFolder extends AsyncDisposable {
  /** The numbering that uids belong to; another one makes all known uids void. */
  readonly uidValidity: number;
  /** Mails above a uid, or all unseen ones when there is none; ascending, at most `limit`. */
  list(afterUid: number | null, limit: number): Promise<readonly number[]>;
  /** A mail's bytes; null when it is gone or larger than `maxBytes`. */
  read(uid: number, maxBytes: number): Promise<Uint8Array | null>;
  markSeen(uid: number): Promise<void>;
}

const IMAPS_PORT = 993;

/** Opens a folder by IMAP; the library is loaded with the first mailbox. */
export async function openImapFolder(access: ImapAccess): Promise<ImapFolder> {
  const { ImapFlow } = await import("imapflow");
  const timeout = access.timeoutMs ?? 15_000;
  const client = new ImapFlow({
    host: access.host,
    port: access.port,
    secure: access.port === IMAPS_PORT,
    auth: { user: access.username, pass: access.password },
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout * 2,
    logger: false,
  });
  // Without a listener a broken connection would end the whole worker; each call fails by itself.
  client.on("error", () => {});
  await client.connect();
  try {
    const { uidValidity } = await client.mailboxOpen(access.folder);
    return {
      uidValidity: Number(uidValidity),
      async list(afterUid, limit) {
        const wanted = afterUid === null ? { seen: false } : { uid: `${afterUid + 1}:*` };
        const found = await client.search(wanted, { uid: true }) || [];
        // `n:*` always names the newest mail, also when its uid is smaller than n.
        return found.filter((uid) => afterUid === null || uid > afterUid).sort((a, b) => a - b)
          .slice(0, limit);
      },
      async read(uid, maxBytes) {
        const head = await client.fetchOne(String(uid), { size: true }, { uid: true });
        if (!head || (head.size ?? 0) > maxBytes) return null;
        const mail = await client.fetchOne(String(uid), { source: true }, { uid: true });
        return mail && mail.source ? new Uint8Array(mail.source) : null;
      },
      async markSeen(uid) {
        await client.messageFlagsAdd(String(uid), ["\\Seen"], { uid: true });
      },
      async [Symbol.asyncDispose]() {
        await client.logout().catch(() => client.close());
      },
    };
  } catch (thrown) {
    client.close();
    throw thrown;
  }
}
