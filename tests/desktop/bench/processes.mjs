// What the system counts of a program and of all it started (WebKit's processes are its children): memory and time of the
// processor. Linux only.
import { readdir, readFile } from "node:fs/promises";
import { until } from "../until.mjs";

/** The program and everything below it. */
async function family(root) {
  const parents = new Map();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // After the name in parentheses come the state and the parent.
    const stat = await read(`/proc/${name}/stat`);
    const parent = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const found = [root];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  return found;
}

/** Proportional set size: pages shared by several processes are counted once in all. Bytes, by process. */
export async function memory(root) {
  const parts = [];
  for (const pid of await family(root)) {
    const rollup = await read(`/proc/${pid}/smaps_rollup`);
    const name = (await read(`/proc/${pid}/comm`))?.trim();
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(rollup ?? "")?.[1];
    if (kilobytes) parts.push({ name, bytes: Number(kilobytes) * 1024 });
  }
  return { bytes: parts.reduce((sum, part) => sum + part.bytes, 0), parts };
}

/** Nanoseconds on a processor so far, of every thread that is alive. */
async function worked(root) {
  const threads = new Map();
  for (const pid of await family(root)) {
    const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
    for (const task of tasks) {
      const told = await read(`/proc/${pid}/task/${task}/schedstat`);
      if (told) threads.set(`${pid}/${task}`, Number(told.split(" ")[0]));
    }
  }
  return threads;
}

/** Percent of one processor during so many seconds; a thread that ends meanwhile takes its share with it. */
export async function busy(root, seconds) {
  const before = await worked(root);
  const began = performance.now();
  await new Promise((done) => setTimeout(done, seconds * 1000));
  const after = await worked(root);
  const passed = (performance.now() - began) * 1e6;
  let spent = 0;
  for (const [thread, now] of after) spent += now - (before.get(thread) ?? 0);
  return (spent / passed) * 100;
}

/** Ends the hidden window below a program and waits until another process is ready in its place, alone. */
export async function replaceWindow(root) {
  const windows = async () => {
    const named = await Promise.all(
      (await family(root)).map(async (pid) => ({ pid, name: (await read(`/proc/${pid}/comm`))?.trim() })),
    );
    return named.filter(({ name }) => name === "retorno-window").map(({ pid }) => pid);
  };
  const hidden = await windows();
  for (const pid of hidden) process.kill(pid, "SIGKILL");
  await until("a ready process and none of WebKit's", async () => {
    const [pid, ...others] = await windows();
    return pid !== undefined && others.length === 0 && !hidden.includes(pid) && (await family(root)).length === 2;
  });
}

function read(file) {
  return readFile(file, "utf8").catch(() => undefined);
}
