import { emailUnsubscribeDeps } from "../_shared/platform/mail_deps.ts";
import { emailUnsubscribe } from "./app.ts";

Deno.serve(emailUnsubscribe(emailUnsubscribeDeps()).fetch);
