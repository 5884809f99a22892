namespace Loopback.Programs.Tests;

internal sealed class StartedServer : IAsyncDisposable
{
    /// <summary>Longer than any of these programs needs to start or to respond on a busy machine.</summary>
    public static readonly TimeSpan Enough = TimeSpan.FromMinutes(2);

    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "loopback.dll");

    private readonly Process _process;

    private StartedServer(Process process, Uri address)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri(address.GetLeftPart(UriPartial.Authority)), Timeout = Enough };
    }

    public HttpClient Http { get; }

    public static Uri At(string path) => new(path, UriKind.Relative);

    /// <param name="args">Name of the server and its arguments before the port.</param>
    public static async Task<StartedServer> StartAsync(params string[] args)
    {
        Process process = Process.Start(
            new ProcessStartInfo("dotnet", [Program, .. args, "0"]) { UseShellExecute = false, RedirectStandardOutput = true }
        )!;
        try
        {
            string line = await process.StandardOutput.ReadLineAsync().WaitAsync(Enough)
                ?? throw new InvalidOperationException($"{args[0]} ended with {process.ExitCode} and told no address");
            return new StartedServer(
                process,
                new Uri(line.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)).TrimEnd(';'))
            );
        }
        catch
        {
            await EndAsync(process);
            throw;
        }
    }

    public async Task<(HttpStatusCode Status, JsonObject Answer)> ControlAsync(HttpMethod method, string path, string? body = null)
    {
        using HttpRequestMessage request = new(method, $"/loopback/{path}")
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using HttpResponseMessage response = await Http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    public async Task AdvanceAsync(string by) =>
        (await ControlAsync(HttpMethod.Post, "clock", $$"""{"advance":"{{by}}"}""")).Status.ShouldBe(HttpStatusCode.OK);

    public async Task<DateTimeOffset> NowAsync() =>
        DateTimeOffset.Parse(
            (await ControlAsync(HttpMethod.Get, "clock")).Answer["now"]!.ToString(),
            System.Globalization.CultureInfo.InvariantCulture
        );

    public async Task SeeFaultAsync(string path)
    {
        (HttpStatusCode status, JsonObject answer) = await ControlAsync(
            HttpMethod.Post,
            "faults",
            $$"""{"kind":"answer","method":"GET","path":"{{path}}","status":429,"retry_after":7,"body":"busy"}"""
        );
        (status, answer.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal)).ShouldBe(
            (HttpStatusCode.OK, $$"""{"faults":[{"kind":"Answer","requests":"GET {{path}}*","left":1}]}""")
        );

        using HttpResponseMessage broken = await Http.GetAsync(At(path));
        using HttpResponseMessage whole = await Http.GetAsync(At(path));

        (broken.StatusCode, broken.Headers.RetryAfter!.Delta, await broken.Content.ReadAsStringAsync()).ShouldBe(
            (HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7), "busy")
        );
        whole.StatusCode.ShouldNotBe(HttpStatusCode.TooManyRequests);
        (await ControlAsync(HttpMethod.Get, "faults")).Answer["faults"]!.AsArray().Count.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await EndAsync(_process);
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Enough);
        process.Dispose();
    }
}
