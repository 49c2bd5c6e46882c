import { isProblemCode } from "../contract/problem_codes.ts";
import { RpcError } from "../data/client.ts";
import { Problem } from "../platform/problem.ts";

/** Waits for work; a refusal that our SQL wrote out for the caller becomes the door's own. */
export async function withKnownRefusals<Answer>(work: Promise<Answer>): Promise<Answer> {
  try {
    return await work;
  } catch (thrown) {
    const code = thrown instanceof RpcError ? thrown.detail : null;
    if (code !== null && isProblemCode(code)) throw new Problem(code);
    throw thrown;
  }
}
