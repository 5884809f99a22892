using System.Net;

namespace Packages.Tests;

/// <summary>The documentation site, which docfx builds from the pages and the assemblies of this build.</summary>
public sealed class SiteTests(Site site) : IClassFixture<Site>
{
    private const string Checks = "checks.html";
    private const string Mark = "[measured]";

    // Warnings about a page have a code, as in 'page.md(9,1): warning InvalidBookmark: …'. Those about API comments do
    // not.
    private const string Warning = ": warning ";

    private static readonly string[] Pages =
    [
        "docs/index.html",
        "docs/get-started/first-simulated-cluster.html",
        "docs/how-to/preview-changes.html",
        "docs/reference/providers/index.html",
        "api/Scalewright.Clusters.Cluster.html",
    ];

    [Fact]
    [Trait(Category.Name, Category.Packaging)]
    public void The_site_builds_without_warnings_about_links_or_anchors() =>
        site.Log.Split('\n').Where(line => line.Contains(Warning, StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    [Trait(Category.Name, Category.Packaging)]
    public void Each_page_has_a_search_and_is_found_by_it()
    {
        string log = site.Log; // Builds the site.
        string index = File.ReadAllText(Path.Combine(site.Folder, "index.json"));

        foreach (string page in Pages)
        {
            File.ReadAllText(Path.Combine(site.Folder, page)).ShouldContain("id=\"search-query\"", customMessage: $"{page}\n{log}");
            index.ShouldContain($"\"href\": \"{page}\"");
        }
    }

    [MachineFact("chromium")]
    public async Task Pages_fit_the_width_of_a_phone_and_of_a_desktop()
    {
        string log = site.Log; // Builds the site.
        foreach (string page in Pages)
        {
            File.Exists(Path.Combine(site.Folder, page)).ShouldBeTrue($"{page}\n{log}");
        }

        File.WriteAllText(Path.Combine(site.Folder, Checks), Measures);
        using TemporaryFolder profile = new();

        ProgramResult shown = await Task.Run(() =>
            Command.Run(
                "chromium",
                profile.Root,
                new Dictionary<string, string>(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                $"--user-data-dir={profile.At("profile")}",
                "--virtual-time-budget=120000",
                "--dump-dom",
                site.Serve() + Checks
            )
        );

        string[] measured =
        [
            .. shown.Output.Split(Mark).Skip(1).Where(part => part.Contains(';')).Select(part => part[..part.IndexOf(';')]),
        ];
        measured.Length.ShouldBe(Pages.Length * 2, shown.Text);
        measured.Where(line => !line.EndsWith(" fits", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // Each page is in a frame as wide as a device. The docfx template builds parts of it by script after it has loaded.
    private static string Measures =>
        $$"""
            <!DOCTYPE html><html><body><script>
            (async () => {
              for (const page of {{JsonSerializer.Serialize(Pages)}}) for (const width of [390, 1280]) {
                const frame = document.createElement('iframe');
                frame.style.cssText = `width:${width}px;height:900px;border:0`;
                const loaded = new Promise(done => frame.onload = done);
                frame.src = page;
                document.body.append(frame);
                await loaded;
                await new Promise(done => setTimeout(done, 2000));
                const shown = frame.contentDocument, text = shown.querySelector('article')?.innerText ?? '';
                const found = shown.documentElement.scrollWidth;
                const verdict = text.length < 200 ? 'shows no article' : found > width ? `is ${found} pixels wide` : 'fits';
                document.body.append('[' + `measured] ${page} at ${width}: ${verdict};`);
                frame.remove();
              }
            })();
            </script></body></html>
            """;
}

/// <summary>Built at first use, and served on the loopback interface.</summary>
public sealed class Site : IDisposable
{
    private readonly Lazy<string> _log = new(Build);
    private readonly HttpListener _server = new();

    public string Folder { get; } = Repository.At("artifacts", "site");

    public string Log => _log.Value;

    /// <returns>The address of the folder.</returns>
    public string Serve()
    {
        string address = $"http://127.0.0.1:{ServerPort.Find()}/";
        _server.Prefixes.Add(address);
        _server.Start();
        _server.BeginGetContext(Answer, null);
        return address;
    }

    public void Dispose() => _server.Close();

    private void Answer(IAsyncResult request)
    {
        try
        {
            HttpListenerContext context = _server.EndGetContext(request);
            _server.BeginGetContext(Answer, null);
            string path = Path.Combine(Folder, context.Request.Url!.AbsolutePath.TrimStart('/'));
            context.Response.StatusCode = File.Exists(path) ? 200 : 404;
            context.Response.ContentType = Path.GetExtension(path) switch
            {
                ".html" => "text/html",
                ".js" => "text/javascript",
                ".css" => "text/css",
                ".svg" => "image/svg+xml",
                _ => "application/octet-stream",
            };
            context.Response.Close(File.Exists(path) ? File.ReadAllBytes(path) : [], willBlock: true);
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The browser closed the connection, or the tests are over.
        }
    }

    private static string Build()
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["DOTNET_ROLL_FORWARD"] = "Major" };
        ProgramResult restored = Command.Dotnet(Repository.Root, environment, "tool", "restore");
        restored.ExitCode.ShouldBe(0, restored.Text);
        ProgramResult built = Command.Dotnet(Repository.Root, environment, "docfx", "docfx.json");
        built.ExitCode.ShouldBe(0, built.Text);
        return built.Text;
    }
}
