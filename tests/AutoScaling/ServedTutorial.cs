using System.Diagnostics;

namespace AutoScaling.Tests;

/// <summary><c>PhantomTutorial serve --clock fast</c> as a process of its own.</summary>
internal sealed class ServedTutorial : IAsyncDisposable
{
    public const string Secret = "secret";

    private const string Listening = "listening on ";
    private readonly Process _process;

    private ServedTutorial(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    public static async Task<ServedTutorial> StartAsync(string key)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "PhantomTutorial.dll"), "serve", "--clock", "fast"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["EC2_ACCESS_KEY"] = key, ["EC2_SECRET_KEY"] = Secret },
        };
        Process process = Process.Start(start)!;
        string line = await process.StandardOutput.ReadLineAsync() ?? "";
        line.ShouldStartWith(Listening);
        return new ServedTutorial(process, line[Listening.Length..]);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
