namespace Tests.Shared;

public static class PageMeasure
{
    // Text in images is 12 pixels high without scaling; below 9 it is unreadable.
    private const string Script = """
        (() => {
          const isSeen = part => part.getBoundingClientRect().width > 0;
          const textOf = part => part.textContent.slice(0, 60);
          const svgs = [...document.querySelectorAll('svg')].filter(isSeen);
          const isOutside = (inner, outer) => inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
          const meet = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3;
          const problems = [];
          if (document.documentElement.scrollWidth > innerWidth) problems.push(`the page is ${document.documentElement.scrollWidth} wide`);
          for (const part of document.querySelectorAll('body *'))
            if (isSeen(part) && part.closest('svg') === null && getComputedStyle(part).overflowX !== 'auto' && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline') problems.push(`cut: ${textOf(part)}`);
          const isBroken = (text, from, to) => {
            const range = document.createRange();
            range.setStart(text, from);
            range.setEnd(text, to);
            return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1;
          };
          const number = /(?<![^\s(])[-+±≈≥≤<]? ?\d[\d,.]*( ± [\d,.]+)?( (µs|ms|s|min|h|%)|\/s)?(?![^\s),;:])/g;
          for (const cell of document.querySelectorAll('td'))
            for (const text of isSeen(cell) ? cell.childNodes : [])
              for (const found of text.data?.matchAll(number) ?? [])
                if (isBroken(text, found.index, found.index + found[0].length)) problems.push(`broken number: ${textOf(cell)}`);
          for (const svg of svgs) {
            const frame = svg.getBoundingClientRect();
            if (frame.width / svg.viewBox.baseVal.width * 12 < 9) problems.push(`small letters: ${textOf(svg)}`);
            const texts = [...svg.querySelectorAll('text')].map(text => [text, text.getBoundingClientRect()]);
            for (const [text, box] of texts) if (isOutside(box, frame)) problems.push(`clipped: ${textOf(text)}`);
            texts.forEach(([text, box], index) => texts.slice(index + 1).forEach(([other, otherBox]) => { if (meet(box, otherBox)) problems.push(`overlapping: ${textOf(text)} and ${textOf(other)}`); }));
          }
          const channels = color => color.match(/[\d.]+/g).map(Number);
          const luminance = color => {
            const [red, green, blue] = channels(color).map(value => value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
          };
          const contrast = (one, other) => {
            const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
            return (high + 0.05) / (low + 0.05);
          };
          const isOpaque = color => (channels(color)[3] ?? 1) === 1;
          const require = (part, color, ground) => {
            if (contrast(color, ground) < 4.5) problems.push(`contrast ${contrast(color, ground).toFixed(1)}: ${textOf(part)}`);
          };
          const groundOf = part => {
            for (let at = part; at !== null; at = at.parentElement) if (isOpaque(getComputedStyle(at).backgroundColor)) return getComputedStyle(at).backgroundColor;
            return 'rgb(255, 255, 255)';
          };
          for (const part of document.querySelectorAll('body *')) {
            const hasText = [...part.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
            if (isSeen(part) && hasText && part.closest('svg') === null) require(part, getComputedStyle(part).color, groundOf(part));
          }
          for (const svg of svgs)
            for (const text of svg.querySelectorAll('text')) {
              const box = text.getBoundingClientRect(), [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
              const below = [...svg.querySelectorAll('rect')].filter(rect => {
                const area = rect.getBoundingClientRect(), style = getComputedStyle(rect);
                return style.fill.startsWith('rgb') && style.fillOpacity === '1' && style.opacity === '1' && area.left <= x && x <= area.right && area.top <= y && y <= area.bottom;
              });
              if (below.length > 0) require(text, getComputedStyle(text).fill, getComputedStyle(below[below.length - 1]).fill);
            }
          for (const words of document.querySelectorAll('p, td, th, h1, h2, dt, dd')) if (isSeen(words) && parseFloat(getComputedStyle(words).fontSize) < 9) problems.push(`small words: ${textOf(words)}`);
          return { problems, pictures: svgs.length };
        })()
        """;

    /// <summary>Tests the page in a window of 390 pixels as a phone, and in one of 1280.</summary>
    /// <returns>Content that is cut off, clipped, too small, overlapping, or without contrast, and numbers on two lines.</returns>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(BrowserPage page, int pictures)
    {
        List<string> problems = [];
        foreach ((int width, bool isPhone) in new[] { (390, true), (1280, false) })
        {
            await page.ResizeAsync(width, 900, density: 1, isPhone);
            (IReadOnlyList<string> found, int count) = await MeasureAsync(page);
            count.ShouldBe(pictures, $"at {width} pixels");
            problems.AddRange(found.Select(problem => $"at {width} pixels {problem}"));
        }

        return problems;
    }

    /// <summary>Tests the page as it is shown.</summary>
    /// <returns>Problems, and the number of pictures.</returns>
    public static async Task<(IReadOnlyList<string> Problems, int Pictures)> MeasureAsync(BrowserPage page)
    {
        JsonNode seen = (await page.EvaluateAsync(Script))!;
        return ([.. seen["problems"]!.AsArray().Select(problem => (string)problem!)], (int)seen["pictures"]!);
    }

    public static async Task<BrowserPage> OpenAsync(TemporaryFolder folder, string html)
    {
        await File.WriteAllTextAsync(folder.At("page.html"), html);
        return await OpenAsync(folder);
    }

    /// <summary>Opens <c>page.html</c> of the folder, with all folded sections opened.</summary>
    public static async Task<BrowserPage> OpenAsync(TemporaryFolder folder)
    {
        BrowserPage page = await BrowserPage.OpenAsync(folder.At("profile"), new Uri($"file://{folder.At("page.html")}"));
        await page.SeeAsync("document.querySelector('svg')");
        await page.EvaluateAsync(
            "new Promise(resolve => document.readyState === 'complete' ? resolve(1) : addEventListener('load', () => resolve(1)))"
        );
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(part => { part.open = true; })");
        return page;
    }
}
