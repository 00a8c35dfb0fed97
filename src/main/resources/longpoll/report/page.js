// Reads out the values of a chart under the pointer, or with the arrow keys. The page is complete without it.
(function () {
  "use strict";
  document.querySelectorAll("figure[data-chart]").forEach(function (figure) {
    var source = figure.querySelector("script[type='application/json']");
    if (!source) {
      return;
    }
    var data = JSON.parse(source.textContent);
    var live = figure.querySelector(".live");
    var box = document.createElement("div");
    box.className = "readout";
    box.hidden = true;
    figure.appendChild(box);

    figure.querySelectorAll("svg.chart").forEach(function (svg) {
      var cursor = svg.querySelector(".cursor");
      var left = Number(svg.dataset.left);
      var right = Number(svg.dataset.right);
      // A chart in rows goes from top to bottom, with the middle of each row in its own units.
      var rows = svg.dataset.rows ? svg.dataset.rows.split(" ").map(Number) : null;
      var last = data.x.length - 1;
      var at = -1;
      svg.setAttribute("tabindex", "0");

      function hide() {
        box.hidden = true;
        cursor.style.visibility = "hidden";
      }

      function show(index, aloud) {
        at = index;
        var x = rows ? 0 : left + data.at[index] * (right - left);
        if (rows) {
          cursor.setAttribute("y", rows[index] - cursor.getAttribute("height") / 2);
        } else {
          cursor.setAttribute("x1", x);
          cursor.setAttribute("x2", x);
        }
        cursor.style.visibility = "visible";
        box.textContent = "";
        var heading = document.createElement("b");
        heading.textContent = data.x[index];
        box.appendChild(heading);
        var spoken = data.x[index];
        data.lines.forEach(function (line) {
          if (line.y[index] !== null) {
            var row = document.createElement("div");
            row.textContent = line.label + ": " + line.y[index];
            box.appendChild(row);
            spoken += "; " + row.textContent;
          }
        });
        if (aloud) {
          live.textContent = spoken;
        }
        box.hidden = false;
        var outer = figure.getBoundingClientRect();
        var inner = svg.getBoundingClientRect();
        var scale = inner.width / svg.viewBox.baseVal.width;
        if (rows) {
          box.style.left = Math.max(0, inner.left - outer.left + inner.width - box.offsetWidth) + "px";
          box.style.top = inner.top - outer.top + (rows[index] + cursor.getAttribute("height") / 2) * scale + 4 + "px";
          return;
        }
        var place = inner.left - outer.left + x * scale;
        var flip = place + 14 + box.offsetWidth > outer.width;
        box.style.left = Math.max(0, flip ? place - 14 - box.offsetWidth : place + 14) + "px";
        box.style.top = inner.top - outer.top + 34 + "px";
      }

      function nearest(event) {
        var inner = svg.getBoundingClientRect();
        if (rows) {
          var y = (event.clientY - inner.top) * svg.viewBox.baseVal.height / inner.height;
          return rows.reduce(function (best, row, i) {
            return Math.abs(row - y) < Math.abs(rows[best] - y) ? i : best;
          }, 0);
        }
        var x = (event.clientX - inner.left) * svg.viewBox.baseVal.width / inner.width;
        var place = (x - left) / (right - left);
        var low = 0;
        var high = data.at.length - 1;
        while (high - low > 1) {
          var middle = (low + high) >> 1;
          if (data.at[middle] < place) {
            low = middle;
          } else {
            high = middle;
          }
        }
        return place - data.at[low] < data.at[high] - place ? low : high;
      }

      svg.addEventListener("pointermove", function (event) {
        show(nearest(event), false);
      });
      svg.addEventListener("pointerleave", hide);
      svg.addEventListener("blur", hide);
      svg.addEventListener("keydown", function (event) {
        var step = event.shiftKey ? 10 : 1;
        var back = at < 0 ? last : at - step;
        var next = (rows
          ? { ArrowDown: at + step, ArrowUp: back, Home: 0, End: last }
          : { ArrowRight: at + step, ArrowLeft: back, Home: 0, End: last })[event.key];
        if (next !== undefined) {
          event.preventDefault();
          show(Math.max(0, Math.min(last, next)), true);
        } else if (event.key === "Escape") {
          hide();
        }
      });
    });
  });

  // Without a script every table is open, so that nothing is missing from a print; with one the long ones are folded.
  document.querySelectorAll("details").forEach(function (details) { details.open = false; });

  // A print shows every table; afterwards the page is as it was.
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (details) { details.open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (details) { details.open = false; });
  });
})();
