// Rows by the keyboard, choosing several, a department taken over. Without it everything works by Tab and mouse.
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
    const keys = { ArrowDown: [1], ArrowUp: [-1], Home: [-1, true], End: [1, true] };
    if (keys[event.key] && rows().length) {
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
    const fill = event.target.closest("[data-fill]");
    if (!fill) return;
    const field = document.getElementById(fill.dataset.fill);
    if (field) { field.value = fill.value; field.focus(); }
  });
})();
