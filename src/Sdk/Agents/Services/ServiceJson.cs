using System.ComponentModel;

namespace Scalewright.Agents.Services;

/// <summary>JSON helpers for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ServiceJson
{
    /// <summary>Moves to the next argument.</summary>
    /// <param name="reader">Reader at the previous argument.</param>
    /// <param name="name">Name of the argument, for the message.</param>
    /// <exception cref="JsonException">The argument is missing.</exception>
    public static void ReadNextArgument(ref Utf8JsonReader reader, string name)
    {
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
        {
            throw new JsonException($"the argument '{name}' is missing");
        }
    }

    /// <summary>Moves past the last argument.</summary>
    /// <param name="reader">Reader at the last argument.</param>
    /// <exception cref="JsonException">There are more arguments.</exception>
    public static void ReadArgumentsEnd(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
        {
            throw new JsonException("there are more arguments than the method takes");
        }
    }

    /// <summary>Checks the type of the current token.</summary>
    /// <param name="reader">Reader at the token.</param>
    /// <param name="expected">Expected token type.</param>
    /// <exception cref="JsonException">The token has another type.</exception>
    public static void Expect(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (reader.TokenType != expected)
        {
            throw new JsonException($"{expected} is expected, not {reader.TokenType}");
        }
    }

    /// <summary>Returns the properties of an exception as JSON text.</summary>
    /// <typeparam name="T">Type of the exception.</typeparam>
    /// <param name="error">The exception.</param>
    /// <param name="write">Writes the properties as an object.</param>
    public static string SerializeException<T>(T error, JsonValueWriter<T> write)
        where T : Exception
    {
        ArgumentNullException.ThrowIfNull(write);
        using ServiceJsonText text = new();
        return Encoding.UTF8.GetString(text.Write(error, write).Span);
    }

    /// <summary>Creates the exception for a missing required value.</summary>
    /// <param name="name">Name of the value.</param>
    public static JsonException CreateMissingPropertyException(string name) => new($"'{name}' is missing");

    /// <summary>Reads text.</summary>
    /// <param name="reader">Reader at the text.</param>
    /// <exception cref="JsonException">The text is null.</exception>
    public static string ReadString(ref Utf8JsonReader reader) =>
        reader.GetString() ?? throw new JsonException("a text is expected, not null");

    /// <summary>Reads one character.</summary>
    /// <param name="reader">Reader at a text of one character.</param>
    /// <exception cref="JsonException">The text is longer or shorter.</exception>
    public static char ReadChar(ref Utf8JsonReader reader) =>
        ReadString(ref reader) is [var character] ? character : throw new JsonException("one character is expected");

    /// <summary>Writes a number, including NaN and infinities.</summary>
    /// <param name="writer">Receives the number.</param>
    /// <param name="value">The number.</param>
    public static void WriteDouble(Utf8JsonWriter writer, double value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Reads a number, including NaN and infinities.</summary>
    /// <param name="reader">Reader at a number, or at NaN, Infinity or -Infinity as text.</param>
    /// <exception cref="JsonException">The value is not a number.</exception>
    public static double ReadDouble(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number
            ? reader.GetDouble()
            : ReadString(ref reader) switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                var text => throw new JsonException($"'{text}' is not a number"),
            };

    /// <summary>Writes a number, including NaN and infinities.</summary>
    /// <param name="writer">Receives the number.</param>
    /// <param name="value">The number.</param>
    public static void WriteSingle(Utf8JsonWriter writer, float value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Reads a number, including NaN and infinities.</summary>
    /// <param name="reader">Reader at a number, or at NaN, Infinity or -Infinity as text.</param>
    /// <exception cref="JsonException">The value is not a number.</exception>
    public static float ReadSingle(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetSingle() : (float)ReadDouble(ref reader);

    /// <summary>Writes a duration, for example <c>1.02:03:04.0000005</c>.</summary>
    /// <param name="writer">Receives the text.</param>
    /// <param name="value">The duration.</param>
    public static void WriteTimeSpan(Utf8JsonWriter writer, TimeSpan value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString("c", CultureInfo.InvariantCulture));
    }

    /// <summary>Reads a duration.</summary>
    /// <param name="reader">Reader at the text.</param>
    /// <exception cref="JsonException">The text is not a duration.</exception>
    public static TimeSpan ReadTimeSpan(ref Utf8JsonReader reader)
    {
        string text = ReadString(ref reader);
        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan value)
            ? value
            : throw new JsonException($"'{text}' is not a length of time");
    }

    /// <summary>Reads a URI.</summary>
    /// <param name="reader">Reader at the text.</param>
    /// <exception cref="JsonException">The text is not a URI.</exception>
    public static Uri ReadUri(ref Utf8JsonReader reader)
    {
        string text = ReadString(ref reader);
        return Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? value)
            ? value
            : throw new JsonException($"'{text}' is not an address");
    }
}
