using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright;

/// <summary>Converts a <see cref="ValueMap{T}"/> from and to a JSON object for generated serializer contexts.</summary>
/// <typeparam name="T">Type of the values. The serializer context must include it.</typeparam>
public sealed class ValueMapConverter<T> : JsonConverter<ValueMap<T>>
{
    /// <exception cref="JsonException">The text is not an object, or a value is invalid.</exception>
    /// <inheritdoc/>
    public override ValueMap<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"expected a JSON object, found {reader.TokenType}");
        }

        List<KeyValuePair<string, T>> entries = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            entries.Add(KeyValuePair.Create(name, JsonSerializer.Deserialize(ref reader, TypeInfo(options))!));
        }

        return entries.ToValueMap();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ValueMap<T> value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        writer.WriteStartObject();
        foreach ((string name, T item) in value)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, item, TypeInfo(options));
        }

        writer.WriteEndObject();
    }

    private static JsonTypeInfo<T> TypeInfo(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
