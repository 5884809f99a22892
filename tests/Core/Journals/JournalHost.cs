using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Sdk.Tests.Journals;

/// <summary>A process that keeps state, and what it said.</summary>
internal sealed class JournalHost : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _working = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private JournalHost(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
    }

    /// <summary>Ends when it has opened its state or has ended.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Ends when it has acknowledged a change or has ended.</summary>
    public Task Working => _working.Task;

    public IEnumerable<string> Lines => _lines;

    public HashSet<int> Acknowledged =>
        [.. _lines.Where(line => line.StartsWith("ack ", StringComparison.Ordinal)).Select(line => int.Parse(line[4..], CultureInfo.InvariantCulture))];

    public static JournalHost Start(string folder, string verb = "write", int changes = 100_000, int writers = 4, string? killAt = null, bool locksFiles = true)
    {
        ProcessStartInfo start = TestProgram.Describe("journal", verb, folder, changes.ToString(CultureInfo.InvariantCulture), writers.ToString(CultureInfo.InvariantCulture));
        start.RedirectStandardOutput = start.RedirectStandardInput = true;
        start.Environment["SCALEWRIGHT_KILL_AT"] = killAt;
        start.Environment["DOTNET_TieredCompilation"] = "1";
        if (!locksFiles)
        {
            // The runtime's own switch: FileShare.None locks nothing then.
            start.Environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1";
        }

        return new JournalHost(Process.Start(start)!);
    }

    public void Kill() => _process.Kill();

    /// <summary>Waits for its end and for all it said.</summary>
    /// <returns>Its exit code; 137 for a kill.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void CloseInput() => _process.StandardInput.Close();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _opened.TrySetResult();
            _working.TrySetResult();
            return;
        }

        _lines.Enqueue(line);
        if (line.StartsWith("open", StringComparison.Ordinal) || line.StartsWith("refused", StringComparison.Ordinal))
        {
            _opened.TrySetResult();
        }
        else if (line.StartsWith("ack ", StringComparison.Ordinal))
        {
            _working.TrySetResult();
        }
    }
}
