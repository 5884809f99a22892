namespace Scalewright.Journals;

internal static class ChangeJson
{
    /// <summary>Verifies that the bytes are one JSON object on one line.</summary>
    /// <exception cref="ArgumentException">The bytes have another form or are too long.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        CheckWritten(json);
        if (!IsWhole(json))
        {
            throw NoObject();
        }
    }

    /// <summary>Performs the same check for bytes that a serializer wrote and that are therefore valid JSON.</summary>
    /// <inheritdoc cref="Check"/>
    public static void CheckWritten(ReadOnlySpan<byte> json)
    {
        if (json.Length > RecordFormat.MaxJsonLength)
        {
            throw new ArgumentException($"a change has {json.Length} bytes; use up to {RecordFormat.MaxJsonLength}", nameof(json));
        }

        if (json.IsEmpty || json[0] != '{' || json.ContainsAnyInRange((byte)0, (byte)0x1F))
        {
            throw NoObject();
        }
    }

    private static ArgumentException NoObject() => new("a change is one JSON object on one line", "json");

    private static bool IsWhole(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            while (reader.Read())
            {
                if (
                    reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                    && !System.Text.Unicode.Utf8.IsValid(reader.ValueSpan)
                )
                {
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
