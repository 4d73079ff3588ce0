// Keep for offline: after a press, and not before, save.js puts this plan and the pages around it on the phone.
// A saved copy that is a week old holds back what is said about food and drink.
(() => {
  const HTML = document.documentElement.dataset;
  const root = document.querySelector("[data-plan]");

  const holdBack = () => {
    if (!(Date.now() >= HTML.keptUntil)) return;
    document.querySelectorAll("[data-kept-old]").forEach((words) => { words.hidden = false; });
    const plan = globalThis.clinicPlan;
    if (root && plan?.draw) {
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
  if (!box || !globalThis.clinicPlan?.load || !navigator.serviceWorker || !globalThis.caches) return;
  const button = box.querySelector("[data-keep-save]");
  const status = box.querySelector("[data-keep-status]");
  const load = () => clinicPlan.load(box.dataset.saver);
  const press = () => {
    status.textContent = status.dataset.saving;
    load().then(() => button.click(), () => {
      status.textContent = status.dataset.failed;
      wait();
    });
  };
  const wait = () => button.addEventListener("click", press, { once: true });
  caches.has("kept-plan").then((isKept) => {
    box.hidden = false;
    (isKept ? load().catch(wait) : wait());
  }, () => null);
})();
