namespace Tests.Shared;

public static class PagePixels
{
    // One screenshot shows several charts.
    private const int WindowHeight = 2000;

    // The background of a chart, and at most the area below one line.
    private const double MinShare = 0.4;

    // Title, numbers and grid alone exceed the rest.
    private const double MaxShare = 0.985;

    // Two touching lines of 2 pixels, and the circle of a median, are smaller.
    private const double MaxBlock = 12;

    // The circles of two medians without a line.
    private const int MinDrawn = 80;

    // Lines are opaque. Bands, areas and marks are translucent: their pixels have other colours.
    // The chart area is where the grid is.
    private const string Script = """
        (async (screenshot, begin) => {
          const image = new Image();
          image.src = 'data:image/png;base64,' + screenshot;
          await image.decode();
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.width, image.height];
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          const channels = colour => [colour >> 16, colour >> 8 & 255, colour & 255];
          const isNear = (one, other) =>
            channels(one).every((channel, index) => Math.abs(channel - channels(other)[index]) <= 32);
          const read = box => {
            const density = devicePixelRatio;
            const [left, top] = [Math.ceil(box.left * density), Math.ceil(box.top * density)];
            const [width, height] = [Math.floor(box.right * density) - left, Math.floor(box.bottom * density) - top];
            const bytes = context.getImageData(left, top, width, height).data;
            const colours = new Int32Array(width * height);
            for (let at = 0; at < colours.length; at++)
              colours[at] = bytes[4 * at] << 16 | bytes[4 * at + 1] << 8 | bytes[4 * at + 2];
            return { width, colours };
          };
          const count = colours => {
            const counts = new Map();
            for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
            return counts;
          };
          const areaOf = svg => {
            const boxes = [...svg.querySelectorAll('.grid, .axis')].map(part => part.getBoundingClientRect())
              .filter(box => Math.max(box.width, box.height) > 40);
            const [lefts, tops] = [boxes.map(box => box.left), boxes.map(box => box.top)];
            const [rights, bottoms] = [boxes.map(box => box.right), boxes.map(box => box.bottom)];
            // A line at the edge lies beyond it by half its width.
            return {
              left: Math.min(...lefts) - 2, top: Math.min(...tops) - 2,
              right: Math.max(...rights) + 2, bottom: Math.max(...bottoms) + 2,
            };
          };
          const blockOf = ({ width, colours }, inks) => {
            const sides = new Int32Array(colours.length);
            let largest = 0;
            for (let at = 0; at < colours.length; at++) {
              if (!inks.has(colours[at])) continue;
              const neighbours = [at - 1, at - width, at - width - 1];
              const isInside = at % width > 0 && at >= width
                && neighbours.every(other => colours[other] === colours[at]);
              sides[at] = isInside ? 1 + Math.min(...neighbours.map(other => sides[other])) : 1;
              largest = Math.max(largest, sides[at]);
            }
            return largest;
          };
          const svgs = [...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 0 && svg.querySelector('rect > title') === null);
          const charts = [];
          for (const svg of svgs.slice(begin)) {
            const frame = svg.getBoundingClientRect();
            if (frame.bottom > innerHeight) break;
            const whole = read(frame), area = read(areaOf(svg)), counts = count(area.colours);
            const lines = [...svg.querySelectorAll('path.line')].map(line => {
              const [red, green, blue] = getComputedStyle(line).stroke.match(/\d+/g).map(Number);
              return { name: line.querySelector('title')?.textContent ?? '', ink: red << 16 | green << 8 | blue };
            });
            const inks = new Set(lines.map(line => line.ink));
            const sum = numbers => numbers.reduce((total, number) => total + number, 0);
            const drawn = new Map([...inks].map(ink =>
              [ink, sum([...counts].map(([colour, pixels]) => isNear(colour, ink) ? pixels : 0))]));
            charts.push({
              name: svg.getAttribute('aria-label'),
              share: Math.max(...count(whole.colours).values()) / whole.colours.length,
              block: blockOf(area, inks) / devicePixelRatio,
              drawn: sum([...drawn.values()]),
              lines: Object.fromEntries(lines.map(line => [line.name, drawn.get(line.ink)])),
            });
          }
          return charts;
        })
        """;

    /// <param name="width">In CSS pixels.</param>
    /// <returns>Of each chart its name, the share of the most frequent colour, the side of the largest opaque block in
    /// CSS pixels, and the pixels of its lines in the chart area.</returns>
    public static async Task<IReadOnlyList<JsonNode>> ReadAsync(BrowserPage page, int width, int density, bool isPhone)
    {
        await page.ResizeAsync(width, WindowHeight, density, isPhone);
        const string Seen =
            "[...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 0 && svg.querySelector('rect > title') === null)";
        int count = (int)(await page.EvaluateAsync($"{Seen}.length"))!;
        List<JsonNode> charts = [];
        while (charts.Count < count)
        {
            await page.EvaluateAsync($"{Seen}[{charts.Count}].scrollIntoView({{ behavior: 'instant' }})");
            string screenshot = await page.PictureAsync();
            JsonNode read = (await page.EvaluateAsync($"({Script})('{screenshot}', {charts.Count})"))!;
            read.AsArray().Count.ShouldBeGreaterThan(0, $"chart {charts.Count} at {width} pixels exceeds the window");
            charts.AddRange(read.AsArray().Select(chart => chart!));
        }

        return charts;
    }

    /// <summary>
    /// Tests the charts with lines, not heat maps and bars, in a window of 390 pixels as a phone, and in one of 1280.
    /// </summary>
    /// <returns>Charts with only a background, or with lines that cover it as one block.</returns>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(BrowserPage page, int pictures)
    {
        List<string> problems = [];
        foreach ((int width, int density, bool isPhone) in new[] { (390, 2, true), (1280, 1, false) })
        {
            IReadOnlyList<JsonNode> charts = await ReadAsync(page, width, density, isPhone);
            charts.Count.ShouldBe(pictures, $"at {width} pixels");
            problems.AddRange(charts.SelectMany(ProblemsOf).Select(problem => $"at {width} pixels {problem}"));
        }

        return problems;
    }

    private static IEnumerable<string> ProblemsOf(JsonNode chart)
    {
        double share = (double)chart["share"]!;
        if (share is < MinShare or > MaxShare)
        {
            string found = share.ToString("0.###", CultureInfo.InvariantCulture);
            yield return $"{chart["name"]}: the most frequent colour has {found} of the pixels";
        }

        double block = (double)chart["block"]!;
        if (block > MaxBlock)
        {
            string side = block.ToString("0.#", CultureInfo.InvariantCulture);
            yield return $"{chart["name"]}: an opaque block of {side} pixels";
        }

        int drawn = (int)chart["drawn"]!;

        if (drawn < MinDrawn)
        {
            yield return $"{chart["name"]}: {drawn} pixels of lines in the chart area";
        }
    }
}
