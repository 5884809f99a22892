using Scalewright.Logs;

namespace Scalewright.Testing;

/// <summary>What nodes say during one test, in memory until it is needed.</summary>
internal sealed class KeptLog(string folder) : ILogSink
{
    private readonly Lock _gate = new();
    private readonly List<(LogOrigin Origin, LogRecord Record)> _lines = [];

    public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _lines.AddRange(records.Select(record => (origin, record)));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Writes it, in place of what an earlier run left.</summary>
    /// <returns>The folder; null when nobody said anything.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public async Task<string?> WriteAsync()
    {
        (LogOrigin Origin, LogRecord Record)[] lines;
        lock (_gate)
        {
            lines = [.. _lines];
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        using LogFolder files = new(folder);
        foreach ((LogOrigin origin, LogRecord record) in lines)
        {
            await files.WriteAsync(origin, [record], CancellationToken.None);
        }

        return lines.Length == 0 ? null : folder;
    }
}
