using System.Text.Json.Serialization;

namespace Scalewright.Clusters.Reaping;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(LeakedList))]
internal sealed partial class LeakedJson : JsonSerializerContext;
