// Says in words what allauth's scripts only write to the console when a passkey fails.
(() => {
  const told = document.querySelector("[data-passkey-error]");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    told.hidden = false;
  });
  // Browsers know passkeys for names only, and say nothing that a person could use.
  const isNumbers = /^[\d.]+$|^\[/.test(location.hostname);
  document.querySelector("[data-passkey-nowhere]").hidden = !isNumbers;
})();
