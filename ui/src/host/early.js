// Runs in the desktop window before anything of the page is read (src-tauri/src/window/page.rs): asks again what the
// first picture asked the last time, so that the answers come while the page is still being put together.
// `first.ts` keeps the questions and takes the answers; the page's own timeline says of both.
(() => {
  try {
    const calls = JSON.parse(localStorage.getItem("retorno.first") ?? "[]");
    const ask = (call) => {
      performance.mark("asked early");
      const answer = window.__TAURI_INTERNALS__.invoke("call", call);
      // Whoever takes it hears of a refusal; perhaps nobody does.
      answer.catch(() => undefined);
      return { call: JSON.stringify(call), answer };
    };
    // `callsMax` of `first.ts`; whoever has written more into the store did not write it here.
    window.retornoFirst = calls.slice(0, 12).map(ask);
  } catch {
    // Without them the page asks by itself, a moment later.
  }
})();
