using System.Buffers.Binary;

namespace Scalewright.Logs;

/// <summary>Writes records as frames for vt_cluster's log server: same keys and order, non-ASCII escaped.</summary>
internal static class LogFrameWriter
{
    private const int HeaderSize = 4;

    /// <summary>Writes one frame.</summary>
    /// <param name="output">Receives the frame.</param>
    /// <param name="record">The record.</param>
    /// <param name="created">Creation time of the record.</param>
    /// <param name="processId">Process ID of the sender.</param>
    public static void Write(IBufferWriter<byte> output, LogRecord record, DateTimeOffset created, int processId)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(record);
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter writer = new(body))
        {
            WriteRecord(writer, record, created, processId);
        }

        WriteBody(output, body.WrittenSpan);
    }

    /// <summary>Writes the optional handshake of a sender.</summary>
    /// <param name="output">Receives the frame.</param>
    /// <param name="handshake">The handshake.</param>
    public static void Write(IBufferWriter<byte> output, LogHandshake handshake)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(handshake);
        WriteBody(output, LogHandshakeFrame.Write(handshake));
    }

    private static void WriteBody(IBufferWriter<byte> output, ReadOnlySpan<byte> body)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(HeaderSize), body.Length);
        output.Advance(HeaderSize);
        output.Write(body);
    }

    private static void WriteRecord(Utf8JsonWriter writer, LogRecord record, DateTimeOffset created, int process)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, record.Logger);
        writer.WriteNumber("levelno"u8, record.Level);
        writer.WriteString("levelname"u8, record.LevelName);
        writer.WriteString("pathname"u8, record.Path);
        writer.WriteString("filename"u8, Path.GetFileName(record.Path));
        writer.WriteString("module"u8, record.Module);
        writer.WriteNumber("lineno"u8, record.Line);
        writer.WriteString("funcName"u8, record.Function);
        writer.WriteNumber("created"u8, created.ToUnixTimeMilliseconds() / 1000.0);
        writer.WriteString("asctime"u8, record.Time);
        writer.WriteNumber("thread"u8, Environment.CurrentManagedThreadId);
        writer.WriteString("threadName"u8, "MainThread"u8);
        writer.WriteNumber("process"u8, process);
        WriteText(writer, record);
        writer.WriteEndObject();
    }

    private static void WriteJson(Utf8JsonWriter writer, byte[] json)
    {
        byte[]? masked = PythonNumbers.Mask(json);
        if (masked is not null)
        {
            // The validation of the writer rejects NaN and infinity, so the masked text is validated instead.
            JsonDocument.Parse(masked, new JsonDocumentOptions { MaxDepth = 512 }).Dispose();
        }

        writer.WriteRawValue(json, skipInputValidation: masked is not null);
    }

    private static void WriteText(Utf8JsonWriter writer, LogRecord record)
    {
        writer.WritePropertyName("msg"u8);
        if (record.IsJson)
        {
            WriteJson(writer, Encoding.UTF8.GetBytes(record.Message));
        }
        else
        {
            writer.WriteStringValue(record.Message);
        }

        writer.WriteNull("args"u8);
        if (record.Exception.Count > 0)
        {
            writer.WriteStartArray("exc_info"u8);
            foreach (string piece in record.Exception)
            {
                writer.WriteStringValue(piece);
            }

            writer.WriteEndArray();
        }

        if (record.Stack is { } stack)
        {
            writer.WriteString("stack_info"u8, stack);
        }
    }
}
