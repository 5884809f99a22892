using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>Reads and writes the models of the official client.</summary>
internal static class KubernetesJson
{
    // Servers of other releases may omit fields that the models require.
    private static readonly JsonSerializerOptions Lenient = new(ModelContext.Default.Options)
    {
        TypeInfoResolver = ((IJsonTypeInfoResolver)ModelContext.Default).WithAddedModifier(AllowMissingFields),
    };

    public static JsonTypeInfo<T> GetType<T>() => (JsonTypeInfo<T>)Lenient.GetTypeInfo(typeof(T));

    private static void AllowMissingFields(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            property.IsRequired = false;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(QuantityConverter)]
)]
[JsonSerializable(typeof(V1Pod))]
[JsonSerializable(typeof(V1Node))]
[JsonSerializable(typeof(V1Deployment))]
[JsonSerializable(typeof(V1Scale))]
[JsonSerializable(typeof(V1Job))]
[JsonSerializable(typeof(V1ConfigMap))]
[JsonSerializable(typeof(Corev1Event))]
[JsonSerializable(typeof(VersionInfo))]
[JsonSerializable(typeof(V1DeleteOptions))]
[JsonSerializable(typeof(V1Status))]
[JsonSerializable(typeof(ListPage))]
[JsonSerializable(typeof(WatchEvent))]
[JsonSerializable(typeof(ExecCredential))]
internal sealed partial class ModelContext : JsonSerializerContext;

/// <summary>Reports invalid quantities with their path, and rejects those that only the model accepts.</summary>
internal sealed class QuantityConverter : JsonConverter<ResourceQuantity>
{
    public override ResourceQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && !text.AsSpan().ContainsAny(',', ' ')
                ? new ResourceQuantity(text)
                : throw new JsonException();
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException)
        {
            throw new JsonException(null, failure);
        }
    }

    public override void Write(Utf8JsonWriter writer, ResourceQuantity value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>Page of a list. Its items are parsed one by one.</summary>
internal sealed record ListPage(string? Kind, V1ListMeta? Metadata, IReadOnlyList<JsonElement>? Items);

internal sealed record WatchEvent(string? Type, JsonElement Object);

internal static class MetadataExtensions
{
    public static string? Find(this IDictionary<string, string>? texts, string key) =>
        texts is not null && texts.TryGetValue(key, out string? text) ? text : null;
}
