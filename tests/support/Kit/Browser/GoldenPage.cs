namespace Tests.Shared;

/// <summary>
/// Compares a page with its approved outline and coarse pictures in <c>tests/approved/Pages.*.txt</c>. A picture is a
/// grid of cells, each with a digit for its difference from the background: shapes are in the same cells with any font.
/// <c>APPROVE=1</c> rewrites the file.
/// </summary>
public static class GoldenPage
{
    // Of 15. Letters of another font change most cells by less, and a line of 2 pixels by more. A thinner line is within
    // this tolerance.
    private const int MaxDifference = 3;

    // Letters of another font can be in another cell.
    private const double MaxShare = 0.03;

    // A4 without its margins, at 96 pixels per inch.
    private const int PrintWidth = 680;

    private static readonly (int Width, bool IsPhone, bool IsDark)[] Windows =
    [
        (390, true, false),
        (390, true, true),
        (1280, false, false),
        (1280, false, true),
    ];

    private const string Outline = """
        [...document.querySelectorAll('h1, h2, summary, .verdict, .tiles, table, dl, svg')].filter(part => part.getBoundingClientRect().width > 0).map(part => {
          const name = part.tagName.toLowerCase(), box = part.getBoundingClientRect();
          if (part.matches('.verdict')) return { text: `${part.className}, ${part.querySelectorAll('li').length} findings` };
          if (part.matches('.tiles')) return { text: `tiles: ${part.children.length}` };
          if (name === 'table') return { text: `table: ${part.tHead.rows[0].cells.length} columns, ${part.tBodies[0].rows.length} rows${getComputedStyle(part.tBodies[0].rows[0] ?? part).display === 'block' ? ' as blocks' : ''}` };
          if (name === 'dl') return { text: `facts: ${part.querySelectorAll('dt').length}` };
          if (name !== 'svg') return { text: `${name}: ${part.textContent}` };
          const view = part.viewBox.baseVal, share = value => Math.round(100 * value / innerWidth);
          return { text: `picture: ${part.getAttribute('aria-label')}, ${view.width} x ${view.height}, ${share(box.left)} % to ${share(box.right)} %`, x: box.left + scrollX, y: box.top + scrollY, width: box.width, height: box.height };
        })
        """;

    // The most frequent color is the background. The square root makes thin lines visible.
    private const string Grid = """
        (async (screenshot, columns) => {
          const image = new Image();
          image.src = 'data:image/png;base64,' + screenshot;
          await image.decode();
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.width, image.height];
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          const bytes = context.getImageData(0, 0, image.width, image.height).data, counts = new Map();
          for (let at = 0; at < bytes.length; at += 4) {
            const color = bytes[at] << 16 | bytes[at + 1] << 8 | bytes[at + 2];
            counts.set(color, (counts.get(color) ?? 0) + 1);
          }
          const ground = [...counts].sort((one, other) => other[1] - one[1])[0][0];
          const channels = [ground >> 16, ground >> 8 & 255, ground & 255];
          const rows = Math.max(1, Math.round(columns * image.height / image.width / 2)), sums = new Float64Array(rows * columns), sizes = new Float64Array(rows * columns);
          for (let y = 0; y < image.height; y++)
            for (let x = 0; x < image.width; x++) {
              const at = 4 * (y * image.width + x), cell = Math.floor(y * rows / image.height) * columns + Math.floor(x * columns / image.width);
              sums[cell] += Math.max(...channels.map((channel, index) => Math.abs(channel - bytes[at + index]))) / 255;
              sizes[cell]++;
            }
          return Array.from({ length: rows }, (_, row) => '|' + Array.from({ length: columns }, (_, column) => {
            const cell = row * columns + column;
            return Math.round(15 * Math.sqrt(sums[cell] / sizes[cell])).toString(16);
          }).join('').replaceAll('0', ' ') + '|');
        })
        """;

    /// <summary>Tests the page at 390 and 1280 pixels, light, dark and printed.</summary>
    /// <param name="name">Of the approved file, as in <c>Experiment</c>.</param>
    public static async Task CheckAsync(string html, string name)
    {
        (IReadOnlyList<string> problems, IReadOnlyList<string> lines) = await MeasureAsync(html, style: "");
        problems.ShouldBeEmpty();
        if (Environment.GetEnvironmentVariable("APPROVE") is "1")
        {
            await File.WriteAllTextAsync(PathOf(name), string.Join('\n', lines) + "\n");
        }

        Compare(lines, name)
            .ShouldBeEmpty(
                $"{Path.GetFileName(PathOf(name))} differs; if this is intended, run the test with APPROVE=1 and review the diff"
            );
    }

