// Keep for offline: after a press, and not before, save.js puts this plan, its time and the pages around it on the phone.
// A saved copy says so; when it is a week old, it holds back what is said about food and drink. "Remove" ends it all.
(() => {
  const HTML = document.documentElement.dataset;
  const root = document.querySelector("[data-plan]");
  const plan = (globalThis.clinicPlan ??= {});

  const holdBack = () => {
    if (!(Date.now() >= HTML.keptUntil)) return;
    document.querySelectorAll("[data-kept-old]").forEach((words) => { words.hidden = false; });
    if (root && plan.draw) {
      if ("holdFood" in root.dataset) return;
      root.dataset.holdFood = "";
      plan.draw();
    } else {
      const instead = document.querySelector("[data-kept-instead]").dataset.keptInstead;
      document.querySelectorAll("[data-food]").forEach((line) => { line.textContent = instead; });
    }
  };
  document.addEventListener("visibilitychange", holdBack);
  holdBack();

  const box = document.querySelector("[data-keep]");
  if (!root || !box || !navigator.serviceWorker || !globalThis.caches) return;
  const find = (name) => box.querySelector(`[data-keep-${name}]`);
  const main = location.pathname.replace(/(\/e\/[^/]+).*/i, "$1");
  const keep = (plan.keep = { script: document.currentScript.src, cache: "kept-plan", week: 7 * 864e5, box, root, main, find });
  // What is known of the copy: when it was made, and for which appointment. Its key is no address of a page.
  const about = `${box.dataset.worker}?${main}`;
  let known = null;

  keep.moment = (ms) => {
    const part = (options) => new Intl.DateTimeFormat("en-US", { timeZone: root.dataset.zone, ...options }).format(ms);
    return `${part({ month: "long", day: "numeric" })}, ${part({ hour: "numeric", minute: "2-digit" }).toLowerCase().replace("\u202f", " ")}`;
  };

  const show = () => {
    for (const name of ["save", "offer"]) find(name).hidden = Boolean(known);
    for (const name of ["remove", "state"]) find(name).hidden = !known;
    if (known) find("when").textContent = keep.moment(known.at);
  };

  const timeNow = () => (plan.current?.instant ? new Date(plan.current.instant).toISOString() : "");
  const remember = async (at) => {
    known = { at, time: timeNow() };
    await (await caches.open(keep.cache)).put(about, new Response(JSON.stringify(known)));
  };

  // The code that makes copies is loaded by those who want one.
  const save = async (isRenewed) => {
    if (!keep.copies) {
      await new Promise((resolve, reject) => {
        document.head.append(Object.assign(document.createElement("script"), { src: box.dataset.saver, onload: resolve, onerror: reject }));
      });
    }
    await remember(await keep.copies(isRenewed));
  };

  const remove = async () => {
    known = null;
    await caches.delete(keep.cache);
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  };

  const status = find("status");
  const tell = (name) => { status.textContent = status.dataset[name]; };
  let isBusy = false;
  const press = (name, during, after, act, next) => find(name).addEventListener("click", async () => {
    if (isBusy) return;
    isBusy = true;
    tell(during);
    const keptBefore = await caches.has(keep.cache).catch(() => false);
    try {
      await act();
      tell(after);
      show();
      find(next).focus();
    } catch {
      if (!keptBefore) await remove().catch(() => null);
      tell("failed");
    }
    isBusy = false;
  });
  press("save", "saving", "saved", save, "remove");
  press("remove", "removing", "removed", remove, "save");

  const start = async () => {
    known = (await (await caches.match(about, { cacheName: keep.cache }))?.json()) ?? null;
    box.hidden = false;
    show();
    root.addEventListener("plan:time", () => { if (known && known.time !== timeNow()) remember(known.at); });
    if (!known) return;
    const isGiven = "planTime" in (history.state ?? {});
    if (!isGiven && Date.parse(known.time) > Date.now() - keep.week) plan.use?.(known.time);
    // This page came from the network, so the copy can be as new as it is.
    if (!HTML.keptUntil) await save(true);
    show();
  };
  start().catch(() => null);
})();
