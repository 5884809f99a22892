using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Kubernetes;

/// <summary>Log messages about pods. Event IDs 4400 to 4499.</summary>
internal static partial class KubernetesLog
{
    [LoggerMessage(EventId = 4400, Level = LogLevel.Information, Message = "Pod {Pod} is made for node {Node}")]
    public static partial void PodCreated(ILogger logger, string pod, string node);

    [LoggerMessage(EventId = 4401, Level = LogLevel.Information, Message = "Deletion of pod {Pod} of node {Node} is requested")]
    public static partial void PodDeletionRequested(ILogger logger, string pod, string node);

    [LoggerMessage(
        EventId = 4402,
        Level = LogLevel.Warning,
        Message = "The watch of pods failed, and starts again in {Delay}, failures in a row: {Count}: {Reason}"
    )]
    public static partial void WatchFailed(ILogger logger, TimeSpan delay, int count, string reason);

    [LoggerMessage(EventId = 4403, Level = LogLevel.Debug, Message = "The watch of pods is too far behind, and starts with a new list")]
    public static partial void WatchExpired(ILogger logger);
}
