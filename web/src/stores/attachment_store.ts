import { createModel, type ReadonlySignal, signal } from "@preact/signals";
import { type ApiProblem, toProblem } from "../api/api_problem.ts";
import type { SentFile } from "../api/conversation_api.ts";

/** A file beside the words of a reply that is not sent yet. */
export interface Attachment {
  readonly id: number;
  readonly file: File;
  /** Null until it is uploaded. */
  readonly sent: SentFile | null;
  readonly problem: ApiProblem | null;
}

/** The files that wait beside each reply field. */
export interface AttachmentShape {
  readonly attachments: ReadonlySignal<ReadonlyMap<string, readonly Attachment[]>>;
  /** Uploads files for a conversation; one that fails says so and can be tried again. */
  add(conversationId: string, files: readonly File[]): Promise<void>;
  retry(conversationId: string, id: number): Promise<void>;
  remove(conversationId: string, id: number): void;
  /** Hands out what is uploaded and forgets it. */
  take(conversationId: string): readonly SentFile[];
}

type Upload = (conversationId: string, file: File) => Promise<SentFile>;

/** A message carries ten files at most. */
const MOST = 10;

/** Uploads what is attached to a reply and keeps it until the reply is sent. */
export const AttachmentStore = createModel((upload: Upload): AttachmentShape => {
  const attachments = signal<ReadonlyMap<string, readonly Attachment[]>>(new Map());
  let ids = 0;
  const of = (conversationId: string) => attachments.value.get(conversationId) ?? [];
  const set = (conversationId: string, next: readonly Attachment[]): void => {
    const all = new Map(attachments.value);
    if (next.length === 0) all.delete(conversationId);
    else all.set(conversationId, next);
    attachments.value = all;
  };
  const change = (conversationId: string, id: number, part: Partial<Attachment>): void =>
    set(conversationId, of(conversationId).map((one) => one.id === id ? { ...one, ...part } : one));
  const send = async (conversationId: string, { id, file }: Attachment): Promise<void> => {
    try {
      change(conversationId, id, { sent: await upload(conversationId, file) });
    } catch (error) {
      change(conversationId, id, { problem: toProblem(error) });
    }
  };
  return {
    attachments,
    async add(conversationId, files): Promise<void> {
      const room = MOST - of(conversationId).length;
      const added = files.slice(0, room).map((file): Attachment => (
        { id: ++ids, file, sent: null, problem: null }
      ));
      set(conversationId, [...of(conversationId), ...added]);
      for (const one of added) await send(conversationId, one); // bound: ten files
    },
    async retry(conversationId, id): Promise<void> {
      const one = of(conversationId).find((each) => each.id === id);
      if (one === undefined || one.problem === null) return;
      change(conversationId, id, { problem: null });
      await send(conversationId, one);
    },
    remove: (conversationId, id) =>
      set(conversationId, of(conversationId).filter((one) => one.id !== id)),
    take(conversationId): readonly SentFile[] {
      const sent = of(conversationId).flatMap((one) => one.sent ?? []);
      set(conversationId, []);
      return sent;
    },
  };
});
/** Uploads what is attached to a reply and keeps it until the reply is sent. */
export type AttachmentStore = InstanceType<typeof AttachmentStore>;
