import type { SupabaseClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import { apiUrl } from "../config.ts";
import { OAK, PINE, withToken } from "../rest_auth/rest_test_support.ts";
import {
  runSteps,
  signToken,
  startTestStack,
  type Steps,
  type TestStack,
} from "../rest_auth/test_stack.ts";

const SETUP = `
  insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
    ('papers', 'papers', false, 1000, '{text/plain,image/*}'), ('posters', 'posters', true, null, null);
  create policy papers_select on storage.objects for select to authenticated
    using (bucket_id = 'papers' and (storage.foldername(name))[1] = (auth.jwt() ->> 'dealership'));
  create policy papers_insert on storage.objects for insert to authenticated
    with check (bucket_id = 'papers' and (storage.foldername(name))[1] = (auth.jwt() ->> 'dealership'));
  create policy papers_update on storage.objects for update to authenticated
    using (bucket_id = 'papers' and (storage.foldername(name))[1] = (auth.jwt() ->> 'dealership'));
  create policy papers_delete on storage.objects for delete to authenticated
    using (bucket_id = 'papers' and (storage.foldername(name))[1] = (auth.jwt() ->> 'dealership')
      and storage.filename(name) <> 'kept.txt');`;

interface Context {
  readonly stack: TestStack;
  readonly oak: SupabaseClient;
  readonly pine: SupabaseClient;
  readonly anon: SupabaseClient;
  readonly service: SupabaseClient;
}

const papers = (client: SupabaseClient) => client.storage.from("papers");
const text = (words: string) => new Blob([words], { type: "text/plain" });

async function refusal(call: Promise<{ error: unknown }>): Promise<Record<string, unknown>> {
  const { error } = await call;
  assert.ok(error instanceof Error, "the call was not refused");
  return { ...error, message: error.message };
}

async function put(client: SupabaseClient, name: string, words = "hello"): Promise<void> {
  const { error } = await papers(client).upload(name, text(words));
  assert.equal(error, null, name);
}

const OBJECTS: Steps<Context> = {
  "a form upload comes back byte for byte, with its type": async ({ oak }) => {
    const name = `${OAK}/brief & notes (1).txt`;
    const { data, error } = await papers(oak).upload(name, text("grüße"), { cacheControl: "60" });
    assert.equal(error, null);
    assert.deepEqual([data?.path, data?.fullPath], [name, `papers/${name}`]);
    const { data: blob } = await papers(oak).download(name);
    assert.equal(await blob?.text(), "grüße");
    assert.equal(blob?.type, "text/plain");
    const { data: info } = await papers(oak).info(name);
    assert.deepEqual([info?.size, info?.cacheControl, info?.id], [7, "max-age=60", data?.id]);
  },
  "raw bytes are streamed, and metadata is kept": async ({ oak }) => {
    const name = `${OAK}/raw.txt`;
    const body = new TextEncoder().encode("raw");
    const metadata = { source: "fax" };
    const { error } = await papers(oak).upload(name, body, { contentType: "text/plain", metadata });
    assert.equal(error, null);
    const { data: info } = await papers(oak).info(name);
    assert.deepEqual(info?.metadata, metadata);
    assert.equal(await (await papers(oak).download(name)).data?.text(), "raw");
  },
  "an object is replaced only by an upsert": async ({ oak }) => {
    const name = `${OAK}/twice.txt`;
    await put(oak, name, "first");
    const refused = await refusal(papers(oak).upload(name, text("second")));
    assert.deepEqual([refused["statusCode"], refused["message"]], [
      "409",
      "The resource already exists",
    ]);
    assert.equal((await papers(oak).upload(name, text("third"), { upsert: true })).error, null);
    assert.equal(await (await papers(oak).download(name)).data?.text(), "third");
    assert.equal((await papers(oak).update(name, text("fourth"))).error, null);
    assert.equal(await (await papers(oak).download(name)).data?.text(), "fourth");
  },
  "a bucket's size and types are kept to": async ({ oak, stack }) => {
    const before = await storedFiles(stack);
    const large = await refusal(papers(oak).upload(`${OAK}/large.txt`, text("x".repeat(1001))));
    assert.deepEqual([large["statusCode"], large["code"]], ["413", "EntityTooLarge"]);
    const page = new Blob(["<p>"], { type: "text/html" });
    const html = await refusal(papers(oak).upload(`${OAK}/page.html`, page));
    assert.deepEqual([html["statusCode"], html["message"]], [
      "415",
      "mime type text/html is not supported",
    ]);
    const image = new Blob(["png"], { type: "image/png" });
    assert.equal((await papers(oak).upload(`${OAK}/photo.png`, image)).error, null);
    assert.equal(await storedFiles(stack), before + 1, "a refused upload left bytes behind");
  },
  "a path that hosted would not take is refused": async ({ oak }) => {
    const refused = await refusal(papers(oak).upload(`${OAK}/brack[et].txt`, text("x")));
    assert.equal(refused["code"], "InvalidKey");
    const escape = await refusal(papers(oak).upload(`../../../etc/cron.d/x`, text("x")));
    assert.equal(escape["statusCode"] === "403" || escape["statusCode"] === "404", true);
  },
  "a part of an object, and nothing when it has not changed": async ({ oak, stack }) => {
    await put(oak, `${OAK}/range.txt`, "0123456789");
    const { data } = await papers(oak).createSignedUrl(`${OAK}/range.txt`, 60);
    const part = await fetch(data?.signedUrl ?? "", { headers: { range: "bytes=2-4" } });
    assert.deepEqual([part.status, part.headers.get("content-range")], [206, "bytes 2-4/10"]);
    assert.equal(await part.text(), "234");
    const etag = part.headers.get("etag") ?? "";
    const same = await fetch(data?.signedUrl ?? "", { headers: { "if-none-match": etag } });
    assert.equal(same.status, 304);
    assert.equal((await fetch(`${apiUrl(stack.config)}/storage/v1/object/papers/x`)).status, 400);
  },
  "a folder lists its folders first, then its files": async ({ oak }) => {
    for (const name of ["b.txt", "a.txt", "deep/one.txt", "deep/two.txt"]) {
      await put(oak, `${OAK}/list/${name}`);
    }
    const { data } = await papers(oak).list(`${OAK}/list`);
    assert.deepEqual(data?.map(({ name, id }) => [name, id === null]), [
      ["deep", true],
      ["a.txt", false],
      ["b.txt", false],
    ]);
    assert.equal(data?.[1]?.metadata?.["size"], 5);
    const found = await papers(oak).list(`${OAK}/list`, { search: "B", limit: 10 });
    assert.deepEqual(found.data?.map(({ name }) => name), ["b.txt"]);
  },
  "move and copy keep the bytes": async ({ oak }) => {
    await put(oak, `${OAK}/from.txt`, "cargo");
    assert.equal((await papers(oak).copy(`${OAK}/from.txt`, `${OAK}/copy.txt`)).error, null);
    assert.equal((await papers(oak).move(`${OAK}/from.txt`, `${OAK}/to.txt`)).error, null);
    assert.equal(await (await papers(oak).download(`${OAK}/copy.txt`)).data?.text(), "cargo");
    assert.equal(await (await papers(oak).download(`${OAK}/to.txt`)).data?.text(), "cargo");
    const gone = await refusal(papers(oak).download(`${OAK}/from.txt`).then((answer) => answer));
    assert.equal(gone["code"], "NoSuchKey");
    assert.equal((await papers(oak).exists(`${OAK}/from.txt`)).data, false);
    assert.equal((await papers(oak).exists(`${OAK}/to.txt`)).data, true);
  },
  "removing takes row and bytes, and tells what went": async ({ oak, stack }) => {
    await put(oak, `${OAK}/go.txt`);
    await put(oak, `${OAK}/kept.txt`);
    const before = await storedFiles(stack);
    const { data } = await papers(oak).remove([`${OAK}/go.txt`, `${OAK}/kept.txt`]);
    assert.deepEqual(data?.map(({ name }) => name), [`${OAK}/go.txt`]);
    assert.equal(await storedFiles(stack), before - 1);
  },
};

const SIGNED: Steps<Context> = {
  "a signed address opens one object to anybody, for a time": async ({ oak }) => {
    await put(oak, `${OAK}/signed.txt`, "open");
    const { data } = await papers(oak).createSignedUrl(`${OAK}/signed.txt`, 60, {
      download: "me.txt",
    });
    const answer = await fetch(data?.signedUrl ?? "");
    assert.equal(await answer.text(), "open");
    assert.match(answer.headers.get("content-disposition") ?? "", /attachment;.*me\.txt/);
    await put(oak, `${OAK}/other.txt`, "closed");
    const other = await fetch((data?.signedUrl ?? "").replace("signed.txt", "other.txt"));
    assert.equal((await other.json()).error, "InvalidSignature");
  },
  "a person's own token opens no address": async ({ stack }) => {
    const forged = await signToken({ url: `papers/${OAK}/signed.txt` });
    const url = `${
      apiUrl(stack.config)
    }/storage/v1/object/sign/papers/${OAK}/signed.txt?token=${forged}`;
    const answer = await fetch(url);
    assert.deepEqual([answer.status, (await answer.json()).error], [400, "InvalidJWT"]);
  },
  "many are signed at once; what the caller may not read comes back as an error": async (
    { oak, pine },
  ) => {
    await put(pine, `${PINE}/theirs.txt`);
    const paths = [`${OAK}/signed.txt`, `${PINE}/theirs.txt`];
    const { data } = await papers(oak).createSignedUrls(paths, 60);
    assert.deepEqual(data?.map(({ error }) => error === null), [true, false]);
    assert.equal(data?.[1]?.signedUrl, null);
    assert.equal(await (await fetch(data?.[0]?.signedUrl ?? "")).text(), "open");
  },
  "an upload address takes one object without a token of a person": async ({ oak, anon }) => {
    const { data } = await papers(oak).createSignedUploadUrl(`${OAK}/fax.txt`);
    const sent = await papers(anon).uploadToSignedUrl(
      `${OAK}/fax.txt`,
      data?.token ?? "",
      text("fax"),
    );
    assert.equal(sent.error, null);
    assert.equal(await (await papers(oak).download(`${OAK}/fax.txt`)).data?.text(), "fax");
  },
};

const ISOLATION: Steps<Context> = {
  "Oak reads, lists, signs, moves, copies and removes nothing of Pine": async ({ oak, pine }) => {
    const name = `${PINE}/secret.txt`;
    await put(pine, name, "secret");
    const bucket = papers(oak);
    const refused = [
      await refusal(bucket.download(name).then((answer) => answer)),
      await refusal(bucket.info(name)),
      await refusal(bucket.createSignedUrl(name, 60)),
      await refusal(bucket.move(name, `${OAK}/mine.txt`)),
      await refusal(bucket.copy(name, `${OAK}/mine.txt`)),
    ];
    assert.deepEqual(refused.map(({ code }) => code), Array(5).fill("NoSuchKey"));
    assert.deepEqual((await bucket.list(PINE)).data, []);
    assert.deepEqual((await bucket.remove([name])).data, []);
    assert.equal(await (await papers(pine).download(name)).data?.text(), "secret");
  },
  "Oak puts nothing among Pine's, by no way": async ({ oak, pine }) => {
    await put(oak, `${OAK}/gift.txt`);
    const bucket = papers(oak);
    const refused = [
      await refusal(bucket.upload(`${PINE}/gift.txt`, text("x"))),
      await refusal(bucket.upload(`${PINE}/secret.txt`, text("x"), { upsert: true })),
      await refusal(bucket.createSignedUploadUrl(`${PINE}/gift.txt`)),
      await refusal(bucket.move(`${OAK}/gift.txt`, `${PINE}/gift.txt`)),
      await refusal(bucket.copy(`${OAK}/gift.txt`, `${PINE}/gift.txt`)),
    ];
    assert.deepEqual(refused.map(({ statusCode }) => statusCode), Array(5).fill("403"));
    assert.deepEqual(refused.map(({ status }) => status), Array(5).fill(400));
    const { data } = await papers(pine).list(PINE);
    assert.equal(data?.some(({ name }) => name === "gift.txt"), false);
  },
  "a visitor sees nothing but the public bucket": async ({ anon, service }) => {
    assert.deepEqual((await papers(anon).list(OAK)).data, []);
    const refused = await refusal(papers(anon).upload(`${OAK}/x.txt`, text("x")));
    assert.equal(refused["statusCode"], "403");
    const posters = service.storage.from("posters");
    assert.equal((await posters.upload("sale.txt", text("sale"))).error, null);
    const { data } = anon.storage.from("posters").getPublicUrl("sale.txt");
    assert.equal(await (await fetch(data.publicUrl)).text(), "sale");
    const hidden = papers(anon).getPublicUrl(`${OAK}/signed.txt`).data.publicUrl;
    assert.equal((await (await fetch(hidden)).json()).error, "Bucket not found");
    assert.deepEqual((await anon.storage.listBuckets()).data, []);
  },
  "a token of another project is nobody's": async ({ stack }) => {
    const token = await signToken({ role: "authenticated", dealership: OAK }, {
      secret: "another-secret-of-another-project-32",
    });
    const { error } = await papers(withToken(stack, token)).list(OAK);
    assert.ok(error !== null);
  },
  "the service key passes the policies; rows go only through the API": async (
    { service, stack },
  ) => {
    const { data } = await papers(service).list(PINE);
    assert.ok((data?.length ?? 0) > 0);
    await assert.rejects(() => stack.sql`delete from storage.objects`, /Use the Storage API/);
  },
  "the service key makes, changes, empties and removes buckets": async ({ service, oak }) => {
    const name = "drafts";
    assert.equal(
      (await service.storage.createBucket(name, { public: false, fileSizeLimit: 5 })).error,
      null,
    );
    const { data } = await service.storage.getBucket(name);
    assert.deepEqual([data?.public, data?.file_size_limit], [false, 5]);
    assert.equal((await service.storage.updateBucket(name, { public: true })).error, null);
    assert.equal((await service.storage.from(name).upload("a.txt", text("a"))).error, null);
    assert.ok((await service.storage.deleteBucket(name)).error !== null, "it is not empty");
    assert.equal((await service.storage.emptyBucket(name)).error, null);
    assert.equal((await service.storage.deleteBucket(name)).error, null);
    assert.ok((await oak.storage.createBucket("mine")).error !== null);
  },
};

async function storedFiles(stack: TestStack): Promise<number> {
  const entries = await Array.fromAsync(Deno.readDir(`${stack.config.stateDir}/storage`));
  const arriving = await Array.fromAsync(Deno.readDir(`${stack.config.stateDir}/storage/arriving`));
  assert.deepEqual(arriving, []);
  return entries.filter(({ isFile }) => isFile).length;
}

Deno.test("storage: speaks to the official client, and the policies decide", async (t) => {
  const stack = await startTestStack({ setup: SETUP });
  const staffOf = async (dealership: string) =>
    withToken(
      stack,
      await signToken({ role: "authenticated", sub: crypto.randomUUID(), dealership }),
    );
  const context: Context = {
    stack,
    oak: await staffOf(OAK),
    pine: await staffOf(PINE),
    anon: stack.client(),
    service: stack.client(stack.config.keys.secret),
  };
  try {
    await runSteps(t, context, { ...OBJECTS, ...SIGNED, ...ISOLATION });
  } finally {
    await stack.stop();
  }
});
