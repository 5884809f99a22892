using System.Text.Json.Serialization;
using Scalewright.Planning;

namespace Scalewright.Clusters.State;

/// <summary>A step that is about to be ordered: on disk before the provider hears of it.</summary>
internal sealed record IntentEntry(string Token, [property: JsonConverter(typeof(PlanStepConverter))] PlanStep Step)
{
    /// <summary>The resource of a change or removal.</summary>
    public string? ResourceId { get; init; }
}
