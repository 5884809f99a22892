namespace Tests.Shared;

public sealed class ClusterHost : IDisposable
{
    // Far longer than any of them takes, because a test that hangs reports nothing.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _heard = new(0);

    private ClusterHost(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
    }

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Returns the last number after a word.</summary>
    public int? Last(string word) =>
        _lines.LastOrDefault(line => line.StartsWith(word + " ", StringComparison.Ordinal)) is { } line
            ? int.Parse(line[(word.Length + 1)..], CultureInfo.InvariantCulture)
            : null;

    public static ClusterHost Start(IEnumerable<string> arguments, string? killAt = null) =>
        Start(TestProgram.Describe(["cluster", .. arguments]), killAt);

    public static ClusterHost Start(params string[] arguments) => Start((IEnumerable<string>)arguments);

    /// <summary>Starts the process under a limit of the shell, as in <c>ulimit -n 64</c>.</summary>
    public static ClusterHost StartLimited(string limit, params string[] arguments) =>
        Start(
            new ProcessStartInfo("sh", ["-c", $"{limit}; exec \"$0\" cluster \"$@\"", TestProgram.Path, .. arguments])
            {
                UseShellExecute = false,
            }
        );

    public static ClusterHost StartWatchdog(IEnumerable<string> order, params string[] arguments) =>
        Start(TestProgram.Describe([.. order, "cluster", .. arguments]));

    private static ClusterHost Start(ProcessStartInfo start, string? killAt = null)
    {
        start.RedirectStandardOutput = start.RedirectStandardInput = true;
        start.Environment["SCALEWRIGHT_KILL_AT"] = killAt;
        start.Environment["DOTNET_TieredCompilation"] = "1";
        return new ClusterHost(Process.Start(start)!);
    }

    /// <summary>Waits for a line with a prefix, or the exit.</summary>
    public async Task<string?> WaitForAsync(string beginning)
    {
        while (true)
        {
            if (_lines.FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            if (_lines.LastOrDefault() is { Length: 0 })
            {
                return null;
            }

            await HearAsync();
        }
    }

    public async Task WaitForLinesAsync(int count)
    {
        while (_lines.Count < count && _lines.LastOrDefault() is not { Length: 0 })
        {
            await HearAsync();
        }
    }

    public void SendLine(string line) => _process.StandardInput.WriteLine(line);

    public void CloseInput() => _process.StandardInput.Close();

    public void Kill() => _process.Kill();

    public void Signal(string name) => Signals.Send(_process.Id, name);

    /// <summary>Also waits for the whole output.</summary>
    /// <exception cref="TimeoutException">The process still runs, like one that was started with the signal
    /// ignored.</exception>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _heard.Dispose();
    }

    private async Task HearAsync()
    {
        if (!await _heard.WaitAsync(Patience))
        {
            throw new TimeoutException($"the program printed nothing within {Patience} after: {string.Join('\n', _lines)}");
        }
    }

    // An empty line follows the last one.
    private void Hear(string? line)
    {
        _lines.Enqueue(line ?? "");
        _heard.Release();
    }
}
