namespace Scalewright.Providers.Chameleon;

/// <summary>Logs leases, servers and addresses. Event IDs 4800 to 4899.</summary>
internal static partial class ChameleonLog
{
    [LoggerMessage(
        EventId = 4800,
        Level = LogLevel.Information,
        Message = "Lease {Lease} at {Region} is reserved from {Start} to {End}, machines: {Count}"
    )]
    public static partial void LeaseCreated(
        ILogger logger,
        string lease,
        string region,
        DateTimeOffset start,
        DateTimeOffset end,
        int count
    );

    [LoggerMessage(EventId = 4801, Level = LogLevel.Information, Message = "Lease {Lease} at {Region} was ended")]
    public static partial void LeaseDeleted(ILogger logger, string lease, string region);

    public static void Waits(ILogger logger, string lease, string region, string status, DateTimeOffset start)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string safe = TextEscaping.Escape(status);
            WriteWaits(logger, lease, region, safe, start);
        }
    }

    [LoggerMessage(EventId = 4802, Level = LogLevel.Debug, Message = "Lease {Lease} at {Region} is {Status}, and is to start at {Start}")]
    private static partial void WriteWaits(ILogger logger, string lease, string region, string status, DateTimeOffset start);

    [LoggerMessage(EventId = 4803, Level = LogLevel.Warning, Message = "Unused lease {Lease} at {Region} could not be ended: {Reason}")]
    public static partial void LeaseLeft(ILogger logger, string lease, string region, string reason);

    [LoggerMessage(
        EventId = 4804,
        Level = LogLevel.Warning,
        Message = "Server {Server} of node {Node} at {Region} failed and is being replaced"
    )]
    public static partial void ServerFailed(ILogger logger, string server, string node, string region);

    [LoggerMessage(EventId = 4805, Level = LogLevel.Information, Message = "Node {Node} at {Region} has another server, number {Number}")]
    public static partial void ServerReplaced(ILogger logger, string node, string region, int number);

    [LoggerMessage(EventId = 4806, Level = LogLevel.Information, Message = "Node {Node} at {Region} has an address")]
    public static partial void AddressAssigned(ILogger logger, string node, string region);

    [LoggerMessage(
        EventId = 4807,
        Level = LogLevel.Warning,
        Message = "A change of node {Node} at {Region} is postponed to the next poll: {Reason}"
    )]
    public static partial void NodePostponed(ILogger logger, string node, string region, string reason);

    [LoggerMessage(EventId = 4808, Level = LogLevel.Warning, Message = "Node {Node} at {Region} is marked as failed: {Reason}")]
    public static partial void NodeFailed(ILogger logger, string node, string region, string reason);

    [LoggerMessage(EventId = 4809, Level = LogLevel.Information, Message = "The end of lease {Lease} at {Region} is moved to {End}")]
    public static partial void LeaseExtended(ILogger logger, string lease, string region, DateTimeOffset end);
}
