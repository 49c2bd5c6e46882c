import { emailEventsDeps } from "../_shared/platform/mail_deps.ts";
import { emailEvents } from "./app.ts";

Deno.serve(emailEvents(emailEventsDeps()).fetch);
