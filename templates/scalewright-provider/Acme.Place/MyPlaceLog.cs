using Microsoft.Extensions.Logging;

namespace AcmeSpace;

internal static partial class MyPlaceLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Node {Node} was created as {Id}")]
    public static partial void Made(ILogger logger, string node, string id);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{Id} was removed")]
    public static partial void Removed(ILogger logger, string id);
}
