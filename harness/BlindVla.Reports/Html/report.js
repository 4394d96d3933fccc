// The episode browser: filters, pages, films, the ledgers to download. Everything else on the page is there without it.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const pageSize = 50;
  const form = document.getElementById("filters");
  const body = document.querySelector("#trials tbody");
  const dialog = document.getElementById("film");
  let page = 0;

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const fill = (name, values) => form.elements[name].append(...values.map((value) => make("option", { value: value.value ?? value, textContent: value.text ?? value })));
  const distinct = (key) => [...new Set(data.trials.map((trial) => trial[key]).filter(Boolean))].sort();
  fill("side", data.sides.map((text, value) => ({ text, value: String(value) })));
  // Not every world has axes or phases.
  const filters = ["axis", "outcome", "phase"].filter((key) => form.elements[key]);
  for (const key of filters) fill(key, distinct(key));

  const show = (trial) => {
    dialog.querySelector("h3").textContent = `${trial.id} · ${data.sides[trial.side]}`;
    const film = dialog.querySelector("img");
    film.src = trial.film;
    film.alt = `Film of ${trial.id}: ${trial.instruction}`;
    dialog.showModal();
  };

  const picture = (trial) => {
    if (!trial.film) return make("small", { textContent: "not filmed" });
    const content = trial.thumbnail ? make("img", { src: trial.thumbnail, alt: "" }) : "film";
    return make("button", { type: "button", className: "thumb", ariaLabel: `Film of ${trial.id} under ${data.sides[trial.side]}`, onclick: () => show(trial) }, content);
  };

  const outcome = (trial) => {
    const seconds = trial.first_success_step ? ` at step ${trial.first_success_step}` : "";
    const detail = trial.phase ?? trial.error ?? (trial.outcome === "success" ? seconds : "");
    return make("span", { className: trial.outcome }, trial.outcome, detail && trial.outcome !== "success" ? `: ${detail}` : detail);
  };

  // What a person said of it, where one did.
  const judged = (trial) => [
    trial.judged_by && `judged by ${trial.judged_by}`,
    trial.note && `"${trial.note}"`,
    trial.redone_because && `did not count before: ${trial.redone_because}`,
  ].filter(Boolean).map((text) => make("small", { className: "judged", textContent: text }));

  // A line may break after each slash of an id.
  const id = (trial) => trial.id.split("/").flatMap((part, i) => (i ? ["/", make("wbr"), part] : [part]));

  const cells = {
    film: (trial) => make("td", {}, picture(trial)),
    episode: (trial) => make("td", {}, ...id(trial)),
    policy: (trial) => make("td", { textContent: data.sides[trial.side] }),
    outcome: (trial) => make("td", {}, outcome(trial), ...judged(trial)),
    instruction: (trial) => make("td", { textContent: trial.instruction }),
  };
  // Not every run has films or instructions.
  const titles = [...document.querySelectorAll("#trials th")].map((title) => title.textContent);
  const columns = titles.map((title) => cells[title]);
  const row = (trial) => make("tr", {}, ...columns.map((cell) => cell(trial)));

  const texts = (trial) => [trial.id, trial.instruction, trial.object, trial.receptacle, trial.table, trial.judged_by, trial.note].filter(Boolean);

  const chosen = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
    return data.trials.filter((trial) =>
      (!wanted.side || String(trial.side) === wanted.side)
      && filters.every((key) => !wanted[key] || trial[key] === wanted[key])
      && words.every((word) => texts(trial).some((text) => text.toLowerCase().includes(word))));
  };

  const draw = () => {
    const trials = chosen();
    const pages = Math.max(1, Math.ceil(trials.length / pageSize));
    page = Math.min(page, pages - 1);
    body.replaceChildren(...trials.slice(page * pageSize, (page + 1) * pageSize).map(row));
    document.getElementById("count").textContent = `${trials.length} of ${data.trials.length} trials`;
    document.getElementById("page").textContent = `page ${page + 1} of ${pages}`;
    document.getElementById("previous").disabled = page === 0;
    document.getElementById("next").disabled = page === pages - 1;
  };

  const turn = (step) => { page += step; draw(); };
  document.getElementById("previous").onclick = () => turn(-1);
  document.getElementById("next").onclick = () => turn(1);
  form.oninput = () => { page = 0; draw(); };
  form.onsubmit = (event) => event.preventDefault();

  for (const pair of data.discordant.map((indices) => indices.map((index) => data.trials[index]))) {
    document.getElementById("discordant").append(make("div", { className: "pair" },
      make("span", { className: "label" }, ...id(pair[0]), pair[0].instruction && `: ${pair[0].instruction}`),
      ...pair.map((trial) => make("div", {}, make("div", { textContent: data.sides[trial.side] }), titles.includes("film") ? picture(trial) : "", outcome(trial), ...judged(trial)))));
  }

  for (const ledger of data.ledgers) {
    document.getElementById("downloads").append(make("button", {
      type: "button",
      textContent: `Download ${ledger.name}`,
      onclick: () => {
        const link = make("a", { href: URL.createObjectURL(new Blob([ledger.csv], { type: "text/csv" })), download: ledger.name });
        link.click();
        URL.revokeObjectURL(link.href);
      },
    }), " ");
  }

  draw();
})();
