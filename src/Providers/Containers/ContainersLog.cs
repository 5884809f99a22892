using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Containers;

/// <summary>Log messages about containers. Event IDs 5600 to 5699.</summary>
internal static partial class ContainersLog
{
    [LoggerMessage(EventId = 5600, Level = LogLevel.Warning,
        Message = "Container {Container} of node {Node} is not started: {Reason}")]
    public static partial void NotStarted(ILogger logger, string container, string node, string reason);

    [LoggerMessage(EventId = 5601, Level = LogLevel.Warning,
        Message = "The default network of {Owner} is not removed: {Reason}")]
    public static partial void NetworkNotRemoved(ILogger logger, string owner, string reason);
}
