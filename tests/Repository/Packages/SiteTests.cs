using System.Net;
using System.Net.Sockets;

namespace Packages.Tests;

/// <summary>The documentation as a site: docfx makes it of the pages and of the assemblies with their XML comments.</summary>
[Trait(Category.Name, Category.Packaging)]
public sealed partial class SiteTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public void Each_link_and_each_anchor_of_the_site_leads_somewhere()
    {
        site.Built.ExitCode.ShouldBe(0, site.Built.Text);
        site.Built.Text.Split('\n').Where(line => BrokenLink().IsMatch(line)).ShouldBeEmpty();
    }

    [Fact]
    public void Each_page_and_each_public_type_has_a_place_on_the_site()
    {
        string[] pages = [.. Directory.EnumerateFiles(Repository.At("docs"), "*.md", SearchOption.AllDirectories).Select(page => Path.ChangeExtension(Path.GetRelativePath(Repository.Root, page), ".html"))];

        pages.Where(page => !File.Exists(site.At(page))).ShouldBeEmpty();
        File.Exists(site.At("api", "Scalewright.Clusters.Cluster.html")).ShouldBeTrue();
    }

    [MachineTheory("chromium")]
    [InlineData("docs/index.html")]
    [InlineData("docs/get-started/first-failing-seed.html")]
    [InlineData("docs/reference/providers/index.html")]
    [InlineData("docs/reference/cli.html")]
    [InlineData("api/Scalewright.Clusters.Cluster.html")]
    public async Task A_page_fits_a_phone_and_a_desk(string page)
    {
        using TemporaryFolder folder = new();
        await using BrowserPage browser = await BrowserPage.OpenAsync(folder.At("profile"), new Uri(site.Address, page));
        await browser.SeeAsync("document.querySelector('article')");
        foreach ((int width, bool isPhone) in new[] { (390, true), (1280, false) })
        {
            await browser.ResizeAsync(width, 900, density: 1, isPhone);

            ((int)(await browser.EvaluateAsync("document.documentElement.scrollWidth"))!).ShouldBeLessThanOrEqualTo(width);
        }
    }

    [GeneratedRegex("warning (InvalidFileLink|Invalid\\w*Bookmark|UidNotFound)", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex BrokenLink();
}

/// <summary>Builds the site once, and serves it.</summary>
public sealed class Site : IDisposable
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html", [".css"] = "text/css", [".js"] = "text/javascript", [".json"] = "application/json", [".svg"] = "image/svg+xml",
    };

    private readonly TemporaryFolder _folder = new();
    private readonly HttpListener _server = new();

    public Site()
    {
        Dictionary<string, string> none = new(StringComparer.Ordinal);
        ProgramResult restored = Command.Dotnet(Repository.Root, none, "tool", "restore");
        Built = restored.ExitCode == 0 ? Command.Dotnet(Repository.Root, none, "docfx", "docfx.json", "--output", _folder.At("site")) : restored;
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        free.Stop();
        _server.Prefixes.Add(Address.ToString());
        _server.Start();
        _ = ServeAsync();
    }

    public ProgramResult Built { get; }

    public Uri Address { get; }

    public string At(params string[] parts) => _folder.At("site", Path.Combine(parts));

    public void Dispose()
    {
        _server.Close();
        _folder.Dispose();
    }

    private async Task ServeAsync()
    {
        while (_server.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _server.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            string file = At(context.Request.Url!.AbsolutePath.TrimStart('/'));
            context.Response.StatusCode = File.Exists(file) ? 200 : 404;
            context.Response.ContentType = Types.GetValueOrDefault(Path.GetExtension(file), "application/octet-stream");
            if (File.Exists(file))
            {
                await context.Response.OutputStream.WriteAsync(await File.ReadAllBytesAsync(file));
            }

            context.Response.Close();
        }
    }
}
