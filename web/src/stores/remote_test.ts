import { deepEqual, equal, rejects } from "node:assert/strict";
import { ApiProblem } from "../api/api_problem.ts";
import { createRemote } from "./remote.ts";

Deno.test("remote: is loading, then ready, then stays through a failure", async () => {
  let failing = false;
  const remote = createRemote(() =>
    failing ? Promise.reject(new ApiProblem("Down", 500)) : Promise.resolve(1)
  );
  equal(remote.state.value.kind, "loading");
  await remote.refresh();
  deepEqual(remote.state.value, { kind: "ready", value: 1 });
  failing = true;
  await remote.refresh();
  equal(remote.state.value.kind, "ready");
  await remote.reload();
  equal(remote.state.value.kind, "failed");
});

Deno.test("remote: an answer to an older question is dropped", async () => {
  const answers: ((value: number) => void)[] = [];
  const remote = createRemote(() => new Promise<number>((resolve) => answers.push(resolve)));
  const [first, second] = [remote.refresh(), remote.refresh()];
  answers[1]?.(2);
  await second;
  answers[0]?.(1);
  await first;
  deepEqual(remote.state.value, { kind: "ready", value: 2 });
});

/** A remote whose reads a test answers one by one. */
function held() {
  const reads: PromiseWithResolvers<number>[] = [];
  const remote = createRemote(() => {
    const read = Promise.withResolvers<number>();
    reads.push(read);
    return read.promise;
  });
  return { reads, remote };
}

Deno.test("remote: news that comes faster than answers keeps neither them nor a failure away", async () => {
  const { reads, remote } = held();
  const asked = [remote.refresh(), remote.refresh(), remote.refresh()];
  reads[0]?.reject(new ApiProblem("Down", 500));
  await asked[0];
  equal(remote.state.value.kind, "failed");
  reads[1]?.resolve(2);
  await asked[1];
  deepEqual(remote.state.value, { kind: "ready", value: 2 });
});

Deno.test("remote: what was asked before another question is no answer to it", async () => {
  const { reads, remote } = held();
  const [before, after] = [remote.refresh(), remote.reload()];
  reads[0]?.resolve(1);
  await before;
  equal(remote.state.value.kind, "loading");
  reads[1]?.resolve(2);
  await after;
  deepEqual(remote.state.value, { kind: "ready", value: 2 });
});

Deno.test("remote: what was read before the server was told of a change does not take it back", async () => {
  const answers: ((value: number) => void)[] = [];
  const remote = createRemote(() => new Promise<number>((resolve) => answers.push(resolve)));
  const answer = async (value: number): Promise<void> => {
    answers.shift()?.(value);
    await new Promise((resolve) => setTimeout(resolve));
  };
  void remote.refresh();
  await answer(1);
  const tell = Promise.withResolvers<void>();
  void remote.refresh();
  const changing = remote.change(() => 5, () => tell.promise);
  await answer(1);
  deepEqual(remote.state.value, { kind: "ready", value: 5 }, "answered while the server was told");
  void remote.refresh();
  tell.resolve();
  await changing;
  equal(answers.length, 2, "one asked too early, one because an answer was dropped");
  await answer(1);
  deepEqual(remote.state.value, { kind: "ready", value: 5 }, "an older answer is dropped");
  await answer(6);
  deepEqual(remote.state.value, { kind: "ready", value: 6 });
});

Deno.test("remote: a question that was under way when the server had been told is asked again", async () => {
  const answers: ((value: number) => void)[] = [];
  const remote = createRemote(() => new Promise<number>((resolve) => answers.push(resolve)));
  const first = remote.refresh();
  answers[0]?.(1);
  await first;
  const second = remote.refresh();
  await remote.change(() => 5, () => Promise.resolve());
  answers[1]?.(1);
  await new Promise((resolve) => setTimeout(resolve));
  deepEqual(remote.state.value, { kind: "ready", value: 5 });
  answers[2]?.(6);
  await second;
  deepEqual(remote.state.value, { kind: "ready", value: 6 });
});

Deno.test("remote: a refused change is taken back, and read again where another came after it", async () => {
  let reads = 0;
  const remote = createRemote(() => Promise.resolve(++reads));
  await remote.refresh();
  const refused = () => Promise.reject(new ApiProblem("Not yours", 403));
  await rejects(remote.change(() => 5, refused));
  deepEqual([remote.state.value, reads], [{ kind: "ready", value: 1 }, 1]);
  const changes = [
    remote.change(() => 6, refused),
    remote.change((value) => value + 1, () => Promise.resolve()),
  ];
  await Promise.allSettled(changes);
  await new Promise((resolve) => setTimeout(resolve));
  deepEqual(remote.state.value, { kind: "ready", value: 2 });
});
