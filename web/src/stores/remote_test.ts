import { deepEqual, equal } from "node:assert/strict";
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

Deno.test("remote: a change is taken back, unless something newer came", async () => {
  let value = 1;
  const remote = createRemote(() => Promise.resolve(value));
  await remote.refresh();
  remote.patch(() => 5)();
  deepEqual(remote.state.value, { kind: "ready", value: 1 });
  const undo = remote.patch(() => 6);
  value = 7;
  await remote.refresh();
  undo();
  deepEqual(remote.state.value, { kind: "ready", value: 7 });
});
