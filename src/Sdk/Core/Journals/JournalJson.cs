using System.Text.Json.Serialization;

namespace Scalewright.Journals;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JournalHeader))]
[JsonSerializable(typeof(SnapshotHeader))]
[JsonSerializable(typeof(WatermarkJson))]
[JsonSerializable(typeof(LockHolder))]
internal sealed partial class JournalJson : JsonSerializerContext;
