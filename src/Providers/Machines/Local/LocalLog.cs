namespace Scalewright.Providers.Local;

/// <summary>Logs nodes of this machine and their links. Event IDs 5100 to 5199.</summary>
internal static partial class LocalLog
{
    [LoggerMessage(EventId = 5100, Level = LogLevel.Information, Message = "Node {Node} is made, with the address {Address}")]
    public static partial void Made(ILogger logger, string node, string address);

    [LoggerMessage(EventId = 5101, Level = LogLevel.Information, Message = "Node {Node} is removed")]
    public static partial void Removed(ILogger logger, string node);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Debug, Message = "{Program} ended well after {Duration}")]
    public static partial void Ran(ILogger logger, string program, TimeSpan duration);

    public static void Failed(ILogger logger, string program, TimeSpan duration, int exitCode, string reason)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string safe = Printable.Escape(reason);
            FailedLine(logger, program, duration, exitCode, safe);
        }
    }

    [LoggerMessage(EventId = 5104, Level = LogLevel.Information, Message = "The link of node {Node} is given another shape")]
    public static partial void Shaped(ILogger logger, string node);

    [LoggerMessage(EventId = 5105, Level = LogLevel.Information, Message = "The link of node {Node} is restored")]
    public static partial void Restored(ILogger logger, string node);

    [LoggerMessage(EventId = 5106, Level = LogLevel.Warning, Message = "The link of node {Node} cannot be given its shape, and is as if restored")]
    public static partial void NotShaped(ILogger logger, string node);

    [LoggerMessage(EventId = 5107, Level = LogLevel.Information, Message = "The programs of node {Node} are killed")]
    public static partial void Killed(ILogger logger, string node);

    [LoggerMessage(EventId = 5103, Level = LogLevel.Debug, Message = "{Program} failed after {Duration} with exit status {ExitCode}: {Reason}")]
    private static partial void FailedLine(ILogger logger, string program, TimeSpan duration, int exitCode, string reason);
}
