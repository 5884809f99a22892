using System.ComponentModel;

namespace Scalewright.Agents.Services;

/// <summary>What generated code reads and writes beyond what JSON has by itself.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ServiceJson
{
    /// <summary>Goes to the next argument.</summary>
    /// <param name="reader">At the one before.</param>
    /// <param name="name">The argument's name, for the message.</param>
    /// <exception cref="JsonException">There is none.</exception>
    public static void NextArgument(ref Utf8JsonReader reader, string name)
    {
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
        {
            throw new JsonException($"the argument '{name}' is missing");
        }
    }

    /// <summary>Ends the arguments.</summary>
    /// <param name="reader">At the last one.</param>
    /// <exception cref="JsonException">There are more.</exception>
    public static void CloseArguments(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
        {
            throw new JsonException("there are more arguments than the method takes");
        }
    }

    /// <summary>Wants a token.</summary>
    /// <param name="reader">At the token.</param>
    /// <param name="wanted">The token.</param>
    /// <exception cref="JsonException">It is another.</exception>
    public static void Expect(ref Utf8JsonReader reader, JsonTokenType wanted)
    {
        if (reader.TokenType != wanted)
        {
            throw new JsonException($"{wanted} is expected, not {reader.TokenType}");
        }
    }

    /// <summary>The properties of an exception as text.</summary>
    /// <typeparam name="T">The exception.</typeparam>
    /// <param name="error">The exception.</param>
    /// <param name="write">Writes them as an object.</param>
    public static string WriteDetail<T>(T error, ServiceWriter<T> write)
        where T : Exception
    {
        ArgumentNullException.ThrowIfNull(write);
        using ServiceText text = new();
        return Encoding.UTF8.GetString(text.Write(error, write).Span);
    }

    /// <summary>What stands for a value that an object must have and has not.</summary>
    /// <param name="name">The value's name.</param>
    public static JsonException Missing(string name) => new($"'{name}' is missing");

    /// <summary>Reads text.</summary>
    /// <param name="reader">At the text.</param>
    /// <exception cref="JsonException">It is null.</exception>
    public static string ReadText(ref Utf8JsonReader reader) => reader.GetString() ?? throw new JsonException("a text is expected, not null");

    /// <summary>Reads one character.</summary>
    /// <param name="reader">At a text of one character.</param>
    /// <exception cref="JsonException">It is longer or shorter.</exception>
    public static char ReadChar(ref Utf8JsonReader reader) => ReadText(ref reader) is [var one] ? one : throw new JsonException("one character is expected");

    /// <summary>Writes a number that may be none.</summary>
    /// <param name="writer">Takes it.</param>
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

    /// <summary>Reads a number that may be none.</summary>
    /// <param name="reader">At a number, or at NaN, Infinity or -Infinity as text.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static double ReadDouble(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : ReadText(ref reader) switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        var other => throw new JsonException($"'{other}' is no number"),
    };

    /// <summary>Writes a number that may be none.</summary>
    /// <param name="writer">Takes it.</param>
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

    /// <summary>Reads a number that may be none.</summary>
    /// <param name="reader">At a number, or at NaN, Infinity or -Infinity as text.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static float ReadSingle(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number ? reader.GetSingle() : (float)ReadDouble(ref reader);

    /// <summary>Writes a length of time as <c>1.02:03:04.0000005</c>.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="value">The length.</param>
    public static void WriteTime(Utf8JsonWriter writer, TimeSpan value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString("c", CultureInfo.InvariantCulture));
    }

    /// <summary>Reads a length of time.</summary>
    /// <param name="reader">At its text.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static TimeSpan ReadTime(ref Utf8JsonReader reader) =>
        ReadText(ref reader) is var text && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan value) ? value : throw new JsonException($"'{text}' is no length of time");

    /// <summary>Reads an address.</summary>
    /// <param name="reader">At its text.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static Uri ReadUri(ref Utf8JsonReader reader) =>
        ReadText(ref reader) is var text && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? value) ? value : throw new JsonException($"'{text}' is no address");
}
