using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Scalewright.Agents.Services;

/// <summary>Values as JSON texts. What is written last is valid until the next writing.</summary>
internal sealed class ServiceText : IDisposable
{
    private const byte LineFeed = (byte)'\n';

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _writer;

    public ServiceText() => _writer = new Utf8JsonWriter(_bytes, Options);

    public static ReadOnlyMemory<byte> WriteArray<T>(T values, ServiceWriter<T> write)
    {
        using ServiceText text = new();
        text._writer.WriteStartArray();
        write(text._writer, values);
        text._writer.WriteEndArray();
        text._writer.Flush();
        return text._bytes.WrittenMemory;
    }

    /// <exception cref="JsonException">The text is not one value of this type.</exception>
    public static T Read<T>(ReadOnlySpan<byte> text, ServiceReader<T> read)
    {
        Utf8JsonReader reader = new(text);
        try
        {
            reader.Read();
            T value = read(ref reader);
            return reader.Read() ? throw new JsonException("a value is followed by another") : value;
        }
        catch (Exception failure) when (failure is FormatException or InvalidOperationException or OverflowException)
        {
            throw new JsonException(failure.Message, failure);
        }
    }

    public ReadOnlyMemory<byte> Write<T>(T value, ServiceWriter<T> write)
    {
        _bytes.ResetWrittenCount();
        _writer.Reset();
        write(_writer, value);
        _writer.Flush();
        return _bytes.WrittenMemory;
    }

    public ReadOnlyMemory<byte> WriteLine<T>(T value, ServiceWriter<T> write)
    {
        Write(value, write);
        _bytes.Write([LineFeed]);
        return _bytes.WrittenMemory;
    }

    public void Dispose() => _writer.Dispose();
}
