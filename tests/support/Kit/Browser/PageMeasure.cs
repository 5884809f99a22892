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
            if (isSeen(part) && part.closest('svg') === null && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline') problems.push(`cut: ${textOf(part)}`);
          for (const svg of svgs) {
            const frame = svg.getBoundingClientRect();
            if (frame.width / svg.viewBox.baseVal.width * 12 < 9) problems.push(`small letters: ${textOf(svg)}`);
            const texts = [...svg.querySelectorAll('text')].map(text => [text, text.getBoundingClientRect()]);
            for (const [text, box] of texts) if (isOutside(box, frame)) problems.push(`clipped: ${textOf(text)}`);
            texts.forEach(([text, box], index) => texts.slice(index + 1).forEach(([other, otherBox]) => { if (meet(box, otherBox)) problems.push(`overlapping: ${textOf(text)} and ${textOf(other)}`); }));
          }
          for (const words of document.querySelectorAll('p, td, th, h1, h2, dt, dd')) if (isSeen(words) && parseFloat(getComputedStyle(words).fontSize) < 9) problems.push(`small words: ${textOf(words)}`);
          return { problems, pictures: svgs.length };
        })()
        """;

    /// <summary>Tests the page in a window of 390 pixels as a phone, and in one of 1280.</summary>
    /// <returns>Content that is cut off, clipped, too small, or overlapping.</returns>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(BrowserPage page, int pictures)
    {
        List<string> problems = [];
        foreach ((int width, bool isPhone) in new[] { (390, true), (1280, false) })
        {
            await page.ResizeAsync(width, 900, density: 1, isPhone);
            JsonNode seen = (await page.EvaluateAsync(Script))!;
            ((int)seen["pictures"]!).ShouldBe(pictures, $"at {width} pixels");
            problems.AddRange(seen["problems"]!.AsArray().Select(problem => $"at {width} pixels {problem}"));
        }

        return problems;
    }

    public static async Task<BrowserPage> OpenAsync(TemporaryFolder folder, string html)
    {
        await File.WriteAllTextAsync(folder.At("page.html"), html);
        BrowserPage page = await BrowserPage.OpenAsync(folder.At("profile"), new Uri($"file://{folder.At("page.html")}"));
        await page.SeeAsync("document.querySelector('svg')");
        await page.EvaluateAsync("new Promise(resolve => document.readyState === 'complete' ? resolve(1) : addEventListener('load', () => resolve(1)))");
        return page;
    }
}
