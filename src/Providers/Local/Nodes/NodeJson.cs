using System.Text.Json.Serialization;

namespace Scalewright.Providers.Local.Nodes;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(LocalNode))]
[JsonSerializable(typeof(LinkShape))]
internal sealed partial class NodeJson : JsonSerializerContext;
