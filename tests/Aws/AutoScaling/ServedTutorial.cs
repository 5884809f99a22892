namespace AutoScaling.Tests;

internal sealed class ServedTutorial : IAsyncDisposable
{
    public const string Secret = "secret";

    private const string Listening = "listening on ";
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServedTutorial(Process process, Task<string> errors, string url) => (_process, _errors, Url) = (process, errors, url);

    public string Url { get; }

    public static async Task<ServedTutorial> StartAsync(string key, params string[] options)
    {
        Process process = Begin(key, ["serve", "--clock", "fast", .. options]);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string line = await process.StandardOutput.ReadLineAsync() ?? "";
        line.ShouldStartWith(Listening);
        return new ServedTutorial(process, errors, line[Listening.Length..]);
    }

    public static async Task<(int Exit, string Output, string Errors)> RunAsync(string key, params string[] options)
    {
        using Process process = Begin(key, ["run", .. options]);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    /// <param name="run"><c>first</c> or <c>second</c>.</param>
    public static async Task<string> PublishedAsync(string run) =>
        (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Expected", $"tutorial-{run}-run.stdout.txt"))).Trim();

    public async Task<string> EndAsync()
    {
        await SignalAsync("TERM");
        return await _errors;
    }

    public async Task<int> SignalAsync(string signal)
    {
        Signals.Send(_process.Id, signal);
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Begin(string key, string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PhantomTutorial.dll"), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                Environment = { ["EC2_ACCESS_KEY"] = key, ["EC2_SECRET_KEY"] = Secret },
            }
        )!;
}
