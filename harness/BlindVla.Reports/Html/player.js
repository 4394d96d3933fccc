// The player of films: one, or those of a pair side by side, frame by frame, with what was asked for and measured below them.
"use strict";
const player = (() => {
  const dialog = document.getElementById("film");
  const part = (name) => dialog.querySelector(`.${name}`);
  const [screens, controls, traces, range, label, play, speed] = ["screens", "controls", "traces", "scrub", "at", "play", "speed"].map(part);
  let playlist = [], at = 0, step = 0, frames = 1, period = 0.2, since = null;

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const draw = (tag, attributes) => {
    const element = document.createElementNS(document.querySelector("svg").namespaceURI, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  // A line for the film, then one for each channel: name, unit, least, greatest, a byte for each frame.
  const read = (text) => {
    if (!text) return null;
    const [head, ...lines] = text.split("\n");
    const [seconds, count, steps] = head.split("|").map(Number);
    const channels = lines.map((line) => {
      const [name, unit, least, greatest, bytes] = line.split("|");
      const values = Array.from(atob(bytes), (letter) => letter.charCodeAt(0)).map((byte) => (byte === 255 ? null : Number(least) + (byte / 254) * (Number(greatest) - Number(least))));
      return { name, unit, values };
    });
    return { period: seconds, frames: count, steps, channels };
  };

  const isVideo = (address) => address.startsWith("data:video/") || address.endsWith(".mp4");
  const videos = () => [...screens.querySelectorAll("video")];
  const stop = () => { since = null; play.textContent = "Play"; };

  const seek = (wanted) => {
    step = Math.max(0, Math.min(frames - 1, wanted));
    range.value = step;
    label.textContent = `frame ${step} of ${frames - 1}, ${(step * period).toFixed(1)} s`;
    for (const video of videos()) video.currentTime = (Math.min(step, video.frames - 1) + 0.5) * period;
    for (const line of traces.querySelectorAll("line")) for (const x of ["x1", "x2"]) line.setAttribute(x, (100 * step) / Math.max(1, frames - 1));
    for (const output of traces.querySelectorAll("output")) {
      output.textContent = output.values.map((values) => values[Math.min(step, values.length - 1)]).map((value) => (value == null ? "-" : value.toPrecision(3))).join(", ");
    }
  };

  // All films follow one clock, so that sides cannot drift apart.
  const tick = (now) => {
    if (since === null || !dialog.open) return;
    const due = Math.floor(((now - since.time) / 1000) * Number(speed.value) / period) + since.step;
    if (due !== step) seek(due);
    if (step < frames - 1) requestAnimationFrame(tick);
    else stop();
  };
  const start = () => {
    if (step >= frames - 1) seek(0);
    since = { time: performance.now(), step };
    play.textContent = "Pause";
    requestAnimationFrame(tick);
  };

  const curves = (trials, read) => {
    const names = [...new Set(read.flatMap((trace) => trace?.channels.map((channel) => channel.name) ?? []))];
    return names.map((name) => {
      const of = read.map((trace) => trace?.channels.find((channel) => channel.name === name));
      const all = of.flatMap((channel) => channel?.values ?? []).filter((value) => value !== null);
      const [least, greatest] = [Math.min(...all), Math.max(...all)];
      const svg = draw("svg", { viewBox: "0 0 100 40", preserveAspectRatio: "none", "aria-hidden": "true" });
      of.forEach((channel, i) => {
        if (!channel) return;
        const points = channel.values.flatMap((value, x) => (value === null ? [] : [`${(100 * x) / Math.max(1, frames - 1)},${37 - (34 * (value - least)) / (greatest - least || 1)}`]));
        svg.append(draw("polyline", { points: points.join(" "), class: `side${trials[i].side % 8}` }));
      });
      svg.append(draw("line", { x1: 0, x2: 0, y1: 0, y2: 40 }));
      const output = make("output", { values: of.map((channel) => channel?.values ?? []) });
      return make("div", { className: "trace" }, make("span", {}, `${name}, ${of.find(Boolean).unit}: `, output), svg);
    });
  };

  const show = () => {
    stop();
    const { title, trials, sides } = playlist[at];
    part("title").textContent = title;
    const known = trials.map((trial) => read(trial.trace));
    period = known.find(Boolean)?.period ?? 0.2;
    frames = Math.max(1, ...known.map((trace) => trace?.frames ?? 1));
    screens.replaceChildren(...trials.map((trial, i) => {
      const words = `Film of ${trial.id} under ${sides[i]}: ${trial.instruction ?? ""}`;
      const film = isVideo(trial.film)
        ? make("video", { src: trial.film, muted: true, playsInline: true, preload: "auto", ariaLabel: words, frames: known[i]?.frames ?? Infinity })
        : make("img", { src: trial.film, alt: words });
      return make("figure", {}, film, make("figcaption", { textContent: `${sides[i]}: ${trial.outcome}` }));
    }));
    for (const video of videos()) {
      video.onloadedmetadata = () => {
        if (video.frames === Infinity) {
          video.frames = Math.round(video.duration / period);
          frames = Math.max(frames, video.frames);
          range.max = frames - 1;
        }
        seek(step);
      };
    }
    controls.hidden = videos().length === 0;
    traces.replaceChildren(...curves(trials, known));
    range.max = frames - 1;
    part("previous").disabled = at === 0;
    part("next").disabled = at === playlist.length - 1;
    seek(0);
  };
  const turn = (by) => { if (playlist[at + by]) { at += by; show(); } };

  play.onclick = () => (since ? stop() : start());
  part("back").onclick = () => { stop(); seek(step - 1); };
  part("on").onclick = () => { stop(); seek(step + 1); };
  range.oninput = () => { stop(); seek(Number(range.value)); };
  speed.onchange = () => { if (since) start(); };
  part("previous").onclick = () => turn(-1);
  part("next").onclick = () => turn(1);
  dialog.onclose = () => { stop(); screens.replaceChildren(); };
  dialog.onkeydown = (event) => {
    if (event.target.matches("select, input")) return;
    const action = { ArrowLeft: () => part("back").click(), ArrowRight: () => part("on").click(), n: () => turn(1), p: () => turn(-1) }[event.key];
    if (action && !event.ctrlKey && !event.metaKey) { event.preventDefault(); action(); }
  };

  // What can be shown: a title, the trials with a film, and the names of their sides; the first to be shown.
  return (films, first) => { playlist = films; at = first; show(); dialog.showModal(); };
})();
