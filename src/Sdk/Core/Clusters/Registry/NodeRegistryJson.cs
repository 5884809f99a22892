using System.Text.Json.Serialization;
using Scalewright.Clusters.Selection;

namespace Scalewright.Clusters.Registry;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(NodeRegistryFile))]
[JsonSerializable(typeof(FactValue))]
internal sealed partial class NodeRegistryJson : JsonSerializerContext;
