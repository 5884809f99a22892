namespace Scalewright.Logs;

internal sealed class LogFanOut(params ILogSink[] sinks) : ILogSink
{
    public async ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        foreach (ILogSink sink in sinks)
        {
            await sink.WriteAsync(origin, records, cancellationToken);
        }
    }
}
