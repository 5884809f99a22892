using Microsoft.Extensions.Logging;

namespace AcmeSpace;

internal static partial class MyBackendLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Node {Node} was created as {Id}")]
    public static partial void NodeCreated(ILogger logger, string node, string id);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Node {Id} was deleted")]
    public static partial void NodeDeleted(ILogger logger, string id);
}
