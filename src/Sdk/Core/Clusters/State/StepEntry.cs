using System.Text.Json.Serialization;
using Scalewright.Planning;

namespace Scalewright.Clusters.State;

/// <summary>A step in a list of steps.</summary>
internal sealed record StepEntry([property: JsonConverter(typeof(PlanStepConverter))] PlanStep Step);
