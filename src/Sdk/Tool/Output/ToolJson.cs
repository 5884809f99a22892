using System.Text.Json.Serialization;

namespace Scalewright.Tool.Output;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<ProblemOutput>))]
[JsonSerializable(typeof(ProblemOutput))]
[JsonSerializable(typeof(PlanVerbOutput))]
[JsonSerializable(typeof(ChangeOutput))]
[JsonSerializable(typeof(ExecOutput))]
[JsonSerializable(typeof(ExperimentOutput))]
[JsonSerializable(typeof(StatusOutput))]
[JsonSerializable(typeof(ListOutput))]
[JsonSerializable(typeof(LogLineOutput))]
[JsonSerializable(typeof(RemovalOutput))]
[JsonSerializable(typeof(RepairOutput))]
[JsonSerializable(typeof(ReplayOutput))]
[JsonSerializable(typeof(ReportOutput))]
[JsonSerializable(typeof(SchemaOutput))]
[JsonSerializable(typeof(ProvidersOutput))]
internal sealed partial class ToolJson : JsonSerializerContext;
