// Tells who else has the page open, when a newer version came, and when its reader is no longer signed in.
// It asks only while the page is seen, at addresses that do not count as work of its reader.
(() => {
  const EVERY = 10_000; // ms

  function watch(place) {
    const form = document.querySelector("[data-editor]").closest("form");
    const part = (name) => place.querySelector(`[data-presence-${name}]`);
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    const { account, presenceUrl, tokenUrl } = place.dataset;
    let timer = 0;
    let known = "";

    function sent(fields) {
      const body = new FormData();
      for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token.value, ...fields })) body.set(name, value);
      return { method: "POST", body, headers: { Accept: "application/json" } };
    }
    async function freshToken() {
      const response = await fetch(tokenUrl, { headers: { Accept: "application/json" } });
      if (response.status === 200) {
        const answer = await response.json();
        if (String(answer.account) === account) token.value = answer.token;
        tell({ status: 200, account: answer.account });
        return String(answer.account) === account;
      }
      tell({ status: response.status });
      return false;
    }
    async function look() {
      clearTimeout(timer);
      if (document.hidden) return;
      timer = setTimeout(look, EVERY);
      try {
        if (!presenceUrl) {
          await freshToken();
          return;
        }
        const base = () => ({ base_version: form.querySelector("[name=base_version]")?.value ?? "" });
        let response = await fetch(presenceUrl, sent(base()));
        // Signed in again in another tab: this form has the token of the session before.
        if (response.status === 403 && (await freshToken())) response = await fetch(presenceUrl, sent(base()));
        if (response.status === 200) tell({ status: 200, ...(await response.json()) });
        else if (response.status === 401) tell({ status: 401 });
      } catch {
        // Without an answer there is nothing new to tell; saving says so itself.
      }
    }

    function tell({ status, account: who, others = [], newer = null }) {
      part("out").hidden = status !== 401;
      part("changed").hidden = status !== 200 || String(who) === account;
      if (status !== 200) return;
      part("others").hidden = others.length === 0;
      part("others").replaceChildren(...others.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
      // Read out when somebody comes or goes, not every minute.
      const names = others.map((words) => words.split(" opened ")[0]).join(", ");
      if (names !== known) part("said").textContent = others.join(" ");
      known = names;
      part("newer").hidden = !newer;
      if (newer && part("words").textContent !== newer.words) part("words").textContent = newer.words;
      if (newer) part("link").href = newer.url;
    }

    document.addEventListener("visibilitychange", look);
    addEventListener("pageshow", (event) => { if (event.persisted) look(); });
    addEventListener("pagehide", () => {
      clearTimeout(timer);
      if (presenceUrl) fetch(presenceUrl, { ...sent({ left: "1" }), keepalive: true }).catch(() => {});
    });
    look();
  }

  for (const place of document.querySelectorAll("[data-typing]")) watch(place);
})();
