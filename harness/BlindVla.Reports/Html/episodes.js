// The episode browser: filters, pages, films, the ledgers to download. Everything else on the page is there without it.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const numbers = new Set(data.numbers);
  // Rows of numbers, places in the list of texts, become trials with members of their own.
  data.trials = data.trials.map((row) => Object.fromEntries(row.map((value, i) => [data.fields[i], numbers.has(data.fields[i]) ? value : data.texts[value]])));
  const pageSize = 50;
  const form = document.getElementById("filters");
  const body = document.querySelector("#trials tbody");
  let onPage = [];
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

  // The trials that stand beside each other on the page are one film after another; a pair is one.
  const shown = (trials) => ({ title: trials[0].id, trials: trials.filter((trial) => trial.film), sides: trials.filter((trial) => trial.film).map((trial) => data.sides[trial.side]) });
  const show = (groups, group) => {
    const filmed = groups.filter((trials) => trials.some((trial) => trial.film));
    player(filmed.map(shown), filmed.indexOf(group));
  };

  const picture = (trial, groups, group) => {
    if (!trial.film) return make("small", { textContent: "not filmed" });
    const content = trial.thumbnail ? make("img", { src: trial.thumbnail, alt: "" }) : "film";
    return make("button", { type: "button", className: "thumb", ariaLabel: `Film of ${trial.id} under ${data.sides[trial.side]}`, onclick: () => show(groups(), group) }, content);
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
    film: (trial) => {
      const group = [trial];
      onPage.push(group);
      return make("td", {}, picture(trial, () => onPage, group));
    },
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
    onPage = [];
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

  const mostPairs = 60;
  const pairOf = (pair, pairs) => make("div", { className: "pair" },
    make("span", { className: "label" }, ...id(pair[0]), pair[0].instruction && `: ${pair[0].instruction}`),
    ...pair.map((trial) => make("div", {}, make("div", { textContent: data.sides[trial.side] }), titles.includes("film") ? picture(trial, () => pairs, pair) : "", outcome(trial), ...judged(trial))));

  // The episodes in which only one of two sides succeeded.
  const compare = (first, second) => {
    const finished = (side) => data.trials.filter((trial) => trial.side === side && trial.episode && trial.outcome !== "errored");
    const others = new Map(finished(second).map((trial) => [trial.episode, trial]));
    const pairs = finished(first).filter((trial) => others.has(trial.episode)).map((trial) => [trial, others.get(trial.episode)]);
    const discordant = pairs.filter(([a, b]) => a.outcome !== b.outcome);
    const won = (i) => discordant.filter((pair) => pair[i].outcome === "success").length;
    document.getElementById("pair-count").textContent =
      `Of ${pairs.length} episodes that both carried out, only ${data.sides[first]} succeeded in ${won(0)} and only ${data.sides[second]} in ${won(1)}.`;
    const list = document.getElementById("discordant");
    const show = (from) => {
      list.append(...discordant.slice(from, from + mostPairs).map((pair) => pairOf(pair, discordant)));
      const left = discordant.length - from - mostPairs;
      if (left > 0) {
        const more = make("button", { type: "button", textContent: `${left} more`, onclick: () => { more.remove(); show(from + mostPairs); } });
        list.append(more);
      }
    };
    list.replaceChildren();
    show(0);
  };
  if (document.getElementById("discordant")) {
    compare(...data.pair);
    const choice = document.getElementById("pair");
    if (choice) {
      ["first", "second"].forEach((name, i) => {
        choice.elements[name].append(...data.sides.map((textContent, value) => make("option", { textContent, value: String(value), selected: value === data.pair[i] })));
      });
      choice.oninput = () => compare(Number(choice.elements.first.value), Number(choice.elements.second.value));
    }
  }

  for (const ledger of data.ledgers) {
    if (ledger.csv === undefined) {
      document.getElementById("downloads").append(`${ledger.file} is too large to be carried here. `);
      continue;
    }
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
