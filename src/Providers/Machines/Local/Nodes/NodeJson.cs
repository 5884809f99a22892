using System.Text.Json.Serialization;

namespace Scalewright.Providers.Local.Nodes;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true, Converters = [typeof(ValueListConverter<string>), typeof(ValueListConverter<NodeWay>)])]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(LocalNode))]
[JsonSerializable(typeof(LinkShape))]
[JsonSerializable(typeof(NodeWay))]
internal sealed partial class NodeJson : JsonSerializerContext;
