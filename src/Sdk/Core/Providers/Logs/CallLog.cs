using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Logs;

/// <summary>
/// Logs calls to backends: methods, hosts and paths. Never logs a query, header or body, which may contain secrets.
/// Event IDs 5200 to 5299.
/// </summary>
public static partial class CallLog
{
    /// <summary>Logs a call that received a response.</summary>
    /// <param name="logger">Logger of the provider.</param>
    /// <param name="call">HTTP method, followed by the operation if the address does not contain it, and the full
    /// address.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="duration">Time to the start of the response.</param>
    public static void ResponseReceived(ILogger logger, (string Method, Uri Address) call, int status, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(logger);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string text = Describe(call);
            AnsweredLine(logger, text, status, duration);
        }
    }

    /// <summary>Logs a call without a complete response.</summary>
    /// <param name="logger">Logger of the provider.</param>
    /// <param name="call">HTTP method and full address, as for a response.</param>
    /// <param name="duration">Time to the failure.</param>
    /// <param name="reason">Reason for the missing response.</param>
    public static void NoResponse(ILogger logger, (string Method, Uri Address) call, TimeSpan duration, Exception reason)
    {
        ArgumentNullException.ThrowIfNull(logger);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            (string text, string cause) = (Describe(call), GetReason(0, reason));
            UnansweredLine(logger, text, duration, cause);
        }
    }

    /// <summary>Logs a call that completed.</summary>
    /// <param name="call">The call, without secrets.</param>
    internal static void Completed(ILogger logger, string call, TimeSpan duration)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string text = TextEscaping.Escape(call);
            CompletedLine(logger, text, duration);
        }
    }

    /// <summary>Logs a call that failed.</summary>
    /// <param name="call">The call, without secrets.</param>
    internal static void Failed(ILogger logger, string call, TimeSpan duration, string reason)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string text = TextEscaping.Escape(call);
            FailedLine(logger, text, duration, reason);
        }
    }

    /// <summary>Logs a transient failure before the retry.</summary>
    /// <param name="logger">Logger of the provider.</param>
    /// <param name="call">HTTP method and full address, as for a response.</param>
    /// <param name="failed">Failed attempts so far, and the maximum number of attempts.</param>
    /// <param name="pause">Delay before the retry.</param>
    /// <param name="status">HTTP status; 0 if there was no response.</param>
    /// <param name="reason">Reason for a missing response; null if there was a response.</param>
    public static void RetryScheduled(
        ILogger logger,
        (string Method, Uri Address) call,
        (int Count, int Max) failed,
        TimeSpan pause,
        int status,
        Exception? reason
    )
    {
        ArgumentNullException.ThrowIfNull(logger);
        if (logger.IsEnabled(LogLevel.Warning))
        {
            (string text, string cause) = (Describe(call), GetReason(status, reason));
            CallRetried(logger, text, pause, failed.Count + 1, failed.Max, cause);
        }
    }

    /// <summary>Logs a rejected call that is retried with new credentials.</summary>
    /// <param name="logger">Logger of the provider.</param>
    /// <param name="call">HTTP method and full address, as for a response.</param>
    public static void LoggedInAgain(ILogger logger, (string Method, Uri Address) call)
    {
        ArgumentNullException.ThrowIfNull(logger);
        if (logger.IsEnabled(LogLevel.Warning))
        {
            string text = Describe(call);
            CredentialsRefreshed(logger, text);
        }
    }

    /// <summary>
    /// Returns the reason for a failure. Never includes text from the service, which may quote the request.
    /// </summary>
    /// <param name="status">HTTP status; 0 if there was no response.</param>
    /// <param name="reason">Reason for a missing response; null if there was a response.</param>
    public static string GetReason(int status, Exception? reason) =>
        reason switch
        {
            _ when status > 0 => string.Create(CultureInfo.InvariantCulture, $"status {status}"),
            OperationCanceledException or { InnerException: OperationCanceledException } => "no response in time",
            { } => TextEscaping.Escape(UriRedactor.WithoutPasswords(reason.InnerException?.Message ?? reason.Message)),
            null => "no answer",
        };

    private static string Describe((string Method, Uri Address) call) =>
        $"{TextEscaping.Escape(call.Method)} {call.Address.Authority}{TextEscaping.Escape(call.Address.AbsolutePath)}";

    [LoggerMessage(EventId = 5200, Level = LogLevel.Debug, Message = "{Call}: {Status} after {Duration}")]
    private static partial void AnsweredLine(ILogger logger, string call, int status, TimeSpan duration);

    [LoggerMessage(EventId = 5201, Level = LogLevel.Debug, Message = "{Call}: no answer after {Duration}: {Reason}")]
    private static partial void UnansweredLine(ILogger logger, string call, TimeSpan duration, string reason);

    [LoggerMessage(
        EventId = 5202,
        Level = LogLevel.Warning,
        Message = "{Call} will be retried in {Delay}, attempt {Attempt} of {MaxAttempts}: {Reason}"
    )]
    private static partial void CallRetried(ILogger logger, string call, TimeSpan delay, int attempt, int maxAttempts, string reason);

    [LoggerMessage(
        EventId = 5203,
        Level = LogLevel.Warning,
        Message = "{Call}: the credentials were rejected; retrying with a new password or token"
    )]
    private static partial void CredentialsRefreshed(ILogger logger, string call);

    [LoggerMessage(EventId = 5204, Level = LogLevel.Debug, Message = "{Call}: completed after {Duration}")]
    private static partial void CompletedLine(ILogger logger, string call, TimeSpan duration);

    [LoggerMessage(EventId = 5205, Level = LogLevel.Debug, Message = "{Call}: failed after {Duration}: {Reason}")]
    private static partial void FailedLine(ILogger logger, string call, TimeSpan duration, string reason);
}