    /// <summary>Tests the page with another style, for example with other fonts.</summary>
    /// <returns>Unreadable content, and differences from the approved file.</returns>
    public static async Task<IReadOnlyList<string>> FindProblemsAsync(string html, string name, string style)
    {
        (IReadOnlyList<string> problems, IReadOnlyList<string> lines) = await MeasureAsync(html, style);
        return [.. problems, .. Compare(lines, name)];
    }

    private static string PathOf(string name) => Repository.At("tests", "approved", $"Pages.{name}.txt");

    private static async Task<(IReadOnlyList<string> Problems, IReadOnlyList<string> Lines)> MeasureAsync(string html, string style)
    {
        using TemporaryFolder folder = new();
        await using BrowserPage page = await PageMeasure.OpenAsync(
            folder,
            html.Replace("</head>", $"<style>{style}</style></head>", StringComparison.Ordinal)
        );
        List<string> problems = [];
        List<string> lines = [];
        foreach ((int width, bool isPhone, bool isDark) in Windows)
        {
            string window = $"{width} pixels, {(isDark ? "dark" : "light")}";
            await page.EmulateAsync(isDark);
            await page.ResizeAsync(width, 900, density: 1, isPhone);
            problems.AddRange((await PageMeasure.MeasureAsync(page)).Problems.Select(problem => $"{window}: {problem}"));
            lines.Add($"== {window}");
            lines.AddRange(await ReadAsync(page, isPhone ? 36 : 60));
        }

        await page.EmulateAsync(isDark: false, "print");
        await page.ResizeAsync(PrintWidth, 900, density: 1, isPhone: false);

        // Letters of a wide picture are small on paper, but not in pixels.
        problems.AddRange(
            (await PageMeasure.MeasureAsync(page))
                .Problems.Where(problem => !problem.StartsWith("small letters", StringComparison.Ordinal))
                .Select(problem => $"printed: {problem}")
        );
        return (problems, lines);
    }

    private static async Task<IEnumerable<string>> ReadAsync(BrowserPage page, int columns)
    {
        List<string> lines = [];
        foreach (JsonNode? part in (await page.EvaluateAsync(Outline))!.AsArray())
        {
            lines.Add(((string)part!["text"]!).ReplaceLineEndings(" "));
            if (part["x"] is { } x)
            {
                string screenshot = await page.PictureAsync((double)x, (double)part["y"]!, (double)part["width"]!, (double)part["height"]!);
                lines.AddRange((await page.EvaluateAsync($"({Grid})('{screenshot}', {columns})"))!.AsArray().Select(row => (string)row!));
            }
        }

        return lines;
    }

    /// <returns>Differences from the approved file.</returns>
    private static IEnumerable<string> Compare(IReadOnlyList<string> actual, string name)
    {
        string[] approved = File.Exists(PathOf(name)) ? File.ReadAllLines(PathOf(name)) : [];
        if (actual.Count != approved.Length)
        {
            yield return $"{actual.Count} lines instead of {approved.Length}";
            yield break;
        }

        int first = 0;
        for (int index = 0; index < approved.Length; index++)
        {
            bool isGrid = IsGrid(actual[index]);
            if (isGrid != IsGrid(approved[index]) || (!isGrid && actual[index] != approved[index]))
            {
                yield return $"'{actual[index]}' instead of '{approved[index]}'";
                yield break;
            }

            first = isGrid ? first : index + 1;
            bool isLast = index == approved.Length - 1 || !IsGrid(actual[index + 1]);
            if (
                isGrid
                && isLast
                && Compare(string.Concat(actual.Skip(first).Take(index + 1 - first)), string.Concat(approved[first..(index + 1)]))
                    is { } difference
            )
            {
                yield return $"{actual[first - 1]}: {difference}\n{string.Join('\n', actual.Skip(first).Take(index + 1 - first))}";
            }
        }
    }

    private static string? Compare(string cells, string approved)
    {
        int different =
            cells.Length == approved.Length
                ? cells.Zip(approved).Count(pair => Math.Abs(ToLevel(pair.First) - ToLevel(pair.Second)) >= MaxDifference)
                : cells.Length;
        return different > MaxShare * cells.Length ? $"{different} of {cells.Length} cells differ" : null;
    }

    private static bool IsGrid(string line) => line.StartsWith('|');

    private static int ToLevel(char cell) => char.IsAsciiHexDigit(cell) ? Convert.ToInt32(cell.ToString(), 16) : 0;
}
