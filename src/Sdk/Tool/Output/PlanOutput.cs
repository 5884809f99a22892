using System.ComponentModel;
using Scalewright.Planning;

namespace Scalewright.Tool.Output;

/// <summary>Planned or executed changes.</summary>
[Description("Planned or executed changes.")]
internal sealed record PlanOutput(
    [property: Description("Name of the cluster.")] string Cluster,
    [property: Description("Number of nodes that are created.")] int Create,
    [property: Description("Number of nodes that are changed.")] int Change,
    [property: Description("Number of nodes that are removed.")] int Destroy,
    [property: Description(
        "The steps; each stands after those it depends on. Empty when nothing is to be "
        + "done.")] IReadOnlyList<StepOutput> Steps)
{
    public static PlanOutput Of(Plan plan) => new(
        plan.Name,
        plan.Count(StepAction.Create, StepTarget.Node),
        plan.Count(StepAction.Change, StepTarget.Node),
        plan.Count(StepAction.Destroy, StepTarget.Node),
        [.. plan.Steps.Select(StepOutput.Of)]);
}

/// <summary>A step of a plan.</summary>
[Description("A step of a plan.")]
internal sealed record StepOutput(
    [property: Description("'create', 'change', 'destroy', 'adopt' or 'forget'.")] string Action,
    [property: Description("'network', 'group' or 'node'.")] string Target,
    [property: Description("Name of the network, group or node.")] string Name,
    [property: Description("Group of the node; empty for networks and groups.")] string Group,
    [property: Description(
        "True when it removes what nothing desired needs: an orphan, which no change of the file "
        + "removes.")] bool IsOrphan,
    [property: Description(
        "What a change does to each field; empty for all other steps.")] IReadOnlyList<DifferenceOutput> Differences)
{
    public static StepOutput Of(PlanStep step) =>
        new(JsonNames.Of(step.Action), JsonNames.Of(step.Target), step.Name, GroupOf(step), step is DestroyOrphan,
            [.. step.Differences.Select(DifferenceOutput.Of)]);

    private static string GroupOf(PlanStep step) => step switch
    {
        CreateNode create => create.Group,
        ChangeNode change => change.Group,
        DestroyNode destroy => destroy.Group,
        AdoptResource adopt => adopt.Resource.Group,
        ForgetResource forget => forget.Resource.Group,
        DestroyOrphan orphan => orphan.Resource.Group,
        _ => "",
    };
}
