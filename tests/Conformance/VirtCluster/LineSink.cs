using Scalewright.Logs;
using VirtCluster.Compat;

namespace Conformance.VirtCluster;

/// <summary>Keeps lines as the reference would show them.</summary>
internal sealed class LineSink : ILogSink
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _lines.AddRange(records.Select(record => ReferenceLogLine.Format(origin, record)));
        }

        return ValueTask.CompletedTask;
    }
}
