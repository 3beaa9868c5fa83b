// Light or dark: as the device has it, until somebody chooses; the choice is kept where the browser allows it.
"use strict";
(function () {
  const root = document.documentElement;
  function kept() {
    try { return localStorage.getItem("theme"); } catch (refused) { return null; }
  }
  function keep(theme) {
    try { localStorage.setItem("theme", theme); } catch (refused) { root.dataset.kept = "no"; }
  }
  const before = kept();
  if (before === "light" || before === "dark") root.dataset.theme = before;
  document.addEventListener("DOMContentLoaded", function () {
    const button = document.getElementById("theme");
    button.hidden = false;
    button.addEventListener("click", function () {
      const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = isDark ? "light" : "dark";
      keep(root.dataset.theme);
    });
  });
})();
