using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright;

/// <summary>Converts a <see cref="ValueList{T}"/> from and to a JSON array for generated serializer contexts.</summary>
/// <typeparam name="T">Type of the elements. The serializer context must include it.</typeparam>
public sealed class ValueListConverter<T> : JsonConverter<ValueList<T>>
{
    /// <exception cref="JsonException">The text is not a list, or an element is invalid.</exception>
    /// <inheritdoc/>
    public override ValueList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException($"expected a JSON array, found {reader.TokenType}");
        }

        List<T> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(JsonSerializer.Deserialize(ref reader, TypeInfo(options))!);
        }

        return items.ToValueList();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ValueList<T> value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        writer.WriteStartArray();
        foreach (T item in value)
        {
            JsonSerializer.Serialize(writer, item, TypeInfo(options));
        }

        writer.WriteEndArray();
    }

    private static JsonTypeInfo<T> TypeInfo(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
