using System.ComponentModel;
using Scalewright.Planning;

namespace Scalewright.Tool.Output;

/// <summary>What would be done, or was done.</summary>
[Description("What would be done, or was done.")]
internal sealed record PlanOutput(
    [property: Description("Name of the cluster.")] string Cluster,
    [property: Description("Number of nodes that are created.")] int Create,
    [property: Description("Number of nodes that are changed.")] int Change,
    [property: Description("Number of nodes that are removed.")] int Destroy,
    [property: Description("The steps; each stands after those it depends on. Empty when nothing is to be done.")] IReadOnlyList<StepOutput> Steps)
{
    public static PlanOutput Of(Plan plan) => new(
        plan.Name,
        plan.Count(StepAction.Create, StepTarget.Node),
        plan.Count(StepAction.Change, StepTarget.Node),
        plan.Count(StepAction.Destroy, StepTarget.Node),
        [.. plan.Steps.Select(StepOutput.Of)]);
}
