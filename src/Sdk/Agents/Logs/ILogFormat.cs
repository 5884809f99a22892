namespace Scalewright.Logs;

/// <summary>Format of log records in a file.</summary>
public interface ILogFormat
{
    /// <summary>Extension of the files, including the dot.</summary>
    string FileExtension { get; }

    /// <summary>Writes one record with its line end.</summary>
    /// <param name="output">Receives UTF-8.</param>
    /// <param name="origin">Origin of the record.</param>
    /// <param name="record">The record.</param>
    void Write(IBufferWriter<byte> output, LogOrigin origin, LogRecord record);
}
