namespace Scalewright.Logs;

/// <summary>Reads the bodies of frames. Use one reader per connection: it caches recurring strings.</summary>
/// <remarks>The keys are those of Python's log records. Unknown keys are skipped; of a repeated key, the last one
/// counts. <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> are accepted, because Python's <c>json</c> writes them
/// although they are not JSON.</remarks>
internal sealed class LogRecordReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    private readonly StringInternPool _loggers = new();
    private readonly StringInternPool _levels = new();
    private readonly StringInternPool _modules = new();
    private readonly StringInternPool _paths = new();
    private readonly StringInternPool _functions = new();

    // Current body, as it was sent.
    private ReadOnlyMemory<byte> _text;

    /// <summary>True if the last record has an invalid level or line, which is read as 0 (missing).</summary>
    /// <remarks>Invalid means another type, beyond 32 bits, or a line below 0.</remarks>
    public bool IsMalformed { get; private set; }

    /// <summary>Reads one body.</summary>
    /// <param name="body">Bytes after the length.</param>
    /// <param name="record">The record; null if there is a fault.</param>
    public LogFrameError Read(ReadOnlyMemory<byte> body, out LogRecord? record)
    {
        (record, IsMalformed) = (null, false);
        try
        {
            _text = LogEncoding.ToUtf8(body);
            LogFrameError fault = ReadObject(_text.Span, out record);
            return fault == LogFrameError.NotJson && PythonNumbers.Mask(_text.Span) is { } masked ? ReadObject(masked, out record) : fault;
        }
        catch (DecoderFallbackException)
        {
            return LogFrameError.NotJson;
        }
        finally
        {
            _text = default;
        }
    }

    private LogFrameError ReadObject(ReadOnlySpan<byte> json, out LogRecord? record)
    {
        (record, IsMalformed) = (null, false);
        try
        {
            Utf8JsonReader reader = new(json, Options);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                return reader.Read() ? LogFrameError.NotJson : LogFrameError.NotAnObject;
            }

            Fields fields = default;
            ReadFields(ref reader, ref fields);
            reader.Read();
            record = fields.HasTime ? fields.ToRecord() : null;
            return fields.HasTime ? LogFrameError.None : LogFrameError.MissingTime;
        }
        catch (Exception failure) when (failure is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return LogFrameError.NotJson;
        }
    }

    /// <summary>Returns the end of the object at the start of a body; 0 if the object is incomplete.</summary>
    internal static int EndOfValue(ReadOnlySpan<byte> body)
    {
        try
        {
            ReadOnlySpan<byte> json = PythonNumbers.Mask(body) is { } masked ? masked : body;
            Utf8JsonReader reader = new(json, isFinalBlock: false, new JsonReaderState(Options));
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.TrySkip() ? (int)reader.BytesConsumed : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    private void ReadFields(ref Utf8JsonReader reader, ref Fields fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadField(ref reader, ref fields);
        }
    }

    private void ReadField(ref Utf8JsonReader reader, ref Fields fields)
    {
        if (reader.ValueTextEquals("msg"u8))
        {
            reader.Read();
            (fields.Message, fields.IsJson) = ReadMessage(ref reader);
        }
        else if (reader.ValueTextEquals("asctime"u8))
        {
            reader.Read();
            (fields.Time, fields.HasTime) = (ReadText(ref reader, null), true);
        }
        else if (reader.ValueTextEquals("name"u8))
        {
            reader.Read();
            fields.Logger = ReadText(ref reader, _loggers);
        }
        else if (reader.ValueTextEquals("levelname"u8))
        {
            reader.Read();
            fields.LevelName = ReadText(ref reader, _levels) ?? "None";
        }
        else
        {
            ReadRest(ref reader, ref fields);
        }
    }

    private void ReadRest(ref Utf8JsonReader reader, ref Fields fields)
    {
        if (reader.ValueTextEquals("levelno"u8))
        {
            fields.Level = ReadNumber(ref reader, int.MinValue);
        }
        else if (reader.ValueTextEquals("lineno"u8))
        {
            fields.Line = ReadNumber(ref reader, 0);
        }
        else if (reader.ValueTextEquals("module"u8))
        {
            reader.Read();
            fields.Module = ReadText(ref reader, _modules) ?? "";
        }
        else if (reader.ValueTextEquals("pathname"u8))
        {
            reader.Read();
            fields.Path = ReadText(ref reader, _paths) ?? "";
        }
        else if (reader.ValueTextEquals("funcName"u8))
        {
            reader.Read();
            fields.Function = ReadText(ref reader, _functions) ?? "";
        }
        else if (reader.ValueTextEquals("exc_info"u8))
        {
            reader.Read();
            fields.Exception = ReadPieces(ref reader);
        }
        else if (reader.ValueTextEquals("stack_info"u8))
        {
            reader.Read();
            fields.Stack = ReadText(ref reader, null);
        }
        else
        {
            reader.Skip();
        }
    }

    private int ReadNumber(ref Utf8JsonReader reader, int min)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int number) && number >= min)
        {
            return number;
        }

        IsMalformed |= reader.TokenType != JsonTokenType.Null;
        reader.Skip();
        return 0;
    }

    private string? ReadText(ref Utf8JsonReader reader, StringInternPool? pool) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String when pool is not null && !reader.ValueIsEscaped => pool.Get(reader.ValueSpan),
            JsonTokenType.String => JsonStringText.Read(ref reader),
            _ => PythonName(ReadJson(ref reader)),
        };

    private (string Text, bool IsJson) ReadMessage(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? (JsonStringText.Read(ref reader), false) : (ReadJson(ref reader), true);

    // Text of a value that is not a string, as in Python.
    private static string PythonName(string json) =>
        json switch
        {
            "NaN" => "nan",
            "Infinity" => "inf",
            "-Infinity" => "-inf",
            "true" => "True",
            "false" => "False",
            _ => json,
        };

    private string ReadJson(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Encoding.UTF8.GetString(_text.Span[start..(int)reader.BytesConsumed]);
    }

    private ValueList<string> ReadPieces(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            string? only = ReadText(ref reader, null);
            return only is null ? [] : [only];
        }

        List<string> pieces = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            pieces.Add(ReadText(ref reader, null) ?? "null");
        }

        return [.. pieces];
    }

    private struct Fields
    {
        public string? Logger;
        public string? Time;
        public bool HasTime;
        public int Level;
        public string? LevelName;
        public string? Message;
        public bool IsJson;
        public ValueList<string>? Exception;
        public string? Stack;
        public string? Module;
        public string? Path;
        public string? Function;
        public int Line;

        public readonly LogRecord ToRecord() =>
            new()
            {
                Logger = Logger,
                Time = Time,
                Level = Level,
                LevelName = LevelName,
                Message = Message ?? "",
                IsJson = IsJson,
                Exception = Exception ?? [],
                Stack = Stack,
                Module = Module ?? "",
                Path = Path ?? "",
                Function = Function ?? "",
                Line = Line,
            };
    }
}

/// <summary>Returns the same string for the same bytes, to save memory. Cleared when it is full.</summary>
internal sealed class StringInternPool
{
    private const int SlotCount = 64;

    private readonly byte[][] _bytes = new byte[SlotCount][];
    private readonly string[] _words = new string[SlotCount];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        int slot = (int)(Hash(utf8) % SlotCount);
        if (_bytes[slot] is not { } cached || !utf8.SequenceEqual(cached))
        {
            (_bytes[slot], _words[slot]) = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return _words[slot];
    }

    // Only the distribution matters: two strings with the same slot just replace each other.
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        uint hash = (uint)utf8.Length;
        foreach (byte value in utf8)
        {
            hash = (hash * 31) + value;
        }

        return hash;
    }
}
