import { t } from "../i18n/t.ts";
import { constraintProblem } from "./constraint_problem.ts";

/** What went wrong in words for a person, with what support needs to find it. */
export class ApiProblem extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The machine's name for the refusal, such as `opted_out` or `42501`. */
  readonly code: string;
  /** The id under which the server logged the request, when it said so. */
  readonly requestId: string | null;

  constructor(message: string, status: number, code = "", requestId: string | null = null) {
    super(message);
    this.name = "ApiProblem";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

interface RestFailure {
  readonly message?: string;
  readonly code?: string;
  readonly details?: string | null;
  readonly request_id?: string;
}

/** Turns a failed PostgREST answer into a problem; our own refusals carry a sentence of their own. */
export function problemFromRest(error: RestFailure, status: number): ApiProblem {
  const requestId = error.request_id ?? null;
  const code = error.code ?? "";
  if (status === 0) {
    return new ApiProblem(t("No answer from the server. Check your connection"), 0, "network");
  }
  if (code.startsWith("PT") && error.details === "forbidden") {
    return new ApiProblem(t("Your role does not allow this"), status, "forbidden", requestId);
  }
  if (code.startsWith("PT")) {
    const reason = (error.message ?? "Refused").replace(/^Cannot [^:]*: /u, "");
    return new ApiProblem(t(upperFirst(reason)), status, error.details ?? code, requestId);
  }
  const broken = constraintProblem(error);
  if (broken !== null) return new ApiProblem(broken.sentence, status, broken.code, requestId);
  if (status === 401) return new ApiProblem(t("Your session has ended"), 401, code, requestId);
  if (status === 403 || code === "42501") {
    return new ApiProblem(t("Your role does not allow this"), 403, code, requestId);
  }
  return new ApiProblem(t("The server could not do this"), status, code, requestId);
}

/** Turns whatever was thrown into a problem that can be shown. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(t("Something unexpected happened"), 500, "internal");
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
