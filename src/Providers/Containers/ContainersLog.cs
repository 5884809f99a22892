using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Containers;

/// <summary>Log messages about containers. Event IDs 5600 to 5699.</summary>
internal static partial class ContainersLog
{
    [LoggerMessage(EventId = 5600, Level = LogLevel.Warning, Message = "Container {Container} of node {Node} is not started: {Reason}")]
    public static partial void NotStarted(ILogger logger, string container, string node, string reason);

    [LoggerMessage(EventId = 5601, Level = LogLevel.Information, Message = "Image {Image}: {Progress}")]
    public static partial void ImageProgress(ILogger logger, string image, string progress);

    [LoggerMessage(EventId = 5602, Level = LogLevel.Information, Message = "Image {Image} is on the engine after {Duration}: {Source}")]
    public static partial void ImageReady(ILogger logger, string image, TimeSpan duration, string source);

    [LoggerMessage(EventId = 5603, Level = LogLevel.Warning, Message = "Credentials of registry {Registry} are not used: {Reason}")]
    public static partial void CredentialsIgnored(ILogger logger, string registry, string reason);

    [LoggerMessage(
        EventId = 5604,
        Level = LogLevel.Warning,
        Message = "Health of container {Container} of node {Node} is unknown: {Reason}"
    )]
    public static partial void HealthUnknown(ILogger logger, string container, string node, string reason);

    [LoggerMessage(EventId = 5605, Level = LogLevel.Warning, Message = "The default network of {Owner} is not removed: {Reason}")]
    public static partial void NetworkNotRemoved(ILogger logger, string owner, string reason);
}
