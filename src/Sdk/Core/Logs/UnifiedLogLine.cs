namespace Scalewright.Logs;

/// <summary>A record as the controller's own log has it: <c>TIME LOGGER MODULE L0075 LEVEL | </c>, then <see cref="LogLine"/>.</summary>
/// <param name="clock">The controller's clock.</param>
/// <param name="logger">Name of the controller's logger.</param>
/// <remarks>The time is the controller's, in its time zone, as the sender's is in its own. Module, line and level are the sender's; the line number has at
/// least four digits, and is 0 when it is below. Since they stand before the origin, of module and level only letters, digits and <c>. _ - &lt; &gt;</c> are written, at most 64, and <c>_</c> for the rest.</remarks>
public sealed class UnifiedLogLine(TimeProvider clock, string logger = "scalewright") : ILogFormat
{
    private const int WordMax = 64;

    /// <inheritdoc/>
    public string Ending => ".log";

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output, LogOrigin origin, LogRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        DateTimeOffset now = clock.GetLocalNow();
        string level = record.LevelName ?? record.Level.ToString(CultureInfo.InvariantCulture);
        LogText.Write(output, string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd HH:mm:ss,fff} {logger} {(record.Module.Length > 0 ? WordOf(record.Module) : "-")} L{Math.Max(record.Line, 0):0000} {WordOf(level)} | "));
        LogLine.Default.Write(output, origin, record);
    }

    private static string WordOf(string text) => text.Length <= WordMax && text.All(IsSafe)
        ? text
        : string.Concat(text.Take(WordMax).Select(character => IsSafe(character) ? character : '_'));

    private static bool IsSafe(char character) => char.IsLetterOrDigit(character) || character is '.' or '_' or '-' or '<' or '>';
}
