namespace Scalewright.Providers.Logs;

/// <summary>What is written about calls of web services: methods, hosts and paths; never a query, a header or a body, which may hold secrets. Ids 5200 to 5299.</summary>
/// <remarks>Compiled into each package that calls one: packages see the core alone.</remarks>
internal static partial class CallLog
{
    /// <summary>A call was answered.</summary>
    /// <param name="logger">Where it is written.</param>
    /// <param name="call">The call: its method, with what it asks for where the address does not tell, and its whole address.</param>
    /// <param name="duration">How long it was until the answer began.</param>
    public static void Answered(ILogger logger, (string Method, Uri Address) call, int status, TimeSpan duration)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string words = Words(call);
            AnsweredLine(logger, words, status, duration);
        }
    }

    /// <summary>A call was not answered, or not to the end.</summary>
    public static void Unanswered(ILogger logger, (string Method, Uri Address) call, TimeSpan duration, Exception reason)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            (string words, string why) = (Words(call), ReasonOf(0, reason));
            UnansweredLine(logger, words, duration, why);
        }
    }

    /// <summary>A call failed for the moment, and is made again.</summary>
    /// <param name="logger">Where it is written.</param>
    /// <param name="failed">How many attempts there were, and how many there are at most.</param>
    /// <param name="pause">How long it is waited before.</param>
    /// <param name="status">The HTTP status; 0: no answer.</param>
    /// <param name="reason">Why there was none; null: there was one.</param>
    public static void Repeated(ILogger logger, (string Method, Uri Address) call, (int Count, int Max) failed, TimeSpan pause, int status, Exception? reason)
    {
        if (logger.IsEnabled(LogLevel.Warning))
        {
            (string words, string why) = (Words(call), ReasonOf(status, reason));
            RepeatedLine(logger, words, pause, failed.Count + 1, failed.Max, why);
        }
    }

    /// <summary>Who calls was refused, and calls again as somebody else.</summary>
    public static void LoggedInAgain(ILogger logger, (string Method, Uri Address) call)
    {
        if (logger.IsEnabled(LogLevel.Warning))
        {
            string words = Words(call);
            LoggedInAgainLine(logger, words);
        }
    }

    /// <summary>Why a call failed; not in the words of the service, which may repeat what it was sent.</summary>
    /// <param name="status">The HTTP status; 0: no answer.</param>
    /// <param name="reason">Why there was none; null: there was one.</param>
    public static string ReasonOf(int status, Exception? reason) => reason switch
    {
        _ when status > 0 => string.Create(CultureInfo.InvariantCulture, $"status {status}"),
        OperationCanceledException or { InnerException: OperationCanceledException } => "no answer came in time",
        { } => Printable.Escape(AddressText.WithoutPasswords(reason.InnerException?.Message ?? reason.Message)),
        null => "no answer",
    };

    private static string Words((string Method, Uri Address) call) => $"{Printable.Escape(call.Method)} {call.Address.Authority}{Printable.Escape(call.Address.AbsolutePath)}";

    [LoggerMessage(EventId = 5200, Level = LogLevel.Debug, Message = "{Call}: {Status} after {Duration}")]
    private static partial void AnsweredLine(ILogger logger, string call, int status, TimeSpan duration);

    [LoggerMessage(EventId = 5201, Level = LogLevel.Debug, Message = "{Call}: no answer after {Duration}: {Reason}")]
    private static partial void UnansweredLine(ILogger logger, string call, TimeSpan duration, string reason);

    [LoggerMessage(EventId = 5202, Level = LogLevel.Warning, Message = "{Call} is repeated in {Pause}, attempt {Attempt} of {AttemptsMax}: {Reason}")]
    private static partial void RepeatedLine(ILogger logger, string call, TimeSpan pause, int attempt, int attemptsMax, string reason);

    [LoggerMessage(EventId = 5203, Level = LogLevel.Warning, Message = "{Call}: whoever called was refused, and calls again with a new password or token")]
    private static partial void LoggedInAgainLine(ILogger logger, string call);
}
