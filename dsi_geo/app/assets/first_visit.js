export default function ({ data }) {
  // What a first visit shows is hidden by the style of the page until this says that it is one.
  const name = "dsi-geo-seen";
  try {
    if (data.seen) window.localStorage.setItem(name, "1");
    document.documentElement.toggleAttribute("data-first-visit", !window.localStorage.getItem(name));
  } catch (refused) { /* a browser that keeps nothing would show it at every visit */ }
}
