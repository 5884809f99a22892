using System.Diagnostics.CodeAnalysis;
using Scalewright.Logs;

namespace Scalewright.Clusters;

/// <summary>Gives records on. Where that fails they are lost there, somebody is told, and the next ones are tried again.</summary>
/// <param name="sink">Where they go; the code of whoever uses the cluster, or a folder.</param>
/// <param name="warn">Is told of a node and what came of its records.</param>
internal sealed class WarningSink(ILogSink sink, Action<string, Exception> warn) : ILogSink
{
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a sink throws is its failure, not the end of the log of a node.")]
    public async ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        try
        {
            await sink.WriteAsync(origin, records, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            warn(origin.Node, failure);
        }
    }
}
