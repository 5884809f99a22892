using Scalewright.Logs;

namespace Services.Tests;

/// <summary>Takes what nodes say, but for some words: there it fails as a factory of loggers does when one of its providers throws.</summary>
internal sealed class FailingSink(params string[] refused) : ILogSink
{
    public List<string> Taken { get; } = [];

    public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        if (records.Any(record => refused.Contains(record.Message, StringComparer.Ordinal)))
        {
            throw new AggregateException("no room for it");
        }

        Taken.AddRange(records.Select(static record => record.Message));
        return ValueTask.CompletedTask;
    }
}
