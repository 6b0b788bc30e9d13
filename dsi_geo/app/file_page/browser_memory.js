export default function ({ data, setStateValue }) {
  const name = "dsi-geo-columns";
  const most = 50;
  let kept = {};
  try {
    kept = JSON.parse(window.localStorage.getItem(name) || "{}");
    const all = Object.entries({ ...kept, ...JSON.parse(data.write) });
    kept = Object.fromEntries(all.slice(-most));
    window.localStorage.setItem(name, JSON.stringify(kept));
  } catch (refused) { /* a browser may keep nothing, or something else */ }
  if (JSON.stringify(kept) !== data.known) setStateValue("kept", JSON.stringify(kept));
}
