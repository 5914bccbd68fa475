// Runs in the desktop window before anything of the page is read (src-tauri/src/window/page.rs): asks again what the
// first picture asked the last time, so that the answers come while the page is still being put together.
// `first.ts` keeps the questions and takes the answers; the page's own timeline says of both.
(() => {
  const ask = (call) => {
    performance.mark("asked early");
    const answer = window.__TAURI_INTERNALS__.invoke("call", call);
    // Whoever takes it hears of a refusal; perhaps nobody does.
    answer.catch(() => undefined);
    return { call: JSON.stringify(call), answer };
  };
  const askAll = () => {
    try {
      const calls = JSON.parse(localStorage.getItem("retorno.first") ?? "[]");
      // `callsMax` of `first.ts`; whoever has written more into the store did not write it here.
      window.retornoFirst = calls.slice(0, 12).map(ask);
    } catch {
      // Without them the page asks by itself, a moment later.
    }
  };
  // After the page has asked for its script, which takes longer: the window answers one after the other, and the first
  // look into the store waits for a process that is only beginning.
  setTimeout(askAll);
})();
