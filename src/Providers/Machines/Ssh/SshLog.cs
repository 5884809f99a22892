namespace Scalewright.Providers.Ssh;

internal static partial class SshLog
{
    [LoggerMessage(EventId = 4200, Level = LogLevel.Debug, Message = "Logged in to {Host}")]
    public static partial void LoggedIn(ILogger logger, string host);

    [LoggerMessage(EventId = 4201, Level = LogLevel.Warning, Message = "The connection to {Host} is lost: {Reason}")]
    public static partial void ConnectionLost(ILogger logger, string host, string reason);

    [LoggerMessage(EventId = 4202, Level = LogLevel.Information, Message = "{Host} allows {Count} sessions at once")]
    public static partial void SessionLimitLowered(ILogger logger, string host, int count);

    [LoggerMessage(EventId = 4203, Level = LogLevel.Information, Message = "{Host} is node {Node} now")]
    public static partial void HostAssigned(ILogger logger, string host, string node);

    [LoggerMessage(EventId = 4204, Level = LogLevel.Information, Message = "{Host} is node {Node} no more")]
    public static partial void HostReleased(ILogger logger, string host, string node);

    [LoggerMessage(EventId = 4205, Level = LogLevel.Warning, Message = "{Host} cannot be looked at: {Reason}")]
    public static partial void HostUnreachable(ILogger logger, string host, string reason);

    [LoggerMessage(
        EventId = 4206,
        Level = LogLevel.Warning,
        Message = "Faults at {Host} may be reverted too early, since their lease is not renewed: {Reason}"
    )]
    public static partial void FaultLeaseNotRenewed(ILogger logger, string host, string reason);

    [LoggerMessage(EventId = 4207, Level = LogLevel.Information, Message = "The way of {Host} from {Endpoint} is open again")]
    public static partial void ForwardReopened(ILogger logger, string host, string endpoint);

    [LoggerMessage(EventId = 4208, Level = LogLevel.Warning, Message = "The forwarding from {Endpoint} to {Host} is interrupted: {Reason}")]
    public static partial void ForwardClosed(ILogger logger, string host, string endpoint, string reason);
}
