using System.Text.Encodings.Web;

namespace Scalewright.Logs;

/// <summary>Formats a record as one line of JSON. Missing values are omitted.</summary>
/// <remarks><c>{"node":…,"tag":…,"address":…,"time":…,"logger":…,"level":…,"levelName":…,"message":…}</c></remarks>
public sealed class JsonLogFormat : ILogFormat
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default, SkipValidation = true };

    /// <summary>The only instance.</summary>
    public static JsonLogFormat Default { get; } = new();

    /// <inheritdoc/>
    public string FileExtension => ".jsonl";

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output, LogOrigin origin, LogRecord record)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(record);
        using (Utf8JsonWriter writer = new(output, Options))
        {
            writer.WriteStartObject();
            Write(writer, "node"u8, origin.Node);
            writer.WriteString("tag"u8, origin.Tag);
            writer.WriteString("address"u8, origin.Address);
            Write(writer, "time"u8, record.Time);
            Write(writer, "logger"u8, record.Logger);
            writer.WriteNumber("level"u8, record.Level);
            Write(writer, "levelName"u8, record.LevelName);
            Write(writer, "module"u8, record.Module);
            writer.WriteNumber("line"u8, record.Line);
            WriteMessage(writer, record);
            WriteException(writer, record.Exception);
            Write(writer, "stack"u8, record.Stack);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> key, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            writer.WriteString(key, text);
        }
    }

    private static void WriteMessage(Utf8JsonWriter writer, LogRecord record)
    {
        writer.WritePropertyName("message"u8);
        if (record.IsJson && TryParse(record.Message) is { } value)
        {
            // Rewritten, because the received JSON may contain line feeds and thus forged lines of other nodes.
            using (value)
            {
                value.WriteTo(writer);
            }
        }
        else
        {
            writer.WriteStringValue(record.Message);
        }
    }

    private static JsonDocument? TryParse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void WriteException(Utf8JsonWriter writer, ValueList<string> pieces)
    {
        if (pieces.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("exception"u8);
        foreach (string piece in pieces)
        {
            writer.WriteStringValue(piece);
        }

        writer.WriteEndArray();
    }
}
