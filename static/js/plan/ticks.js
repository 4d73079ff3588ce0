// Ticks on the steps of a visit plan, kept on this phone only. tools.js loads this file after a press, or when there are some.
(() => {
  const KEY = "visit-plan-ticks";
  const LONGEST = 60 * 24 * 60 * 60 * 1000; // nobody needs the ticks of a visit 60 days later
  const { root, tools, words, button, tell } = clinicPlan.tools;
  const steps = [...root.querySelectorAll("[data-step]")].filter((step) => !step.hasAttribute("data-appointment"));

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY));
    } catch {
      return null;
    }
  };

  const keep = () => {
    const done = steps.filter((step) => step.querySelector("[data-tick]")?.checked).map((step) => step.id);
    localStorage.setItem(KEY, JSON.stringify({ page: location.pathname, version: root.dataset.version, on: Date.now(), done }));
  };

  const mark = (step, box) => step.classList.toggle("plan__step--done", box.checked);

  const addBox = (step, done) => {
    const label = words.querySelector("[data-tick-label]").cloneNode(true);
    const box = label.querySelector("[data-tick]");
    const what = step.querySelector("[data-step-words]");
    label.querySelector("[data-tick-words]").textContent = (what.querySelector("strong") ?? what).textContent.trim();
    box.checked = done.includes(step.id);
    box.addEventListener("change", () => {
      mark(step, box);
      keep();
    });
    mark(step, box);
    step.append(label);
  };

  const showTicks = (done) => {
    button(tools, "tick").hidden = true;
    button(tools, "forget").hidden = false;
    steps.forEach((step) => addBox(step, done));
    root.dispatchEvent(new Event("change"));
  };

  const startTicks = () => {
    try {
      keep();
    } catch {
      return tell(tools, "refused");
    }
    showTicks([]);
    tell(tools, "ticks");
    button(tools, "forget").focus();
  };

  const forgetTicks = () => {
    localStorage.removeItem(KEY);
    steps.forEach((step) => {
      step.querySelector("[data-tick-label]")?.remove();
      step.classList.remove("plan__step--done");
    });
    button(tools, "tick").hidden = false;
    button(tools, "tick").focus();
    button(tools, "forget").hidden = true;
    tell(tools, "forgotten");
  };

  const goOn = () => {
    const kept = read();
    if (!kept) return;
    if (Date.now() - kept.on > LONGEST) return localStorage.removeItem(KEY);
    if (kept.page !== location.pathname) return;
    if (kept.version === root.dataset.version) return showTicks(kept.done);
    // Its steps may be others now: a tick beside the wrong one would be worse than none.
    localStorage.removeItem(KEY);
    tell(tools, "changed");
  };

  button(tools, "tick").addEventListener("click", startTicks);
  button(tools, "forget").addEventListener("click", forgetTicks);
  goOn();
})();
