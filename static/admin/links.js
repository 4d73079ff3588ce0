// Links for e-mails: copy buttons, previews that follow the choices, and printing. Without this file the fields can be
// copied by hand, and "Show it so" loads the page anew.
(() => {
  const WAIT = 300; // ms after the last key

  // --- Copying ---------------------------------------------------------------------------------

  const said = document.querySelector("[data-copy-said]");

  function tell(button, words) {
    said.textContent = "";
    // A screen reader says the same words again only when they were away for a moment.
    setTimeout(() => { said.textContent = words; }, 50);
    const before = (button.dataset.words ??= button.textContent.trim());
    button.textContent = words;
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { button.textContent = before; }, 3000);
  }

  async function copy(field, isRich) {
    const text = field.value;
    if (isRich) {
      const parts = { "text/html": new Blob([text], { type: "text/html" }), "text/plain": new Blob([text], { type: "text/plain" }) };
      return navigator.clipboard.write([new ClipboardItem(parts)]);
    }
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Plain http: browsers then have only the old way.
    field.select();
    if (!document.execCommand("copy")) throw new Error("refused");
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    try {
      await copy(field, "copyRich" in button.dataset);
      tell(button, "Copied.");
    } catch {
      field.focus();
      field.select();
      tell(button, "Press Ctrl+C (Mac: Cmd+C).");
    }
  });

  function show(place) {
    for (const button of place.querySelectorAll("[data-copy]")) {
      button.hidden = "copyRich" in button.dataset && !(navigator.clipboard && globalThis.ClipboardItem);
    }
  }

  show(document);

  // --- Previews --------------------------------------------------------------------------------

  const form = document.querySelector("[data-wording]");
  let timer = 0;
  let asking = null;

  async function follow() {
    asking?.abort();
    const mine = (asking = new AbortController());
    const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const page = form.dataset.page + (chosen.size ? `?${chosen}` : "");
    let fresh;
    try {
      const answer = await fetch(page, { signal: mine.signal, headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error("no page");
      fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      if (!mine.signal.aborted) form.querySelector("[data-wording-show]").hidden = false;
      return;
    }
    history.replaceState(null, "", page);
    for (const old of document.querySelectorAll("[data-live]")) {
      const other = fresh.getElementById(old.id);
      if (!other) continue;
      const own = document.adoptNode(other);
      show(own);
      old.replaceWith(own);
    }
  }

  if (form) {
    // The page may be the answer to a form that was sent to another address.
    form.dataset.page = form.getAttribute("action") || location.pathname;
    form.querySelector("[data-wording-show]").hidden = true;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(follow, WAIT);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      follow();
    });
  }

  // What somebody chose stays chosen when another form of the page is sent: what is copied next has the fields too.
  document.querySelector("[data-builder]")?.addEventListener("submit", (event) => {
    if (event.target === form || !location.search) return;
    // Without the attribute of its own, a button says the address of the page.
    const own = event.submitter?.hasAttribute("formaction");
    const to = new URL(own ? event.submitter.formAction : event.target.action, location.href);
    to.search = location.search;
    if (own) event.submitter.formAction = to.href;
    else event.target.action = to.href;
  });

  // --- Printing --------------------------------------------------------------------------------

  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => globalThis.print());
  }
})();
