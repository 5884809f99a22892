using System.Text.Json.Serialization;

namespace Scalewright.Tool;

/// <summary>Writes and reads a <see cref="PlanReport"/>.</summary>
[JsonSerializable(typeof(PlanReport))]
internal sealed partial class PlanReportJson : JsonSerializerContext;
