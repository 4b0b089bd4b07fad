(function () {
  var button = document.getElementById("toggle-code");
  function hide(hidden) {
    document.documentElement.classList.toggle("code-hidden", hidden);
    button.textContent = hidden ? "Show code" : "Hide code";
    button.setAttribute("aria-pressed", String(hidden));
  }
  button.addEventListener("click", function () {
    var hidden = !document.documentElement.classList.contains("code-hidden");
    hide(hidden);
    try { localStorage.setItem("tickbook-code", hidden ? "hidden" : "shown"); } catch (e) { /* no storage here */ }
  });
  try { hide(localStorage.getItem("tickbook-code") === "hidden"); } catch (e) { /* no storage here */ }

  var links = document.querySelectorAll("nav a");
  if (!("IntersectionObserver" in window)) return;
  var observer = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      links.forEach(function (link) {
        link.classList.toggle("current", link.hash === "#" + entry.target.id);
      });
    });
  }, { rootMargin: "0px 0px -75% 0px" });
  links.forEach(function (link) {
    var heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) observer.observe(heading);
  });
})();
