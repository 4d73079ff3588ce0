// Whom to call now: while the clinic is closed, the number for then stands in the bar above, and first in the call card where
// a page has one. 911 and 988 stay.
(() => {
  const bar = document.querySelector(".urgent[data-hours]");
  if (!bar) return;
  const { hours, zone, night, nightHref } = bar.dataset;
  const link = bar.querySelector(".urgent__entry--clinic a");
  const { href } = link;
  const number = link.lastElementChild;
  const day = number.textContent;
  const words = document.querySelector("[data-closed]");
  const entry = words?.closest("li");
  const before = entry?.previousElementSibling;

  const isOpen = () => {
    const now = new Date().toLocaleString("en-GB", { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit" });
    const [, weekday, hour, minute] = /(\w+)\W+(\d+):(\d+)/.exec(now);
    const at = hour * 60 + +minute;
    return JSON.parse(hours).some(([on, from, to]) => "MonTueWedThuFriSatSun".indexOf(weekday) === on * 3 - 3 && from <= at && at < to);
  };

  const arrange = () => {
    const open = isOpen();
    link.href = open ? href : nightHref;
    number.textContent = open ? day : night;
    if (!words) return;
    words.hidden = open;
    const [first, second] = open ? [before, entry] : [entry, before];
    if (first.nextElementSibling !== second) second.before(first);
  };

  // A phone that wakes up shows the page of hours ago.
  document.addEventListener("visibilitychange", arrange);
  arrange();
})();
