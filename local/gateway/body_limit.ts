import { requestWith } from "../rest_auth/request_with.ts";

/** The most a request may carry, as hosted. */
export const MAX_BODY_BYTES = 20 * 1024 * 1024;

/**
 * Lets `work` read a request's body up to a limit while it streams; beyond it the body ends in an
 * error and the answer is 413, whatever `work` made of it.
 */
export async function withBodyLimit(
  request: Request,
  work: (request: Request) => Promise<Response>,
  maxBytes = MAX_BODY_BYTES,
): Promise<Response> {
  if (request.body === null) return await work(request);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return tooLarge();
  let bytes = 0;
  const counted = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) controller.error(new Error("Cannot read body: it is too large"));
        else controller.enqueue(chunk);
      },
    }),
  );
  try {
    const response = await work(requestWith(request, { body: counted }));
    return bytes > maxBytes ? tooLarge() : response;
  } catch (error) {
    if (bytes > maxBytes) return tooLarge();
    throw error;
  }
}

function tooLarge(): Response {
  return Response.json({ message: "Request size limit exceeded" }, { status: 413 });
}
