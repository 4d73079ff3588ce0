// No typing is lost: asks before it sends, sends once, and warns before it leaves. The copy in the browser is drafts.js.
(() => {
  const PATIENCE = 15_000; // ms to wait for the site before saying so

  // Asks, before the form is sent, whether its sender is still signed in, and takes the token of today's session.
  function keepTyping(form) {
    const drafts = editorDrafts(form);
    const refusals = {
      out: form.querySelector("[data-editor-signed-out]"),
      other: form.querySelector("[data-editor-somebody-else]"),
      silent: form.querySelector("[data-editor-no-answer]"),
    };
    let state = "waits";

    async function ask() {
      try {
        const page = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(PATIENCE) });
        if (page.status >= 500) return "silent";
        const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
        const token = fresh.querySelector(`#${form.id} [name=csrfmiddlewaretoken]`);
        if (!token) return "out";
        if ((fresh.querySelector("[data-typing]")?.dataset.account ?? "") !== drafts.account) return "other";
        form.querySelector("[name=csrfmiddlewaretoken]").value = token.value;
        return "";
      } catch {
        return "silent";
      }
    }

    form.addEventListener("submit", async (event) => {
      if (state === "sends") {
        // This is the form itself, on its way; what comes after it is a second click.
        state = "sent";
        setTimeout(() => { if (state === "sent") state = "waits"; }, PATIENCE);
        return;
      }
      event.preventDefault();
      if (state !== "waits") return;
      state = "asks";
      const refusal = await ask();
      for (const [name, words] of Object.entries(refusals)) words.hidden = name !== refusal;
      if (!refusal) await drafts.send();
      state = refusal ? "waits" : "sends";
      if (!refusal) form.requestSubmit(event.submitter);
    });
    addEventListener("beforeunload", (event) => {
      if (state === "waits" && drafts.isChanged()) event.preventDefault();
    });
    // Back from the next page, the form may be sent again.
    addEventListener("pageshow", () => { state = "waits"; });
  }

  for (const editor of document.querySelectorAll("[data-editor]")) keepTyping(editor.closest("form"));
})();
