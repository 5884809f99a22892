using Microsoft.Extensions.Logging;
using Scalewright.Clusters;

namespace Scalewright.Hosting;

/// <summary>Writes the events of a cluster to a log.</summary>
internal sealed class EventLogger(string cluster, ILogger logger) : IProgress<ClusterEvent>
{
    public void Report(ClusterEvent value)
    {
        switch (value.Kind)
        {
            case ClusterEventKind.StepFailed or ClusterEventKind.NodeFailed or ClusterEventKind.NodeLost or ClusterEventKind.NodeUnreachable:
                ClusterLog.Broken(logger, cluster, value.Kind, value.Subject, value.Text);
                break;
            case ClusterEventKind.StepRetried or ClusterEventKind.StepResolved or ClusterEventKind.NodeEnding or ClusterEventKind.Drifted:
                ClusterLog.Noted(logger, cluster, value.Kind, value.Subject, value.Text);
                break;
            default:
                ClusterLog.Changed(logger, cluster, value.Kind, value.Subject, value.Text);
                break;
        }
    }
}
