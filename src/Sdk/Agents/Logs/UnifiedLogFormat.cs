namespace Scalewright.Logs;

/// <summary>Formats records for a controller's log.</summary>
/// <param name="clock">Time provider of the controller.</param>
/// <param name="logger">Logger name of the controller.</param>
/// <remarks><c>TIME LOGGER MODULE L0075 LEVEL | </c>, then <see cref="TextLogFormat"/>. TIME is the controller's, in
/// its time zone; the sender's time follows in its own. Module, line and level are the sender's. The line number has at
/// least four digits, and is 0 if negative. Since module and level precede the origin, they are limited to 64
/// characters. Characters other than letters, digits and <c>. _ - &lt; &gt;</c> become <c>_</c>.</remarks>
public sealed class UnifiedLogFormat(TimeProvider clock, string logger = "scalewright") : ILogFormat
{
    private const int MaxLength = 64;

    /// <inheritdoc/>
    public string FileExtension => ".log";

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output, LogOrigin origin, LogRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        DateTimeOffset now = clock.GetLocalNow();
        string level = record.LevelName ?? record.Level.ToString(CultureInfo.InvariantCulture);
        LogEscaping.Write(
            output,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{now:yyyy-MM-dd HH:mm:ss,fff} {logger} {(record.Module.Length > 0 ? Sanitize(record.Module) : "-")} "
                    + $"L{Math.Max(record.Line, 0):0000} {Sanitize(level)} | "
            )
        );
        TextLogFormat.Default.Write(output, origin, record);
    }

    private static string Sanitize(string text) =>
        text.Length <= MaxLength && text.All(IsSafe) ? text : string.Concat(text.Take(MaxLength).Select(Replace));

    private static char Replace(char character) => IsSafe(character) ? character : '_';

    private static bool IsSafe(char character) => char.IsLetterOrDigit(character) || character is '.' or '_' or '-' or '<' or '>';
}
