using Scalewright.Logs;

namespace Scalewright.Testing;

/// <summary>What nodes say during one test, in memory until it is needed.</summary>
/// <param name="folder">Where the logs of all tests go.</param>
/// <param name="file">The file of the test.</param>
/// <param name="name">What its logs are kept under.</param>
internal sealed class KeptLog(string folder, string file, string name) : ILogSink
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

        string own = Path.Join(LogPlace.Take(folder, file), name);
        if (Directory.Exists(own))
        {
            Directory.Delete(own, recursive: true);
        }

        using LogFolder files = new(own);
        foreach ((LogOrigin origin, LogRecord record) in lines)
        {
            await files.WriteAsync(origin, [record], CancellationToken.None);
        }

        return lines.Length == 0 ? null : own;
    }
}
