using System.Buffers;
using System.Globalization;

namespace Scalewright.Logs;

/// <summary>A record as the controller's own log has it: <c>TIME LOGGER MODULE L0075 LEVEL | </c>, then <see cref="LogLine"/>.</summary>
/// <param name="clock">The controller's clock.</param>
/// <param name="logger">Name of the controller's logger.</param>
/// <remarks>Module, line and level are the sender's; the line number has at least four digits.</remarks>
public sealed class UnifiedLogLine(TimeProvider clock, string logger = "scalewright") : ILogFormat
{
    /// <inheritdoc/>
    public string Ending => ".log";

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output, LogOrigin origin, LogRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        DateTimeOffset now = clock.GetUtcNow();
        string level = record.LevelName ?? record.Level.ToString(CultureInfo.InvariantCulture);
        LogText.Write(output, string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd HH:mm:ss,fff} {logger} {(record.Module.Length > 0 ? record.Module : "-")} L{record.Line:0000} {level} | "));
        LogLine.Default.Write(output, origin, record);
    }
}
