import assert from "node:assert/strict";
import { twilioSignature } from "./signed_post.ts";

Deno.test("twilioSignature() signs a form with a query in its address", async () => {
  const signature = await twilioSignature({
    authToken: "12345",
    url: "https://mycompany.com/myapp.php?foo=1&bar=2",
    params: {
      CallSid: "CA1234567890ABCDE",
      Caller: "+14158675309",
      Digits: "1234",
      From: "+14158675309",
      To: "+18005551212",
    },
  });
  assert.equal(signature, "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
});

Deno.test("twilioSignature() signs a text", async () => {
  const signature = await twilioSignature({
    authToken: "12345",
    url: "https://example.com/sms",
    params: {
      Body: "hi",
      From: "+15005550006",
      To: "+15005550001",
      MessageSid: `SM${"0".repeat(31)}1`,
    },
  });
  assert.equal(signature, "dheEEfoLWQZm0HeBehIUmcJFYQo=");
});
