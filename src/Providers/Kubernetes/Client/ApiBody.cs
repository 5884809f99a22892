using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>What is sent along with a call.</summary>
/// <param name="Bytes">The text.</param>
/// <param name="MediaType">What it is.</param>
internal sealed record ApiBody(byte[] Bytes, string MediaType)
{
    public static ApiBody Of<T>(T value, JsonTypeInfo<T> type, string mediaType = "application/json") => new(JsonSerializer.SerializeToUtf8Bytes(value, type), mediaType);
}
