using System.Text.Json.Serialization;

namespace TestPrograms.Storage;

[JsonSerializable(typeof(NodeOrder))]
[JsonSerializable(typeof(NodeAnswer))]
internal sealed partial class NodeJson : JsonSerializerContext;
