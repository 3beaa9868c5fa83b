// Swaps in the parts of the page that changed, as the server sends them; says so when nothing is heard any more.
"use strict";
(function () {
  const LATE_MS = 5000, AGAIN_MS = 2000, FULL_MS = 30000, TURN_MS = 12000;
  const body = document.body, main = document.querySelector("main"), link = document.getElementById("link");
  let at = body.dataset.at, source = null, heard = Date.now(), age = 0, opened = 0, isFull = false;

  function clock(ms) {
    return new Date(ms).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  }

  function show() {
    const isLost = Date.now() - heard > LATE_MS;
    link.hidden = !(isLost || age);
    body.classList.toggle("old", !link.hidden);
    if (isLost) link.textContent = isFull ? body.dataset.full : body.dataset.lost.replace("{time}", clock(heard));
    else if (age) link.textContent = body.dataset.stale.replace("{seconds}", String(age));
    const beat = document.getElementById("heard");
    if (beat) beat.textContent = isLost ? "" : body.dataset.live.replace("{time}", clock(heard));
  }

  function hear() { heard = Date.now(); isFull = false; show(); }

  function take(message) {
    const news = JSON.parse(message.data);
    let before = null;
    for (const id of news.order) {
      let section = document.getElementById("part-" + id);
      if (!section) {
        section = document.createElement("section");
        section.id = "part-" + id;
      }
      if (id in news.parts) {
        const open = Array.from(section.querySelectorAll("details"), (one) => one.open);
        section.innerHTML = news.parts[id];  // made by the server's templates, where every text was escaped
        section.querySelectorAll("details").forEach((one, n) => { one.open = Boolean(open[n]); });
      }
      const there = before ? before.nextSibling : main.firstChild;
      if (there !== section) main.insertBefore(section, there);
      before = section;
    }
    while (before && before.nextSibling) before.nextSibling.remove();
    if (!before) main.textContent = "";
    at = news.at;
    body.dataset.at = at;
    hear();
  }

  function connect() {
    if (source) source.close();
    opened = Date.now();
    source = new EventSource(body.dataset.events + "?at=" + encodeURIComponent(at));
    source.addEventListener("page", take);
    source.addEventListener("beat", function (message) { age = Number(message.data); hear(); });
    source.addEventListener("full", function () { isFull = true; source.close(); setTimeout(() => location.reload(), FULL_MS); });
  }

  function watch() {
    show();
    // A wait of its own for each phone: three hundred do not come back in the same moment.
    if (!isFull && Date.now() - heard > LATE_MS && Date.now() - opened > AGAIN_MS + Math.random() * AGAIN_MS) connect();
  }

  function turn() {
    const sheets = Array.from(main.children);
    if (!sheets.length) return;
    let now = sheets.findIndex((one) => one.classList.contains("on"));
    if (now >= 0 && sheets[now].scrollTop + sheets[now].clientHeight < sheets[now].scrollHeight - 8) {
      sheets[now].scrollTop += sheets[now].clientHeight * 0.9;
      return;
    }
    sheets.forEach((one) => one.classList.remove("on"));
    sheets[(now + 1) % sheets.length].classList.add("on");
    sheets[(now + 1) % sheets.length].scrollTop = 0;
  }

  connect();
  setInterval(watch, 1000);
  if (body.classList.contains("wall")) {
    body.classList.add("turning");
    turn();
    setInterval(turn, TURN_MS);
    setInterval(function () { if (!main.querySelector(".on")) turn(); }, 500);
  }
})();
