/** How tests talk to the fakes at the network's edge. */

/** Posts JSON. */
export function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** The JSON of an answer; throws when the fake refused. */
export async function json<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer;
  if (!response.ok) {
    throw new Error(`Cannot use the fake: ${response.status} ${await response.text()}`);
  }
  return await response.json() as T;
}
