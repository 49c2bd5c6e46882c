import { staffApiDeps } from "../_shared/platform/staff_deps.ts";
import { staffApi } from "./app.ts";

Deno.serve(staffApi(staffApiDeps()).fetch);
