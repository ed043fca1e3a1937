// Everything here is a convenience: without it every page works the same.
"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const field = $("#q");
  const typing = (element) => element && (/^(input|textarea|select)$/i.test(element.tagName) || element.isContentEditable);

  // j and k go from paper to paper, / goes to the search.
  let current = -1;
  const step = (by) => {
    const papers = [...document.querySelectorAll(".entry")];
    if (!papers.length) return;
    const focused = papers.findIndex((each) => each.contains(document.activeElement));
    current = Math.min(Math.max((focused < 0 ? current : focused) + by, 0), papers.length - 1);
    papers.forEach((each, number) => each.classList.toggle("current", number === current));
    const link = $("h2 a, h3 a", papers[current]);
    link.focus({ preventScroll: true });
    papers[current].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target === field) { field.blur(); return; }
    if (typing(event.target)) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/" && field) { event.preventDefault(); field.focus(); field.select(); }
  });

  // Search as you type: the page that pressing Enter would show takes the place of this one.
  const said = $("#said");
  let waiting = 0, asked = 0, stop = null, searching = location.pathname === "/papers" && !!field && !!field.value;
  const show = async () => {
    const text = field.value.trim();
    if (!text || text === $("h1")?.dataset.searched) return;
    const mine = ++asked;
    stop?.abort();
    stop = new AbortController();
    const address = "/papers?q=" + encodeURIComponent(text);
    try {
      const answer = await fetch(address, { signal: stop.signal });
      if (answer.status >= 500 || answer.status === 429) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== asked) return;
      $("main").replaceChildren(...$("main", page).childNodes);
      document.title = page.title;
      document.querySelectorAll(".masthead [aria-current]").forEach((each) => each.removeAttribute("aria-current"));
      history[searching ? "replaceState" : "pushState"](null, "", address);
      searching = true;
      shown = here();
      current = -1;
      $("h1").dataset.searched = text;
      said.textContent = ($(".note.wrong") || $(".counted"))?.textContent || "";
      offerCopies();
    } catch (error) {
      if (error.name !== "AbortError") field.form.requestSubmit();
    }
  };
  field?.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 180); });
  const here = () => location.pathname + location.search;
  let shown = here();
  addEventListener("popstate", () => { if (here() !== shown) location.reload(); });  // not for a mere #place

  // Papers by mail come at nine where their reader is, if the browser tells.
  for (const zone of document.querySelectorAll("[data-zone]")) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";

  // What is to be copied gets a button for it.
  const offerCopies = () => {
    for (const place of document.querySelectorAll(".copy")) {
      if (!navigator.clipboard || $(".copier", place)) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copier";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText($("code, pre", place).textContent.trim());
        button.textContent = "Copied";
        said.textContent = "Copied";
      });
      place.append(button);
    }
  };
  offerCopies();
})();
