using System.Net;
using System.Text.RegularExpressions;

namespace Packages.Tests;

/// <summary>The documents as a site, which docfx builds from the pages and the assemblies of this build.</summary>
public sealed partial class SiteTests(Site site) : IClassFixture<Site>
{
    private const string Checks = "checks.html";

    private static readonly string[] Pages =
    [
        "docs/index.html", "docs/get-started/first-simulated-cluster.html", "docs/how-to/preview-changes.html",
        "docs/reference/providers/index.html", "api/Scalewright.Clusters.Cluster.html",
    ];

    [Fact]
    [Trait(Category.Name, Category.Packaging)]
    public void Every_link_and_anchor_of_the_site_leads_somewhere() => Broken().Matches(site.Log).Select(match => match.Value).ShouldBeEmpty();

    [MachineFact("chromium")]
    public async Task Pages_fit_a_phone_and_a_screen()
    {
        foreach (string page in Pages)
        {
            File.Exists(Path.Combine(site.Folder, page)).ShouldBeTrue($"{page}\n{site.Log}");
        }

        File.WriteAllText(Path.Combine(site.Folder, Checks), Measures);
        using HttpListener server = new();
        string address = Start(server);
        Task serving = ServeAsync(server);
        using TemporaryFolder profile = new();

        ProgramResult shown = await Task.Run(() => Command.Run(
            "chromium", profile.Root, new Dictionary<string, string>(),
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={profile.At("profile")}",
            "--virtual-time-budget=120000", "--dump-dom", address + Checks));
        server.Stop();
        await serving;

        string[] measured = [.. Measured().Matches(shown.Output).Select(match => match.Value)];
        measured.Length.ShouldBe(Pages.Length * 2, shown.Text);
        measured.Where(line => !line.EndsWith(" fits", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // Each page in a frame as wide as a device; the template of docfx builds its parts by script after it has loaded.
    private static string Measures => $$"""
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
            document.body.append(`[measured] ${page} at ${width}: ${verdict};`);
            frame.remove();
          }
        })();
        </script></body></html>
        """;

    private static string Start(HttpListener server)
    {
        string address = $"http://127.0.0.1:{ServerPort.Find()}/";
        server.Prefixes.Add(address);
        server.Start();
        return address;
    }

    private async Task ServeAsync(HttpListener server)
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await server.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            string path = Path.Combine(site.Folder, context.Request.Url!.AbsolutePath.TrimStart('/'));
            bool isThere = File.Exists(path);
            context.Response.StatusCode = isThere ? 200 : 404;
            context.Response.ContentType = Path.GetExtension(path) switch
            {
                ".html" => "text/html", ".js" => "text/javascript", ".css" => "text/css", ".json" => "application/json", ".svg" => "image/svg+xml", _ => "application/octet-stream",
            };
            try
            {
                await context.Response.OutputStream.WriteAsync(isThere ? await File.ReadAllBytesAsync(path) : []);
                context.Response.Close();
            }
            catch (HttpListenerException)
            {
                // The browser needs no more of it.
            }
        }
    }

    [GeneratedRegex(@".*\b(?:warning|error) \w*(?:InvalidFileLink|InvalidInternalBookmark|InvalidExternalBookmark|UidNotFound|InvalidTocLink|InvalidTocInclude|FileNotFound)\b.*")]
    private static partial Regex Broken();

    [GeneratedRegex(@"(?<=\[measured\] )[^;]+(?=;)")]
    private static partial Regex Measured();
}

/// <summary>Built when the first test asks for it.</summary>
public sealed class Site
{
    private readonly Lazy<string> _log = new(Build);

    public string Folder { get; } = Repository.At("artifacts", "site");

    public string Log => _log.Value;

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
