using System.Text.Json.Serialization;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Reads and writes marks without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(JobMark))]
[JsonSerializable(typeof(JobNote))]
internal sealed partial class JobMarkJson : JsonSerializerContext;
