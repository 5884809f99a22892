using System.Text.Json.Serialization;

namespace Scalewright.Tool.Output;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(IReadOnlyList<ProblemOutput>))]
[JsonSerializable(typeof(ProblemOutput))]
[JsonSerializable(typeof(PlanVerbOutput))]
[JsonSerializable(typeof(ChangeOutput))]
[JsonSerializable(typeof(ExecOutput))]
[JsonSerializable(typeof(CopyOutput))]
[JsonSerializable(typeof(ExperimentOutput))]
[JsonSerializable(typeof(ExploreOutput))]
[JsonSerializable(typeof(TraceOutput))]
[JsonSerializable(typeof(ServeOutput))]
[JsonSerializable(typeof(StatusOutput))]
[JsonSerializable(typeof(ListOutput))]
[JsonSerializable(typeof(LogLineOutput))]
[JsonSerializable(typeof(WatchOutput))]
[JsonSerializable(typeof(DecisionsOutput))]
[JsonSerializable(typeof(RemovalOutput))]
[JsonSerializable(typeof(RepairOutput))]
[JsonSerializable(typeof(ReplayOutput))]
[JsonSerializable(typeof(ReportOutput))]
[JsonSerializable(typeof(ExportOutput))]
[JsonSerializable(typeof(SchemaOutput))]
[JsonSerializable(typeof(ProvidersOutput))]
[JsonSerializable(typeof(ValidateOutput))]
[JsonSerializable(typeof(CompletionOutput))]
internal sealed partial class ToolJson : JsonSerializerContext;
