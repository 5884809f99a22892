using Microsoft.Extensions.Logging;
using Scalewright.Clusters;

namespace Scalewright.Hosting;

/// <summary>What is written about clusters. Ids 4001 to 4099.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "{Cluster}: {Kind} {Subject}: {Text}")]
    public static partial void Changed(ILogger logger, string cluster, ClusterEventKind kind, string subject, string text);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Debug, Message = "{Cluster}: {Kind} {Subject}: {Text}")]
    public static partial void Noted(ILogger logger, string cluster, ClusterEventKind kind, string subject, string text);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "{Cluster}: {Kind} {Subject}: {Text}")]
    public static partial void Broken(ILogger logger, string cluster, ClusterEventKind kind, string subject, string text);
}
