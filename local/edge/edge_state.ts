/** Deletes the texts, pictures and mails that were kept; a fresh database knows none of them. */
export async function deleteEdgeState(stateDir: string): Promise<void> {
  const folders = [`${stateDir}/phone`, `${stateDir}/mails`];
  const remove = (folder: string) => Deno.remove(folder, { recursive: true });
  await Promise.all(folders.map((folder) => remove(folder).catch(() => undefined)));
}
