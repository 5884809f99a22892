using System.Text.Json.Serialization;
using Scalewright.Planning;

namespace Scalewright.Clusters.State;

/// <summary>A resource that was found and is ours: as if the step had just been done.</summary>
internal sealed record AdoptionEntry([property: JsonConverter(typeof(PlanStepConverter))] PlanStep Step, ResourceEntry? Resource);
