using System.Text.Json.Serialization;

namespace TestPrograms.Storage;

[JsonSerializable(typeof(NodeStartRequest))]
[JsonSerializable(typeof(NodeRegistrationResult))]
internal sealed partial class StorageNodeJson : JsonSerializerContext;
