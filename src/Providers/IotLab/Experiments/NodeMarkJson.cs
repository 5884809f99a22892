using System.Text.Json.Serialization;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Reads and writes marks without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(NodeMark))]
internal sealed partial class NodeMarkJson : JsonSerializerContext;
