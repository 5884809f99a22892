using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Writes a map of values as an object.</summary>
/// <typeparam name="T">Type of the values; known to <see cref="AccountJson"/>.</typeparam>
internal sealed class ValueMapConverter<T> : JsonConverter<ValueMap<T>>
{
    /// <inheritdoc/>
    public override ValueMap<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonTypeInfo<T> type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        List<KeyValuePair<string, T>> entries = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            entries.Add(KeyValuePair.Create(name, JsonSerializer.Deserialize(ref reader, type)!));
        }

        return entries.ToValueMap();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ValueMap<T> value, JsonSerializerOptions options)
    {
        JsonTypeInfo<T> type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        writer.WriteStartObject();
        foreach ((string name, T item) in value)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, item, type);
        }

        writer.WriteEndObject();
    }
}
