// Symptom clock: from the time the drip ended to "call us if it is still there after 9:40 pm".
// Without this script the page says it in hours. The time stays in this tab: it is not sent and not stored. tools.js shows the
// form, and loads this file when it is sent for the first time, or when the tab knows a time.
(() => {
  const MINUTE = 60_000;
  const clock = document.querySelector("[data-symptoms]");
  const form = clock.querySelector("form");
  const times = clinicPlan;
  const { zone } = times.tools.root.dataset;
  const { day, time } = form.elements;
  const told = form.querySelector("[role=status]");
  const words = clock.querySelector("template").content;

  // The day is said unless it is today.
  const said = (at) => (times.day(at, zone) === times.day(Date.now(), zone) ? times.clock : times.when)(at, zone);

  const show = () => {
    const ended = history.state?.dripEnded;
    if (!ended) return;
    clock.querySelectorAll("[data-minutes]").forEach((line) => {
      const at = ended + line.dataset.minutes * MINUTE;
      const isOver = Date.now() >= at;
      const call = line.querySelector("strong");
      call.textContent = words.querySelector(isOver ? "[data-now]" : "[data-later]").textContent.replace("{time}", said(at));
      call.classList.toggle("symptoms__call--now", isOver);
    });
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const ended = time.value && times.momentOf({ days: -day.value, clock: time.value }, { instant: Date.now(), zone }).at;
    const fault = !ended ? "missing" : ended > Date.now() ? "early" : "";
    time.setAttribute("aria-invalid", Boolean(fault));
    told.textContent = told.dataset[fault || "done"].replace("{time}", said(ended));
    if (fault) return time.focus();
    // Going back, or loading again, still knows it.
    history.replaceState({ ...history.state, dripEnded: ended }, "");
    show();
  });

  show();
  setInterval(show, MINUTE);
  document.addEventListener("visibilitychange", show);
})();
