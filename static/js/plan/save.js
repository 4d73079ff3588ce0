// Makes the copies that a reader keeps, and takes them away. keep.js loads this file after a press, or when there are some.
// Kept are the plan, its time, the pages around it and what they load; worker.js answers with them while there is no
// network. Everything is asked for by plain GETs.
(() => {
  const KEPT = "kept-plan";
  const WEEK = 7 * 864e5;
  const HTML = document.documentElement.dataset;
  const script = document.querySelector('script[src*="plan/keep"]').src;
  const root = document.querySelector("[data-plan]");
  const box = document.querySelector("[data-keep]");
  const plan = globalThis.clinicPlan;
  const { worker, saver, pages, preparing, food } = box.dataset;
  const find = (name) => box.querySelector(`[data-keep-${name}]`);

  // A link has a channel behind its code, and the page it shows has an address of its own.
  const main = location.pathname.replace(/^\/+/, "/").replace(/(\/e\/[^/]+).*/i, "$1");
  const canonical = document.querySelector("link[rel=canonical]");
  const addresses = new Set([main, canonical ? new URL(canonical.href).pathname : main, ...pages.split(" ")]);
  // What is known of the copy: when it was made, and for which appointment. Its key is no address of a page.
  const about = `${worker}?${main}`;
  let known = null;

  const moment = (ms) => {
    const part = (options) => new Intl.DateTimeFormat("en-US", { timeZone: root.dataset.zone, ...options }).format(ms);
    return `${part({ month: "long", day: "numeric" })}, ${part({ hour: "numeric", minute: "2-digit" }).toLowerCase().replace(/\s/, "\u00a0")}`;
  };

  // --- Making the copies ---

  const plainly = (words) => ` ${words.replace(/\W+/g, " ").trim()} `;
  const rules = food.split("|").map(plainly).filter((rule) => rule.trim());
  // The innermost lines only: a list is not held back for one of its lines.
  const markFood = (copy) => {
    for (const line of [...copy.querySelectorAll("main :is(li, p, td)")].reverse()) {
      const words = plainly(line.textContent);
      if (!line.querySelector("[data-food]") && rules.some((rule) => words.includes(rule))) line.dataset.food = "";
    }
  };

  // A plan knows by itself which of its rules nobody has checked by their day; the pages around it do not.
  const untilOf = (at) => {
    const days = [...root.querySelectorAll("[data-food][data-hold-from]")].map(({ dataset }) => Date.parse(dataset.holdFrom));
    return Math.min(at + WEEK, ...days);
  };

  const copyOf = (html, address, at) => {
    const copy = new DOMParser().parseFromString(html, "text/html");
    const isPlan = copy.querySelector("[data-plan]");
    copy.documentElement.dataset.keptUntil = isPlan ? at + WEEK : untilOf(at);
    const words = copy.importNode(find("copy").content, true);
    words.querySelector("[data-kept-when]").textContent = moment(at);
    copy.querySelector("main").prepend(words);
    // Of a picture in several sizes only the one that every browser knows is kept.
    copy.querySelectorAll("source").forEach((source) => source.remove());
    copy.querySelectorAll("[srcset]").forEach((picture) => picture.removeAttribute("srcset"));
    if (!isPlan) copy.head.append(Object.assign(copy.createElement("script"), { src: script, defer: true }));
    if (address === preparing) markFood(copy);
    return copy;
  };

  const pageAt = async (address, at, isRenewed) => {
    // What has just been loaded is not asked for again.
    const cache = isRenewed && address === location.pathname ? "force-cache" : "no-cache";
    const answer = await fetch(address, { credentials: "omit", cache });
    const isGone = answer.status === 404 || answer.status === 410;
    if (isGone && address !== main) return { address };
    if (!answer.ok) throw new Error(`${address} answers ${answer.status}.`);
    const copy = copyOf(await answer.text(), address, at);
    const headers = new Headers(answer.headers);
    for (const header of ["content-encoding", "content-length", "etag"]) headers.delete(header);
    const page = new Response(`<!doctype html>${copy.documentElement.outerHTML}`, { headers });
    return { address: new URL(answer.url).pathname, copy, page };
  };

  // What tools.js fetches after a press may be pressed without a network, too.
  const later = Object.values(root.querySelector("[data-plan-tools]").dataset).filter(Boolean);

  const filesOf = (copies) => {
    const loaded = performance.getEntriesByType("resource").filter(({ initiatorType }) => /^(link|script|css|img)$/.test(initiatorType));
    const named = copies.flatMap(({ copy }) => [...copy.querySelectorAll("img, script[src], link[rel=stylesheet], link[rel=icon]")]);
    const files = [...[saver, ...later].map((file) => location.origin + file), ...loaded.map(({ name }) => name), ...named.map(({ src, href }) => src || href)];
    return new Set(files.filter((file) => file.startsWith(`${location.origin}/`)));
  };

  const active = (registration) => new Promise((resolve, reject) => {
    const one = registration.installing ?? registration.waiting ?? registration.active;
    const look = () => {
      if (one.state === "activated") resolve();
      if (one.state === "redundant") reject(one);
    };
    one.addEventListener("statechange", look);
    look();
  });

  const timeNow = () => (plan?.current?.instant ? new Date(plan.current.instant).toISOString() : "");
  const remember = async (at) => {
    known = { at, time: timeNow() };
    await (await caches.open(KEPT)).put(about, new Response(JSON.stringify(known)));
  };

  // Nothing is kept unless all pages came.
  const save = async (isRenewed = false) => {
    const at = Date.now();
    const answers = await Promise.all([...addresses].map((address) => pageAt(address, at, isRenewed)));
    const copies = answers.filter(({ page }) => page);
    const cache = await caches.open(KEPT);
    for (const { address, page } of answers) if (!page) await cache.delete(address);
    // A picture that does not come costs the picture, not the plan.
    await Promise.all([...filesOf(copies)].map((file) => cache.add(file).catch(() => null)));
    await Promise.all(copies.map(({ address, page }) => cache.put(address, page)));
    await Promise.all(copies.map(({ address }) => navigator.serviceWorker.register(worker, { scope: address }).then(active)));
    await remember(at);
  };

  const remove = async () => {
    known = null;
    await caches.delete(KEPT);
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  };

  // --- Buttons ---

  const show = () => {
    for (const name of ["save", "offer"]) find(name).hidden = Boolean(known);
    for (const name of ["remove", "state"]) find(name).hidden = !known;
    if (known) find("when").textContent = moment(known.at);
  };

  const status = find("status");
  const tell = (name) => { status.textContent = status.dataset[name]; };
  let isBusy = false;
  const press = (name, { during, after, act, next }) => find(name).addEventListener("click", async () => {
    if (isBusy) return;
    isBusy = true;
    tell(during);
    const keptBefore = await caches.has(KEPT).catch(() => false);
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
  press("save", { during: "saving", after: "saved", act: () => save(), next: "remove" });
  press("remove", { during: "removing", after: "removed", act: remove, next: "save" });
  root.addEventListener("plan:time", () => { if (known && known.time !== timeNow()) remember(known.at); });

  // --- A plan that is kept already ---

  const start = async () => {
    const kept = await (await caches.match(about, { cacheName: KEPT }))?.json();
    known ??= kept;
    show();
    if (!known) return;
    const isGiven = "planTime" in (history.state ?? {});
    if (!isGiven && Date.parse(known.time) > Date.now() - WEEK) plan?.use?.(known.time);
    // This page came from the network, so the copy can be as new as it is.
    if (!HTML.keptUntil) await save(true);
    show();
  };
  start().catch(() => null);
})();
