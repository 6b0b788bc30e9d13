/* What the maps of DSI Geo add to Leaflet: an own base map, and on it what the server drew of one
   view. What it drew arrives as JSON; every text in it is set as text, never as markup. */
window.dsiMap = (() => {
  const STYLES = {
    light: { land: "#f6f5f1", border: "#b9b8b0", region: "#dcdad2", edge: "#ffffff", accent: "#0b6e69" },
    dark: { land: "#262b31", border: "#57606a", region: "#3a4149", edge: "#14181d", accent: "#4fc3b8" },
  };
  const STREETS = {
    light: { name: "#4b4a47", halo: "#ffffff", square: "#f4eedb", kerb: "#b9b3a0" },
    dark: { name: "#c3c8cd", halo: "#14181d", square: "#3d4145", kerb: "#62686e" },
  };
  const REGIONS_FROM_ZOOM = 5;
  const DEEPEST_STREETS = 19; // where those of OpenStreetMap's servers end
  const LANGUAGE = "en"; // of names in vector tiles that have several; a place without one in it keeps its own
  const CLOSE_PX = 14; // a press this near to the first corner closes the area
  const LEAST_TOUCHED_PX = 24; // WCAG 2.5.8: around a smaller circle an empty margin takes clicks, too
  const assets = {};
  let theme = "light";

  const load = (url) => (assets[url] ??= fetch(url).then((answer) => answer.json()));
  // A map that is a file of its own, or a notebook's, brings the shapes that it needs.
  const folder = window.dsiShapes ? "" : new URL(".", document.currentScript.src || document.baseURI).href;
  const shapes = (level) =>
    window.dsiShapes ? Promise.resolve(window.dsiShapes[level] ?? { features: [] }) : load(`${folder}${level}.json`);
  shapes("countries");

  const element = (tag, className, text) => {
    const node = document.createElement(tag);
    node.className = className;
    node.textContent = text;
    return node;
  };

  /* Leaflet focuses the map when it is pressed; where a part of it is off the screen, the page around it
     would scroll away under the pointer, and the press would be no click. */
  function stayInPlace(map) {
    const container = map.getContainer();
    container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
  }

  /* The component waits a quarter of a second before it tells the server where the map is. Here it is told
     at once, in the component's own words, so that it finds nothing new to tell when it has waited. */
  function tell(map) {
    const known = window.__GLOBAL_DATA__;
    if (!known || window.map !== map) return;
    const { lat_lng_clicked, last_object_clicked_count, last_active_drawing } = known;
    const value = {
      last_clicked: lat_lng_clicked,
      last_object_clicked_count,
      last_active_drawing,
      bounds: map.getBounds(),
      zoom: map.getZoom(),
      center: map.getCenter(),
    };
    if (JSON.stringify(value) === JSON.stringify(known.previous_data)) return;
    known.previous_data = value;
    window.Streamlit.setComponentValue(value);
  }

  /* The address of the page around the map names its view. Here and not by the server: that would send the whole
     query string back, and so undo what was clicked since it was asked. */
  function nameInAddress(map, parameter) {
    const page = window.parent;
    const { pathname } = page.location;
    const put = () => {
      const address = new URL(page.location.href);
      const { lat, lng } = map.getCenter().wrap();
      const value = `${lat.toFixed(5)},${lng.toFixed(5)},${map.getZoom()}`;
      if (address.pathname !== pathname || address.searchParams.get(parameter) === value) return;
      address.searchParams.set(parameter, value);
      page.history.replaceState(page.history.state, "", address);
    };
    map.on("moveend", put);
    put();
    // What the server writes into the query string, it writes with the view that it knew.
    page.navigation?.addEventListener("currententrychange", put);
    addEventListener("pagehide", () => page.navigation?.removeEventListener("currententrychange", put));
  }

  /* The component gives the map the size that the server assumed; the style of the page around it has given the
     frame another one. */
  function fillFrame(map) {
    const { style } = map.getContainer();
    let centre = map.getCenter();
    // Leaflet moves the centre by the rest of a pixel whenever the size changes.
    const keepCentre = () => map.setView(centre, map.getZoom(), { reset: true });
    [style.width, style.height] = ["100%", "100vh"];
    map.invalidateSize({ animate: false, pan: false });
    keepCentre();
    map.on("resize", keepCentre);
    map.on("moveend", () => { centre = map.getCenter(); });
  }

  /* The operator's own street map lies over the outlines, which are seen beyond its box and its zoom levels. To whom its
     data are owed is set as text. */
  function streets(map, credits, { url, vector, least, most, box, attribution }) {
    const bounds = L.latLngBounds(box);
    const isWorld = bounds.getEast() - bounds.getWest() >= 360;
    const options = { pane: "streets", maxZoom: Math.max(DEEPEST_STREETS, most), bounds: isWorld ? undefined : bounds };
    map.createPane("streets").style.zIndex = 220;
    map.options.minZoom ??= 0; // else the map could go no further out than the archive
    if (!isWorld) clip(map, "streets", bounds);
    if (attribution) credits.addAttribution(element("span", "", attribution).innerHTML);
    if (!vector) {
      L.tileLayer(url, { ...options, minZoom: least, maxNativeZoom: most }).addTo(map);
      return () => {};
    }
    let layer;
    return () => {
      layer?.remove();
      // It takes the tiles of the level above, which it draws at twice their size.
      layer = vectorStreets({ ...options, url, minZoom: least && least + 1, maxDataZoom: most }).addTo(map);
    };
  }

  /* Tiles reach beyond the box of their archive, where they are empty. */
  function clip(map, pane, bounds) {
    const place = () => {
      const { x: west, y: north } = map.latLngToLayerPoint(bounds.getNorthWest());
      const { x: east, y: south } = map.latLngToLayerPoint(bounds.getSouthEast());
      const corners = [[west, north], [east, north], [east, south], [west, south]];
      map.getPane(pane).style.clipPath = `polygon(${corners.map(([x, y]) => `${x}px ${y}px`)})`;
    };
    map.on("viewreset zoomend", place);
    place();
  }

  /* Protomaps' own colours of the theme, with squares that are told from the land and names that can be read. */
  function vectorStreets(options) {
    const { name, halo, square, kerb } = STREETS[theme];
    const layer = protomapsL.leafletLayer({ ...options, flavor: theme, attribution: "" });
    const buildings = layer.paintRules.findIndex(({ dataLayer }) => dataLayer === "buildings");
    layer.paintRules.splice(buildings, 0, {
      dataLayer: "landuse",
      symbolizer: new protomapsL.PolygonSymbolizer({ fill: square, stroke: kerb, width: 1 }),
      filter: (zoom, { props }) => props.kind === "pedestrian",
    });
    const parts = ["roads_label_minor", "roads_label_major", "ocean_label", "state_label", "country_label", "city_label"];
    const colours = Object.fromEntries(parts.flatMap((part) => [[part, name], [`${part}_halo`, halo]]));
    layer.labelRules = protomapsL.labelRules(colours, LANGUAGE);
    layer.clearLayout();
    return layer;
  }

  function outlines(map, street, { parameter, box, closest, fills, tiles } = {}) {
    stayInPlace(map);
    if (fills) fillFrame(map);
    if (box) map.fitBounds(box, { padding: [24, 24], maxZoom: closest, animate: false });
    map.on("moveend", () => tell(map));
    if (parameter) nameInAddress(map, parameter);
    const credits = L.control.attribution({ prefix: false }).addAttribution("Natural Earth · GeoNames").addTo(map);
    const restyleStreets = tiles && streets(map, credits, unpack(tiles));
    const renderer = L.canvas({ padding: 0.5, pane: "tilePane" });
    const options = { interactive: false, renderer, pane: "tilePane", smoothFactor: 1 };
    const styles = {
      countries: () => ({ color: STYLES[theme].border, weight: 0.8, fillColor: STYLES[theme].land, fillOpacity: street ? 0 : 1 }),
      regions: () => ({ color: STYLES[theme].region, weight: 0.7, fill: false }),
    };
    const drawn = {};
    map.dsiRestyle = () => {
      Object.entries(drawn).forEach(([level, { layer }]) => layer.setStyle(styles[level]()));
      restyleStreets?.();
    };
    map.createPane("areas").style.zIndex = 250;
    const start = (level, { features }) => {
      drawn[level] ??= { layer: L.geoJSON(null, { ...options, style: () => styles[level]() }), waiting: features };
      addInView();
    };
    /* Areas are added when they first come into view: those of the whole world would take a while to prepare,
       and again at every zoom. */
    const addInView = () => {
      const view = map.getBounds().pad(renderer.options.padding);
      for (const area of Object.values(drawn)) {
        const isNear = ({ bbox: [west, south, east, north] }) => view.intersects([[south, west], [north, east]]);
        const near = area.waiting.filter(isNear);
        area.waiting = area.waiting.filter((feature) => !isNear(feature));
        near.forEach((feature) => area.layer.addData(feature));
        if (near.length && area === drawn.countries) area.layer.bringToBack();
      }
    };
    shapes("countries").then((data) => {
      start("countries", data);
      drawn.countries.layer.addTo(map).bringToBack();
      regions();
      document.body.dataset.outlines = "drawn";
    });
    const regions = () => {
      if (map.getZoom() < REGIONS_FROM_ZOOM) {
        if (drawn.regions) map.removeLayer(drawn.regions.layer);
      } else if (drawn.regions) {
        drawn.regions.layer.addTo(map);
      } else {
        shapes("regions").then((data) => {
          start("regions", data);
          if (map.getZoom() >= REGIONS_FROM_ZOOM) drawn.regions.layer.addTo(map);
        });
      }
    };
    map.on("moveend", addInView);
    map.on("zoomend", regions);
  }

  function setTheme(map, name) {
    if (theme === name && document.body.dataset.theme) return;
    theme = name;
    document.body.dataset.theme = name;
    map.dsiRestyle?.();
  }

  function describe(layer, text) {
    layer.bindTooltip(() => element("span", "", text), { direction: "top", opacity: 1 });
    layer.on("add", () => {
      const node = layer.getElement?.();
      node?.setAttribute("role", "button");
      node?.setAttribute("aria-label", text);
    });
    layer.on("keypress", ({ originalEvent }) => {
      if (originalEvent.key === "Enter") layer.fire("click", { latlng: layer.getLatLng() }, true);
    });
  }

  const goIn = (bounds) => (event) =>
    event.target._map.flyToBounds(bounds, { padding: [48, 48], maxZoom: 18, duration: 0.3 });

  function circle([lat, lng, size, label, look, ring, bounds, goesIn, tooltip]) {
    const span = element("span", "", label);
    const touched = Math.max(size, LEAST_TOUCHED_PX);
    const icon = L.divIcon({ className: `dsi-circle dsi-${look}`, html: span, iconSize: [touched, touched] });
    // A map that moves to what has the focus is drawn anew, and Tab would begin again with the first circle.
    const marker = L.marker([lat, lng], { icon, keyboard: true, riseOnHover: true, autoPanOnFocus: false });
    marker.feature = { type: "Feature", properties: { bounds, goesIn } };
    marker.on("add", () => {
      const { style } = marker.getElement();
      style.setProperty("--ring", ring);
      style.setProperty("--margin", `${(touched - size) / 2}px`);
      const isInView = marker._map.getBounds().contains(marker.getLatLng());
      marker.getElement().tabIndex = isInView ? 0 : -1;
    });
    describe(marker, tooltip);
    if (goesIn) marker.on("click", goIn(bounds));
    return marker;
  }

  function town([lat, lng, name]) {
    const icon = L.divIcon({ className: "dsi-town", html: element("span", "", name), iconSize: null });
    return L.marker([lat, lng], { icon, interactive: false, keyboard: false, pane: "shadowPane" });
  }

  function hexagon([corners, colour, tooltip]) {
    const style = { color: STYLES[theme].edge, weight: 0.6, fillColor: colour, fillOpacity: 0.8, pane: "areas" };
    const cell = L.polygon(corners, style);
    cell.feature = { type: "Feature", properties: { goesIn: true } };
    cell.bindTooltip(() => element("span", "", tooltip), { sticky: true, opacity: 1 });
    return cell;
  }

  function areas(group, { level, values }) {
    shapes(level).then((data) => {
      const features = data.features.filter((feature) => values[feature.properties.code]);
      const style = ({ properties }) => ({
        color: STYLES[theme].edge, weight: 0.8, fillColor: values[properties.code][0], fillOpacity: 0.85, pane: "areas",
      });
      const prepare = ({ properties }, layer) => {
        layer.bindTooltip(() => element("span", "", values[properties.code][1]), { sticky: true, opacity: 1 });
        layer.on("click", (event) => goIn(layer.getBounds())(event));
      };
      L.geoJSON({ type: "FeatureCollection", features }, { style, onEachFeature: prepare }).addTo(group);
      document.body.dataset.areas = `${features.length}`;
    });
  }

  /* Each request is followed once, also when the map is loaded again. */
  function focus(map, { token, lat, lng, zoom }) {
    if (Number(sessionStorage.dsiFocused ?? 0) >= token) return;
    sessionStorage.dsiFocused = token;
    map.flyTo([lat, lng], zoom, { duration: 0.4 });
  }

  /* A visitor draws an area: every press is a corner, the first corner once more or Enter is the end, Escape gives
     up. It is told to the server in the component's own words, as a shape that was drawn. */
  function draw(map, number) {
    if (Number(sessionStorage.dsiDrawn ?? 0) >= number) return;
    sessionStorage.dsiDrawn = number;
    map.dsiGiveUp?.();
    const corners = [];
    const sheet = element("div", "dsi-sheet", "");
    sheet.append(element("p", "", "Press the corners of the area; the first one again to finish. Escape gives up."));
    sheet.firstChild.setAttribute("role", "status");
    const line = L.polygon([], { color: STYLES[theme].accent, weight: 2, dashArray: "4 5", fillOpacity: 0.08, interactive: false }).addTo(map);
    const first = L.circleMarker([0, 0], { radius: 6, color: STYLES[theme].accent, weight: 2, fillColor: "#fff", fillOpacity: 1, interactive: false });
    const end = () => {
      sheet.remove();
      line.remove();
      first.remove();
      removeEventListener("keydown", press, true);
      map.doubleClickZoom.enable();
      map.dsiGiveUp = undefined;
    };
    const finish = () => {
      if (corners.length < 3) return;
      end();
      const ring = corners.map(({ lat, lng }) => [lat, lng]);
      const known = window.__GLOBAL_DATA__;
      if (!known) return;
      known.last_active_drawing = { type: "Feature", properties: { number, corners: ring } };
      tell(map);
    };
    const press = (event) => {
      if (event.key === "Escape") end();
      if (event.key === "Enter") finish();
    };
    sheet.addEventListener("click", (event) => {
      const at = map.mouseEventToLatLng(event);
      const near = corners.length > 2 && map.latLngToContainerPoint(corners[0]).distanceTo(map.latLngToContainerPoint(at)) < CLOSE_PX;
      if (near) return finish();
      corners.push(at);
      line.setLatLngs(corners);
      first.setLatLng(corners[0]).addTo(map);
    });
    L.DomEvent.disableClickPropagation(sheet);
    map.doubleClickZoom.disable();
    map.getContainer().append(sheet);
    addEventListener("keydown", press, true);
    map.dsiGiveUp = end;
    map.getContainer().focus();
  }

  const add = (group, make) => (rows) => rows.forEach((row) => make(row).addTo(group));

  /* Everything that the server drew of one view; see drawing/web_map.py for what each part holds. */
  function show(map, group, drawn) {
    setTheme(map, drawn.theme);
    const accent = STYLES[theme].accent;
    if (drawn.around) {
      const { lat, lng, radius } = drawn.around;
      const style = { color: accent, weight: 2, dashArray: "6 6", fillColor: accent, fillOpacity: 0.06, interactive: false };
      L.circle([lat, lng], { ...style, radius }).addTo(group);
      L.circleMarker([lat, lng], { ...style, radius: 4, fillOpacity: 1, dashArray: null }).addTo(group);
    }
    for (const corners of drawn.selected ?? []) {
      const style = { color: accent, weight: 2, dashArray: "4 5", fill: false, interactive: false };
      (corners.length === 2 ? L.rectangle(corners, style) : L.polygon(corners, style)).addTo(group);
    }
    if (drawn.areas) areas(group, drawn.areas);
    if (drawn.time) dsiTime.play(map, drawn.time, theme);
    add(group, hexagon)(drawn.hexagons);
    add(group, town)(drawn.towns);
    add(group, circle)(drawn.circles);
    if (drawn.chosen) {
      const icon = L.divIcon({ className: "dsi-chosen", iconSize: [34, 34] });
      L.marker(drawn.chosen, { icon, interactive: false, keyboard: false }).addTo(group);
    }
    if (drawn.focus) focus(map, drawn.focus);
    if (drawn.draw) draw(map, drawn.draw);
    document.body.dataset.drawn = `${Number(document.body.dataset.drawn ?? 0) + 1}`;
  }

  /* A map without a server: the circles of every zoom level are there, those in view are drawn. */
  function alone(levels, [lat, lng, zoom], themeName) {
    const map = L.map("map", { minZoom: 1, maxZoom: levels.length, worldCopyJump: true, attributionControl: false }).setView([lat, lng], zoom);
    L.control.scale().addTo(map);
    drawAlone(map, levels, themeName, false);
  }

  function drawAlone(map, levels, themeName, street) {
    outlines(map, street);
    let group = L.featureGroup().addTo(map);
    const redraw = () => {
      const box = map.getBounds().pad(0.2);
      const circles = levels[map.getZoom() - 1].filter(([north, east]) => box.contains([north, east]));
      map.removeLayer(group);
      group = L.featureGroup().addTo(map);
      show(map, group, { theme: themeName, circles, hexagons: [], towns: [] });
    };
    map.on("moveend", redraw);
    redraw();
  }

  /* Below a map in a notebook: what it is of, what the colours mean, and sentences. */
  function legend(map, { title, entries, sentences }) {
    const box = element("footer", "dsi-legend", "");
    box.append(element("strong", "", title));
    for (const [colour, words] of entries) {
      const entry = element("span", "", words);
      entry.style.setProperty("--colour", colour);
      box.append(entry);
    }
    sentences.forEach((sentence) => box.append(element("p", "", sentence)));
    map.getContainer().after(box);
    box.parentElement.classList.add("dsi-alone");
    map.invalidateSize({ animate: false });
  }

  const unpack = (packed) =>
    JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0))));

  return {
    outlines,
    show: (map, group, packed) => show(map, group, unpack(packed)),
    alone: (packed) => {
      const { levels, view, theme: themeName } = unpack(packed);
      alone(levels, view, themeName);
    },
    within: (map, packed) => {
      const { levels, theme: themeName, street, about } = unpack(packed);
      drawAlone(map, levels, themeName, street);
      legend(map, about);
    },
  };
})();
