namespace Scalewright.Providers.Local;

/// <summary>Logs nodes of this machine and their links. Event IDs 5100 to 5199.</summary>
internal static partial class LocalLog
{
    [LoggerMessage(EventId = 5100, Level = LogLevel.Information, Message = "Node {Node} is made, with the address {Address}")]
    public static partial void NodeCreated(ILogger logger, string node, string address);

    [LoggerMessage(EventId = 5101, Level = LogLevel.Information, Message = "Node {Node} is removed")]
    public static partial void NodeRemoved(ILogger logger, string node);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Debug, Message = "{Program} completed after {Duration}")]
    public static partial void CommandCompleted(ILogger logger, string program, TimeSpan duration);

    public static void Failed(ILogger logger, string program, TimeSpan duration, int exitCode, string reason)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string safe = TextEscaping.Escape(reason);
            CommandFailed(logger, program, duration, exitCode, safe);
        }
    }

    [LoggerMessage(
        EventId = 5103,
        Level = LogLevel.Debug,
        Message = "{Program} failed after {Duration} with exit status {ExitCode}: {Reason}"
    )]
    private static partial void CommandFailed(ILogger logger, string program, TimeSpan duration, int exitCode, string reason);

    [LoggerMessage(EventId = 5104, Level = LogLevel.Information, Message = "The conditions of the link of node {Node} are changed")]
    public static partial void LinkConditionsSet(ILogger logger, string node);

    [LoggerMessage(EventId = 5105, Level = LogLevel.Information, Message = "The link of node {Node} is restored")]
    public static partial void LinkRestored(ILogger logger, string node);

    [LoggerMessage(
        EventId = 5106,
        Level = LogLevel.Warning,
        Message = "The conditions of the link of node {Node} cannot be applied; the link is restored"
    )]
    public static partial void LinkConditionsFailed(ILogger logger, string node);

    [LoggerMessage(EventId = 5107, Level = LogLevel.Information, Message = "The programs of node {Node} are killed")]
    public static partial void NodeKilled(ILogger logger, string node);

    [LoggerMessage(EventId = 5108, Level = LogLevel.Debug, Message = "The creation of node {Node} starts")]
    public static partial void CreationStarted(ILogger logger, string node);

    [LoggerMessage(EventId = 5109, Level = LogLevel.Debug, Message = "Node {Node} gets the address {Address}")]
    public static partial void AddressAcquired(ILogger logger, string node, string address);
}
