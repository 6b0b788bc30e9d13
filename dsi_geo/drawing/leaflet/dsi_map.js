/* What the maps of DSI Geo add to Leaflet: an own base map, circles for map clusters and records,
   town names. Text arrives percent-encoded and is set as text, never as markup. */
window.dsiMap = (() => {
  const STYLES = {
    light: { land: "#f6f5f1", border: "#b9b8b0", region: "#dcdad2" },
    dark: { land: "#262b31", border: "#57606a", region: "#3a4149" },
  };
  const REGIONS_FROM_ZOOM = 5;
  const assets = {};
  let theme = "light";

  const element = (tag, className, text) => {
    const node = document.createElement(tag);
    node.className = className;
    node.textContent = text;
    return node;
  };

  const load = (url) => (assets[url] ??= fetch(url).then((answer) => answer.json()));
  load(new URL("countries.json", document.currentScript.src).href);

  const paint = (layer, colour) => layer.setStyle(colour);

  function outlines(map, folder, street) {
    L.control.attribution({ prefix: false }).addAttribution("Natural Earth · GeoNames").addTo(map);
    const renderer = L.canvas({ padding: 0.5, pane: "tilePane" });
    const options = { interactive: false, renderer, pane: "tilePane", smoothFactor: 1 };
    const drawn = { countries: null, regions: null };
    const restyle = () => {
      const colours = STYLES[theme];
      if (drawn.countries) {
        paint(drawn.countries, { color: colours.border, weight: 0.8, fillColor: colours.land, fillOpacity: street ? 0 : 1 });
      }
      if (drawn.regions) paint(drawn.regions, { color: colours.region, weight: 0.7, fill: false });
    };
    map.dsiRestyle = restyle;
    load(new URL(`${folder}/countries.json`, document.baseURI).href).then((data) => {
      drawn.countries = L.geoJSON(data, options).addTo(map);
      restyle();
      drawn.countries.bringToBack();
      regions();
      document.body.dataset.outlines = "drawn";
    });
    const regions = () => {
      if (map.getZoom() < REGIONS_FROM_ZOOM) {
        if (drawn.regions) map.removeLayer(drawn.regions);
      } else if (drawn.regions) {
        drawn.regions.addTo(map);
      } else {
        load(new URL(`${folder}/regions.json`, document.baseURI).href).then((data) => {
          drawn.regions ??= L.geoJSON(data, options);
          if (map.getZoom() >= REGIONS_FROM_ZOOM) drawn.regions.addTo(map);
          restyle();
        });
      }
    };
    map.on("zoomend", regions);
  }

  function setTheme(map, name) {
    theme = name;
    document.body.dataset.theme = name;
    if (map.dsiRestyle) map.dsiRestyle();
  }

  function describe(layer, text) {
    layer.bindTooltip(element("span", "", text), { direction: "top", opacity: 1 });
    layer.on("add", () => {
      const node = layer.getElement();
      if (node) {
        node.setAttribute("role", "button");
        node.setAttribute("aria-label", text);
      }
    });
  }

  function circle(feature, latlng) {
    const { count, diameter, look, label } = feature.properties;
    const icon = L.divIcon({
      className: `dsi-circle dsi-${look}`,
      html: element("span", "", count > 1 ? label : ""),
      iconSize: [diameter, diameter],
    });
    return L.marker(latlng, { icon, keyboard: true, riseOnHover: true });
  }

  function prepare(feature, layer) {
    const { tooltip, bounds, goesIn } = feature.properties;
    describe(layer, decodeURIComponent(tooltip));
    layer.on("keypress", ({ originalEvent }) => {
      if (originalEvent.key === "Enter") layer.fire("click", { latlng: layer.getLatLng() }, true);
    });
    if (goesIn) {
      layer.on("click", (event) => {
        const map = event.target._map;
        map.flyToBounds(bounds, { padding: [48, 48], maxZoom: 18, duration: 0.4 });
      });
    }
  }

  function town(feature, latlng) {
    const icon = L.divIcon({ className: "dsi-town", html: element("span", "", decodeURIComponent(feature.properties.name)), iconSize: null });
    return L.marker(latlng, { icon, interactive: false, keyboard: false, pane: "shadowPane" });
  }

  return { outlines, setTheme, circle, prepare, town };
})();
