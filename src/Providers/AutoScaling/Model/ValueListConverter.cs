using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Writes a list of values as an array.</summary>
/// <typeparam name="T">Type of the items; its array is known to <see cref="AccountJson"/>.</typeparam>
internal sealed class ValueListConverter<T> : JsonConverter<ValueList<T>>
{
    /// <inheritdoc/>
    public override ValueList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        [.. JsonSerializer.Deserialize(ref reader, (JsonTypeInfo<T[]>)options.GetTypeInfo(typeof(T[]))) ?? []];

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ValueList<T> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, [.. value], (JsonTypeInfo<T[]>)options.GetTypeInfo(typeof(T[])));
}
