// Call card: while the clinic is closed, the number for then stands first, here and in the bar above. 911 and 988 stay.
(() => {
  const words = document.querySelector("[data-closed]");
  if (!words) return;
  const { hours, zone } = words.closest("[data-hours]").dataset;
  const night = words.closest("li");
  const day = night.previousElementSibling;
  const bar = document.querySelector(".urgent__entry--clinic a");

  const isOpen = () => {
    const now = new Date().toLocaleString("en-GB", { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit" });
    const [, weekday, hour, minute] = /(\w+)\W+(\d+):(\d+)/.exec(now);
    const at = hour * 60 + +minute;
    return JSON.parse(hours).some(([on, from, to]) => "MonTueWedThuFriSatSun".indexOf(weekday) === on * 3 - 3 && from <= at && at < to);
  };

  const arrange = () => {
    words.hidden = isOpen();
    const [first, second] = words.hidden ? [day, night] : [night, day];
    if (first.nextElementSibling !== second) second.before(first);
    if (!bar) return;
    const phone = first.querySelector("a");
    bar.href = phone.href;
    bar.lastElementChild.textContent = phone.textContent;
  };

  // A phone that wakes up shows the page of hours ago.
  document.addEventListener("visibilitychange", arrange);
  arrange();
})();
