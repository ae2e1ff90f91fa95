// Rows by the keyboard, choosing several, a department taken over, from a case on to the next one of the list.
// Without it everything works by Tab and mouse.
(function () {
  "use strict";
  const rows = () => Array.from(document.querySelectorAll("[data-rows] tbody tr"));
  const typing = (element) => element && (/^(SELECT|TEXTAREA)$/.test(element.tagName)
    || (element.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(element.type)));
  const rowOf = (element) => (element && element.closest ? element.closest("[data-rows] tbody tr") : null);
  const boxes = () => Array.from(document.querySelectorAll("[data-rows] tbody input[type=checkbox]"));

  function go(step, end) {
    const all = rows();
    if (!all.length) return;
    const here = all.indexOf(rowOf(document.activeElement));
    const to = end ? (step > 0 ? all.length - 1 : 0) : here < 0 ? 0 : Math.min(all.length - 1, Math.max(0, here + step));
    const target = all[to].querySelector("a, button");
    if (target) { target.focus(); all[to].scrollIntoView({ block: "nearest" }); }
  }
  // The list that a case was opened from, for as long as the tab is open; gone with the next login.
  const LIST = "list", BACK = "back-at";
  const addresses = () => rows().map((row) => row.querySelector("a")).filter(Boolean).map((link) => link.pathname);
  const list = () => JSON.parse(sessionStorage.getItem(LIST) || "null");
  function keep() {
    sessionStorage.setItem(LIST, JSON.stringify({ back: location.pathname + location.search, cases: addresses() }));
  }
  function beside() {
    const nav = document.querySelector("[data-beside]"), known = list();
    if (!nav || !known) return;
    const back = nav.querySelector("[data-list]"), steps = nav.querySelector("span");
    back.href = known.back;
    back.addEventListener("click", () => sessionStorage.setItem(BACK, location.pathname));
    const here = known.cases.indexOf(location.pathname);
    if (here < 0) return;
    steps.hidden = false;
    steps.querySelector("[data-place]").textContent = here + 1 + " / " + known.cases.length;
    nav.querySelectorAll("[data-step]").forEach(function (link) {
      const to = known.cases[here + Number(link.dataset.step)];
      if (to) link.href = to;
    });
  }
  function press(selector) {
    const link = document.querySelector("[data-beside] " + selector);
    if (link && link.href) link.click();
    return Boolean(link);
  }
  function arrive() {
    if (document.querySelector(".login")) sessionStorage.clear();
    const at = sessionStorage.getItem(BACK);
    if (at && rows().length) {
      sessionStorage.removeItem(BACK);
      const link = rows().map((row) => row.querySelector("a")).find((each) => each && each.pathname === at);
      if (link) link.focus();
    }
    beside();
  }
  document.addEventListener("DOMContentLoaded", arrive);
  function told() {
    const chosen = boxes().filter((box) => box.checked).length;
    const label = document.querySelector("[data-chosen]");
    if (label) {
      label.dataset.text = label.dataset.text || label.textContent;
      label.textContent = chosen ? label.dataset.text + " " + chosen : label.dataset.text;
    }
    const all = document.querySelector("[data-all]");
    if (all) all.checked = chosen > 0 && chosen === boxes().length;
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const keys = { ArrowDown: [1], j: [1], ArrowUp: [-1], k: [-1], Home: [-1, true], End: [1, true] };
    const steps = { j: "[data-step='1']", k: "[data-step='-1']", u: "[data-list]" };
    if (steps[event.key] && press(steps[event.key])) {
      event.preventDefault();
    } else if (keys[event.key] && rows().length) {
      go(...keys[event.key]);
      event.preventDefault();
    } else if (event.key === " " && rowOf(event.target) && event.target.type !== "checkbox") {
      const box = rowOf(event.target).querySelector("input[type=checkbox]");
      if (box) { box.checked = !box.checked; told(); event.preventDefault(); }
    } else if (event.key === "/") {
      const search = document.getElementById("text");
      if (search) { search.focus(); search.select(); event.preventDefault(); }
    } else if (event.key === "?") {
      const help = document.getElementById("keys");
      if (help) { help.open ? help.close() : help.showModal(); event.preventDefault(); }
    }
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
    if (event.target.type === "checkbox") told();
  });
  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-rows] tbody a");
    if (link && /\/(cases|slips)$/.test(location.pathname)) keep();
    const fill = event.target.closest("[data-fill]");
    if (!fill) return;
    const field = document.getElementById(fill.dataset.fill);
    if (field) { field.value = fill.value; field.focus(); }
  });
})();
