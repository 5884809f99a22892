using System.Text.Json.Serialization;

namespace Scalewright.Storage.Testing.Nodes;

[JsonSerializable(typeof(NodeOrder))]
[JsonSerializable(typeof(NodeAnswer))]
internal sealed partial class NodeJson : JsonSerializerContext;
