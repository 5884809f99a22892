namespace Scalewright.Logs;

/// <summary>How records look in a file.</summary>
public interface ILogFormat
{
    /// <summary>How names of such files end, with the dot.</summary>
    string Ending { get; }

    /// <summary>Writes one record with its line end.</summary>
    /// <param name="output">Where UTF-8 goes.</param>
    /// <param name="origin">Who said it.</param>
    /// <param name="record">What was said.</param>
    void Write(IBufferWriter<byte> output, LogOrigin origin, LogRecord record);
}
