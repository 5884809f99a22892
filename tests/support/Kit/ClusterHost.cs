using System.Collections.Concurrent;

namespace Tests.Shared;

/// <summary>A process that keeps a cluster, and what it said.</summary>
public sealed class ClusterHost : IDisposable
{
    // Far beyond what any of them takes: a test that hangs tells nothing.
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

    /// <summary>The last number after a word; null when it was never said.</summary>
    public int? Last(string word) => _lines.LastOrDefault(line => line.StartsWith(word + " ", StringComparison.Ordinal)) is { } line
        ? int.Parse(line[(word.Length + 1)..], CultureInfo.InvariantCulture)
        : null;

    public static ClusterHost Start(IEnumerable<string> arguments, string? killAt = null) => Start(TestProgram.Describe(["cluster", .. arguments]), killAt);

    public static ClusterHost Start(params string[] arguments) => Start((IEnumerable<string>)arguments);

    /// <summary>Starts it under a limit that a shell sets, as in <c>ulimit -n 64</c>.</summary>
    public static ClusterHost StartLimited(string limit, params string[] arguments) =>
        Start(new ProcessStartInfo("sh", ["-c", $"{limit}; exec \"$0\" cluster \"$@\"", TestProgram.Path, .. arguments]) { UseShellExecute = false });

    /// <summary>Starts the watchdog of one.</summary>
    public static ClusterHost StartWatchdog(IEnumerable<string> order, params string[] arguments) => Start(TestProgram.Describe([.. order, "cluster", .. arguments]));

    private static ClusterHost Start(ProcessStartInfo start, string? killAt = null)
    {
        start.RedirectStandardOutput = start.RedirectStandardInput = true;
        start.Environment["SCALEWRIGHT_KILL_AT"] = killAt;
        start.Environment["DOTNET_TieredCompilation"] = "1";
        return new ClusterHost(Process.Start(start)!);
    }

    /// <summary>Waits until it says a line, or ends.</summary>
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

            await _heard.WaitAsync();
        }
    }

    /// <summary>Waits for a number of lines in all, or its end.</summary>
    public async Task WaitForLinesAsync(int count)
    {
        while (_lines.Count < count && _lines.LastOrDefault() is not { Length: 0 })
        {
            await _heard.WaitAsync();
        }
    }

    public void Tell(string line) => _process.StandardInput.WriteLine(line);

    public void CloseInput() => _process.StandardInput.Close();

    public void Kill() => _process.Kill();

    /// <summary>Sends a signal, as in <c>INT</c>.</summary>
    public void Signal(string name) => Signals.Send(_process.Id, name);

    /// <summary>Waits for its end and for all it said.</summary>
    /// <returns>Its exit code; 137 for a kill.</returns>
    /// <exception cref="TimeoutException">It goes on, as a program does that was told to ignore a signal before it began.</exception>
    public async Task<int> EndAsync()
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

    // An empty line stands behind the last one.
    private void Hear(string? line)
    {
        _lines.Enqueue(line ?? "");
        _heard.Release();
    }
}
