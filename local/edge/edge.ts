import { inboxUrl, type Service, type StackConfig } from "../config.ts";
import { dealerPageRoutes } from "./dealer/dealer_page.ts";
import { createEventStream } from "./event_stream.ts";
import { refuseForeignPage } from "./foreign_page.ts";
import { feedRoutes } from "./feeds/feed_routes.ts";
import { mailRoutes } from "./mail/mail_routes.ts";
import { openMailStore } from "./mail/mail_store.ts";
import { openAiRoutes } from "./openai/openai_routes.ts";
import { createPhoneRoutes } from "./phone_routes.ts";
import { createRouter } from "./router.ts";
import { openSendGridFake } from "./sendgrid/sendgrid_fake.ts";
import { sendGridRoutes } from "./sendgrid/sendgrid_routes.ts";
import { staticRoutes } from "./static_files.ts";
import { twilioControlRoutes } from "./twilio/control_routes.ts";
import { openTwilioFake } from "./twilio/open_twilio_fake.ts";
import { twilioRestRoutes } from "./twilio/rest_routes.ts";

/** Serves what stands outside of the product: mail inbox, phone, and the fakes of its providers. */
export async function startEdge(config: StackConfig): Promise<Service> {
  const stopping = new AbortController();
  const events = createEventStream();
  const mails = await openMailStore(`${config.stateDir}/mails`);
  const twilio = await openTwilioFake(config, events, stopping.signal);
  const sendGrid = openSendGridFake(config, { mails, events, signal: stopping.signal });
  const phone = createPhoneRoutes(config, events);
  const route = createRouter([
    ...twilioRestRoutes(twilio),
    ...twilioControlRoutes(twilio),
    ...openAiRoutes(stopping.signal),
    ...mailRoutes(mails, events),
    ...sendGridRoutes(sendGrid),
    ...phone.routes,
    ...dealerPageRoutes(config),
    ...feedRoutes(),
    {
      method: "GET",
      path: "/web",
      handle: () => Response.redirect(`http://127.0.0.1:${config.ports.web}/`, 302),
    },
    ...staticRoutes(),
  ]);
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: config.ports.inbox, onListen: () => undefined },
    async (request) =>
      refuseForeignPage(request, inboxUrl(config)) ?? await route(request) ??
        new Response("Not found", { status: 404 }),
  );
  return {
    name: "edge",
    async stop() {
      stopping.abort();
      events.close();
      await server.shutdown();
      await Promise.all([twilio.store.close(), phone.close()]);
    },
  };
}
