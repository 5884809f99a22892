using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Minimega;

internal static partial class MinimegaLog
{
    [LoggerMessage(EventId = 4100, Level = LogLevel.Debug, Message = "Connected to minimega on {Path}")]
    public static partial void Connected(ILogger logger, string path);

    public static void Sent(ILogger logger, string command)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string safe = MinimegaLine.Show(command);
            SentLine(logger, safe);
        }
    }

    public static void Progress(ILogger logger, string text)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string safe = Printable.Escape(text);
            ProgressNote(logger, safe);
        }
    }

    public static void Dropped(ILogger logger, string command)
    {
        if (logger.IsEnabled(LogLevel.Warning))
        {
            string safe = MinimegaLine.Show(command);
            DroppedLine(logger, safe);
        }
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Debug, Message = "minimega: {Command}")]
    private static partial void SentLine(ILogger logger, string command);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Debug, Message = "minimega progress: {Text}")]
    private static partial void ProgressNote(ILogger logger, string text);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Warning, Message = "Connection to minimega dropped during: {Command}")]
    private static partial void DroppedLine(ILogger logger, string command);
}
