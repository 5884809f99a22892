using System.Text.Encodings.Web;

namespace Scalewright.Agents.Services;

/// <summary>Converts values to and from JSON text. Written text is valid until the next write.</summary>
internal sealed class ServiceJsonText : IDisposable
{
    private const byte LineFeed = (byte)'\n';
    private const int MaxSpareBytes = 16 * 1024;

    [ThreadStatic]
    private static ServiceJsonText? t_spare;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _writer;

    public ServiceJsonText() => _writer = new Utf8JsonWriter(_bytes, Options);

    public static byte[] WriteArray<T>(T values, JsonValueWriter<T> write) => WriteWhole(values, write, isArray: true);

    /// <summary>Writes a value to a new array.</summary>
    public static byte[] WriteWhole<T>(T value, JsonValueWriter<T> write) => WriteWhole(value, write, isArray: false);

    public static T Read<T>(ReadOnlySpan<byte> text, JsonValueReader<T> read)
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

    public ReadOnlyMemory<byte> Write<T>(T value, JsonValueWriter<T> write) => Write(value, write, isArray: false);

    public ReadOnlyMemory<byte> WriteLine<T>(T value, JsonValueWriter<T> write)
    {
        Write(value, write);
        _bytes.Write([LineFeed]);
        return _bytes.WrittenMemory;
    }

    public void Dispose() => _writer.Dispose();

    private static byte[] WriteWhole<T>(T value, JsonValueWriter<T> write, bool isArray)
    {
        // Short texts share a cached writer. A nested write uses its own writer, and a writer with a large buffer is
        // not cached.
        ServiceJsonText text = t_spare ?? new ServiceJsonText();
        t_spare = null;
        byte[] bytes = text.Write(value, write, isArray).ToArray();
        if (text._bytes.Capacity <= MaxSpareBytes)
        {
            t_spare = text;
        }
        else
        {
            text.Dispose();
        }

        return bytes;
    }

    private ReadOnlyMemory<byte> Write<T>(T value, JsonValueWriter<T> write, bool isArray)
    {
        _bytes.ResetWrittenCount();
        _writer.Reset();
        if (isArray)
        {
            _writer.WriteStartArray();
        }

        write(_writer, value);
        if (isArray)
        {
            _writer.WriteEndArray();
        }

        _writer.Flush();
        return _bytes.WrittenMemory;
    }
}
