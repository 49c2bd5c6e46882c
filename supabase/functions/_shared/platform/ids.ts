/** Makes a fresh id for a request, a worker or a lease. */
export function newId(): string {
  return crypto.randomUUID();
}
