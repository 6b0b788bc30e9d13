
/* The map as it was: circles whose area is the number of projects that stood around there at the end of a period, a slider and a play button. The server sends when each project began and ended once; from then on
   every period is counted and drawn here. */
window.dsiTime = (() => {
  const EDGES = { light: "#ffffff", dark: "#14181d" };
  const STEP_MS = { month: 90, quarter: 220, year: 600 };
  const UNIT_PX = 3.2;
  const CELL_PX = 20;

  /* Of each cell of the map, how many stood for certain and how many perhaps; the same comparison as Standing.at. */
  function count(period, { place, launchedFrom, launchedTo, closedFrom, closedTo }, cell, sure, maybe) {
    sure.fill(0);
    maybe.fill(0);
    for (let i = 0; i < place.length; i++) {
      if (launchedFrom[i] > period || period >= closedTo[i]) continue;
      const certain = launchedTo[i] <= period && period < closedFrom[i];
      (certain ? sure : maybe)[cell[place[i]]] += 1;
    }
  }

  const Circles = L.Layer.extend({
    initialize(data, theme) {
      this.data = data;
      this.edge = EDGES[theme];
    },
    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide dsi-time", map.getPanes().overlayPane);
      map.on("moveend resize", this.place, this);
      this.place();
    },
    onRemove(map) {
      this.canvas.remove();
      map.off("moveend resize", this.place, this);
    },
    /* Put the canvas over the view, and what lies close together at this zoom level into one cell, once for all
       periods. Cells do not move when the map is dragged. */
    place() {
      const map = this._map;
      const size = map.getSize();
      const ratio = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
      Object.assign(this.canvas, { width: size.x * ratio, height: size.y * ratio });
      Object.assign(this.canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
      const corner = map.project(map.containerPointToLatLng([0, 0]));
      const centre = map.getCenter().lng;
      const numbers = new Map();
      this.cells = [];
      this.cell = this.data.latitude.map((latitude, i) => {
        const longitude = this.data.longitude[i];
        const turn = Math.round((centre - longitude) / 360) * 360;
        const { x, y } = map.project([latitude, longitude + turn]);
        const key = `${Math.floor(x / CELL_PX)},${Math.floor(y / CELL_PX)}`;
        if (!numbers.has(key)) numbers.set(key, this.cells.push({ x: 0, y: 0, places: 0 }) - 1);
        const cell = this.cells[numbers.get(key)];
        cell.places += 1;
        cell.x += (x - corner.x - cell.x) / cell.places;
        cell.y += (y - corner.y - cell.y) / cell.places;
        return numbers.get(key);
      });
      this.sure = new Int32Array(this.cells.length);
      this.maybe = new Int32Array(this.cells.length);
      this.size = size;
      this.ratio = ratio;
      this.show(this.period ?? 0);
    },
    show(period) {
      this.period = period;
      count(period, this.data, this.cell, this.sure, this.maybe);
      const context = this.canvas.getContext("2d");
      context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      context.clearRect(0, 0, this.size.x, this.size.y);
      const [certain, perhaps] = this.data.colours;
      this.fill(context, (i) => this.sure[i] + this.maybe[i], perhaps, this.maybe);
      this.fill(context, (i) => this.sure[i], certain, this.sure);
    },
    /* One colour's circles, each on its own so that their edges tell them apart. */
    fill(context, number, colour, wanted) {
      context.fillStyle = colour;
      context.strokeStyle = this.edge;
      context.globalAlpha = 0.9;
      this.cells.forEach(({ x, y }, i) => {
        const radius = UNIT_PX * Math.sqrt(number(i));
        if (!wanted[i] || x < -radius || y < -radius || x > this.size.x + radius || y > this.size.y + radius) return;
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.fill();
        context.stroke();
      });
    },
    total() {
      const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
      return [sum(this.sure), sum(this.maybe)];
    },
  });

  const element = (tag, attributes, ...children) => {
    const node = Object.assign(document.createElement(tag), attributes);
    node.append(...children);
    return node;
  };
  const told = (number) => number.toLocaleString("en-GB");

  /* The bar under the map: play or rest, the slider, and the running numbers. */
  function bar(circles, data) {
    const button = element("button", { type: "button", textContent: "▶", title: "Play" });
    const slider = element("input", { type: "range", min: 0, max: data.periods.length - 1, step: 1 });
    const name = element("strong", {});
    const numbers = element("span", {});
    button.setAttribute("aria-label", "Play");
    slider.setAttribute("aria-label", "Period");
    const [begun, ended, standing] = data.words;
    let timer = 0;
    let due = 0;
    const show = (period) => {
      circles.show(period);
      const [sure, maybe] = circles.total();
      const perhaps = maybe ? ` and perhaps ${told(maybe)} more` : "";
      slider.value = period;
      slider.setAttribute("aria-valuetext", data.periods[period]);
      name.textContent = data.periods[period];
      numbers.textContent =
        `${told(sure)}${perhaps} on the map; ${begun} by then ${told(data.launched[period])}` +
        (ended ? `, ${ended} ${told(data.closed[period])}, ${standing} ${told(data.active[period])}` : "");
      document.body.dataset.frames = `${Number(document.body.dataset.frames ?? 0) + 1}`;
    };
    const rest = () => {
      cancelAnimationFrame(timer);
      timer = 0;
      button.textContent = "▶";
      button.setAttribute("aria-label", "Play");
      document.body.dataset.playing = "no";
    };
    const step = (now) => {
      timer = requestAnimationFrame(step);
      if (now < due) return;
      due = Math.max(due + STEP_MS[data.frequency], now);
      if (circles.period >= data.periods.length - 1) return rest();
      show(circles.period + 1);
    };
    const play = () => {
      if (circles.period >= data.periods.length - 1) show(0);
      button.textContent = "❚❚";
      button.setAttribute("aria-label", "Rest");
      document.body.dataset.playing = "yes";
      due = performance.now() + STEP_MS[data.frequency];
      timer = requestAnimationFrame(step);
    };
    button.addEventListener("click", () => (timer ? rest() : play()));
    slider.addEventListener("input", () => {
      rest();
      show(Number(slider.value));
    });
    const node = element("div", { className: "dsi-player" }, button, slider, name, numbers);
    L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(node);
    return { node, show, rest };
  }

  /* What the server drew is put on the map anew whenever it changes: the bar before it goes with it. */
  function play(map, data, theme) {
    const circles = new Circles(data, theme);
    const player = bar(circles, data);
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => player.node;
    map.dsiTime?.();
    circles.addTo(map);
    control.addTo(map);
    player.show(data.shown);
    map.dsiTime = () => {
      player.rest();
      control.remove();
      circles.remove();
    };
  }

  return { play };
})();
