import { jobRunnerDeps } from "../_shared/platform/deps.ts";
import { jobRunnerDoor } from "./app.ts";

Deno.serve(jobRunnerDoor(jobRunnerDeps()).fetch);
