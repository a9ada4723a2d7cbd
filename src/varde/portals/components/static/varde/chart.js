// Draws every figure[data-chart] on its page with uPlot from the JSON beside it. The table in the figure holds the same
// values, so nothing is lost without this file. Values outside green are always drawn, however dense the series is.
(() => {
  "use strict";
  const PRINT = { ink: "#1b2a33", quiet: "#5b6670", line: "#d5d1c6", zones: ["#5b6670", "#1b6b43", "#7a5200", "#a3221b"] };
  const oslo = (options) => new Intl.DateTimeFormat("nb-NO", { timeZone: "Europe/Oslo", ...options });
  const asDay = oslo({ day: "numeric", month: "numeric" });
  const asYear = oslo({ day: "numeric", month: "numeric", year: "numeric" });
  const asTime = oslo({ hour: "2-digit", minute: "2-digit" });
  const words = ["Vet ikke", "Som vanlig", "Følg med", "Trenger hjelp"];
  const drawn = new Map();
  let printing = false;

  const palette = () => {
    if (printing) return PRINT;
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      ink: read("--ds-color-neutral-text-default"),
      quiet: read("--ds-color-neutral-text-subtle"),
      line: read("--ds-color-neutral-border-subtle"),
      zones: [
        read("--ds-color-neutral-border-strong"),
        read("--ds-color-success-text-subtle"),
        read("--ds-color-warning-text-subtle"),
        read("--ds-color-danger-text-subtle"),
      ],
    };
  };

  const span = (data) => {
    const all = [...data.values, ...(data.values2 || [])].filter((value) => value !== null);
    if (data.baseline !== null) all.push(data.baseline);
    for (const [, low, high] of data.bands) for (const edge of [low, high]) if (edge !== null) all.push(edge);
    const low = Math.min(...all);
    const high = Math.max(...all);
    const air = Math.max((high - low) * 0.1, 0.5);
    return [low - air, high + air];
  };

  const bands = (data) => (u) => {
    const { ctx, bbox } = u;
    const colours = palette();
    ctx.save();
    for (const [zone, low, high] of data.bands) {
      const top = high === null ? bbox.top : Math.max(u.valToPos(high, "y", true), bbox.top);
      const bottom = low === null ? bbox.top + bbox.height : Math.min(u.valToPos(low, "y", true), bbox.top + bbox.height);
      ctx.globalAlpha = 0.13;
      ctx.fillStyle = colours.zones[zone];
      ctx.fillRect(bbox.left, top, bbox.width, Math.max(bottom - top, 0));
    }
    ctx.restore();
  };

  const level = (data) => (u) => {
    if (data.baseline === null) return;
    const { ctx, bbox } = u;
    const y = u.valToPos(data.baseline, "y", true);
    ctx.save();
    ctx.strokeStyle = palette().quiet;
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  };

  const flags = (data) => (u) => {
    const { ctx, bbox } = u;
    const colours = palette();
    ctx.save();
    ctx.font = `${12 * devicePixelRatio}px sans-serif`;
    ctx.lineWidth = devicePixelRatio;
    for (const [at, text] of data.events) {
      const x = u.valToPos(at, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.strokeStyle = colours.quiet;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const width = ctx.measureText(text).width;
      const left = x + width + 6 > bbox.left + bbox.width ? x - width - 5 * devicePixelRatio : x + 5 * devicePixelRatio;
      ctx.fillStyle = colours.ink;
      ctx.fillText(text, left, bbox.top + 12 * devicePixelRatio);
    }
    ctx.restore();
  };

  const mark = (ctx, shape, x, y, r) => {
    ctx.beginPath();
    if (shape === "device") {
      ctx.moveTo(x, y - r * 1.25);
      ctx.lineTo(x + r * 1.25, y);
      ctx.lineTo(x, y + r * 1.25);
      ctx.lineTo(x - r * 1.25, y);
      ctx.closePath();
      ctx.fill();
    } else if (shape === "remeasured") {
      ctx.moveTo(x - r, y - r);
      ctx.lineTo(x + r, y + r);
      ctx.moveTo(x + r, y - r);
      ctx.lineTo(x - r, y + r);
      ctx.stroke();
    } else {
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.fill();
    }
  };

  const points = (data) => (u) => {
    const { ctx } = u;
    const colours = palette();
    const dense = data.at.length > u.bbox.width / (4 * devicePixelRatio);
    ctx.save();
    ctx.lineWidth = 2.5 * devicePixelRatio;
    for (const series of [data.values, data.values2]) {
      if (!series) continue;
      series.forEach((value, i) => {
        const zone = data.zones[i];
        if (value === null || (dense && zone === 1)) return;
        ctx.fillStyle = ctx.strokeStyle = colours.zones[zone];
        const r = (zone > 1 ? 4.5 : 3) * devicePixelRatio;
        mark(ctx, data.markers[i], u.valToPos(data.at[i], "x", true), u.valToPos(value, "y", true), r);
      });
    }
    ctx.restore();
  };

  const number = (value, decimals) =>
    value.toLocaleString("nb-NO", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

  const readout = (data, line) => (u) => {
    const i = u.cursor.idx;
    if (i === null || i === undefined) return;
    const moment = new Date(data.at[i] * 1000);
    const pair = data.values2 && data.values2[i] !== null ? `/${number(data.values2[i], data.decimals)}` : "";
    const value = number(data.values[i], data.decimals);
    line.textContent = `${asYear.format(moment)} kl. ${asTime.format(moment)}: ${value}${pair} ${data.unit} · ${words[data.zones[i]]}`;
  };

  const options = (data, width, line) => {
    const colours = palette();
    const axis = { stroke: colours.quiet, grid: { stroke: colours.line, width: 1 }, ticks: { show: false }, font: "13px sans-serif" };
    const years = data.ends - data.starts > 300 * 86400;
    const pen = { stroke: colours.quiet, width: 1.25, spanGaps: true, points: { show: false } };
    return {
      width,
      height: Math.round(Math.min(260, Math.max(190, width * 0.5))),
      legend: { show: false },
      cursor: { y: false, points: { size: 9 }, drag: { x: false, y: false } },
      scales: { x: { time: true, range: () => [data.starts, data.ends] }, y: { range: () => span(data) } },
      axes: [
        {
          ...axis,
          space: 56,
          size: 32,
          values: (u, splits, i, space, step) =>
            splits.map((at) => {
              const moment = new Date(at * 1000);
              return step < 86400 ? asTime.format(moment) : (years ? asYear : asDay).format(moment);
            }),
        },
        { ...axis, size: 44, space: 22, incrs: data.decimals ? undefined : [1, 2, 5, 10, 20, 50, 100], values: (u, splits) => splits.map((value) => number(value, value % 1 ? 1 : 0)) },
      ],
      series: [{}, pen, ...(data.values2 ? [pen] : [])],
      hooks: { drawClear: [bands(data), level(data)], draw: [points(data), flags(data)], setCursor: [readout(data, line)] },
    };
  };

  const draw = (figure) => {
    const place = figure.querySelector(".chart-drawing");
    const source = figure.querySelector("script[type='application/json']");
    if (!place || !source) return;
    const data = JSON.parse(source.textContent);
    const line = figure.querySelector(".chart-readout") || document.createElement("p");
    line.className = "chart-readout quiet small";
    line.setAttribute("aria-hidden", "true");
    drawn.get(figure)?.destroy();
    place.replaceChildren();
    const width = Math.max(place.clientWidth, 240);
    const columns = [data.at, data.values, ...(data.values2 ? [data.values2] : [])];
    drawn.set(figure, new uPlot(options(data, width, line), columns, place));
    place.after(line);
  };

  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const plot = drawn.get(target);
      const width = target.querySelector(".chart-drawing")?.clientWidth;
      if (plot && width && Math.abs(plot.width - width) > 2) plot.setSize({ width, height: plot.height });
    }
  });

  const drawAll = (within) => {
    for (const figure of within.querySelectorAll("figure[data-chart]")) {
      if (drawn.has(figure)) continue;
      draw(figure);
      watch.observe(figure);
    }
  };
  const again = () => [...drawn.keys()].forEach(draw);

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  addEventListener("beforeprint", () => { printing = true; again(); });
  addEventListener("afterprint", () => { printing = false; again(); });
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target.parentElement || document));
  drawAll(document);
})();
