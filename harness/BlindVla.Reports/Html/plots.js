// Plots that can be saved, and the matrix that can be sorted. What they show is on the page without this.
"use strict";
(() => {
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const save = (name, address) => make("a", { href: address, download: name }).click();
  const saveBlob = (name, blob) => {
    const address = URL.createObjectURL(blob);
    save(name, address);
    URL.revokeObjectURL(address);
  };

  // What the style sheet says has to stand in the drawing itself where there is none.
  const inherited = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "paint-order", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "display"];
  const standalone = (figure) => {
    const drawn = figure.querySelector(":scope > svg");
    const { width, height } = drawn.getBoundingClientRect();
    const copy = drawn.cloneNode(true);
    const [from, to] = [drawn, copy].map((svg) => [svg, ...svg.querySelectorAll("*")]);
    from.forEach((element, i) => {
      const style = getComputedStyle(element);
      for (const property of inherited) to[i].setAttribute(property, style.getPropertyValue(property));
      to[i].removeAttribute("class");
    });
    const margin = 12;
    copy.setAttribute("x", margin);
    copy.setAttribute("y", margin);
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    const paper = getComputedStyle(document.body).backgroundColor;
    const [w, h] = [Math.ceil(width + 2 * margin), Math.ceil(height + 2 * margin)];
    const text = `<svg xmlns="${drawn.namespaceURI}" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}"><rect width="100%" height="100%" fill="${paper}"/>${new XMLSerializer().serializeToString(copy)}</svg>`;
    return { text, width: w, height: h };
  };

  const saveSvg = (figure) => saveBlob(`${figure.id}.svg`, new Blob([standalone(figure).text], { type: "image/svg+xml" }));

  const savePng = async (figure) => {
    const scale = 2;
    const { text, width, height } = standalone(figure);
    const picture = make("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}` });
    await picture.decode();
    const canvas = make("canvas", { width: scale * width, height: scale * height });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => saveBlob(`${figure.id}.png`, blob));
  };

  const field = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const saveCsv = (figure) => {
    const lines = [...figure.querySelectorAll(".numbers tr")].map((row) => [...row.cells].map((cell) => field(cell.textContent)).join(","));
    saveBlob(`${figure.id}.csv`, new Blob([`${lines.join("\n")}\n`], { type: "text/csv" }));
  };

  for (const figure of document.querySelectorAll("figure.plot")) {
    const button = (words, action) => make("button", { type: "button", textContent: words, onclick: () => action(figure), ariaLabel: `${words} of ${figure.id}` });
    figure.append(make("p", { className: "saves" }, button("Save as SVG", saveSvg), " ", button("PNG", savePng), " ", button("CSV", saveCsv)));
  }

  const matrix = document.getElementById("matrix");
  if (matrix?.querySelector("[data-cost]")) {
    const body = matrix.tBodies[0];
    const order = [...body.rows];
    const cost = (row, column) => Number(row.cells[column].dataset.cost ?? Infinity);
    [...matrix.tHead.rows[0].cells].forEach((head, column) => {
      const button = make("button", { type: "button", className: "sort" }, ...head.childNodes);
      button.onclick = () => {
        const again = head.ariaSort === "ascending" || column === 0;
        for (const other of matrix.tHead.rows[0].cells) other.ariaSort = null;
        if (!again) head.ariaSort = "ascending";
        body.append(...(again ? order : order.toSorted((a, b) => cost(a, column) - cost(b, column))));
      };
      button.title = column === 0 ? "In the first order" : "What costs it most first; again for the first order";
      head.append(button);
    });
  }
})();
