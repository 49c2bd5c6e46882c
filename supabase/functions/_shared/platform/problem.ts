import {
  type FieldError,
  type ProblemBody,
  type ProblemCode,
  PROBLEMS,
} from "../contract/problem_codes.ts";

/** A refusal the caller can act on; everything else that is thrown is a fault. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];

  constructor(code: ProblemCode, detail?: string, errors: readonly FieldError[] = []) {
    super(detail ?? PROBLEMS[code].title);
    this.name = "Problem";
    this.code = code;
    this.errors = errors;
  }
}

/** Says one refusal as the body its caller reads. */
export function problemBody(problem: Problem, requestId: string): ProblemBody {
  const { status, title } = PROBLEMS[problem.code];
  return {
    type: `urn:rylie:problem:${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message,
    request_id: requestId,
    ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
  };
}
