namespace Services.Tests;

/// <summary>A log sink that throws for some messages, like a logger factory with a faulty provider.</summary>
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
