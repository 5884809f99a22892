using System.ComponentModel;
using Scalewright.Planning;

namespace Scalewright.Tool.Output;

/// <summary>Planned or executed changes.</summary>
[Description("Planned or executed changes.")]
internal sealed record PlanOutput(
    [property: Description("Name of the cluster.")] string Cluster,
    [property: Description("Number of nodes to create.")] int Create,
    [property: Description("Number of nodes to change.")] int Change,
    [property: Description("Number of nodes to remove.")] int Destroy,
    [property: Description("Steps, each after the steps that it depends on; empty if there are no changes.")]
        IReadOnlyList<StepOutput> Steps
)
{
    public static PlanOutput From(Plan plan) =>
        new(
            plan.Name,
            plan.Count(StepAction.Create, StepTarget.Node),
            plan.Count(StepAction.Change, StepTarget.Node),
            plan.Count(StepAction.Destroy, StepTarget.Node),
            [.. plan.Steps.Select(StepOutput.From)]
        );
}

/// <summary>Step of a plan.</summary>
[Description("Step of a plan.")]
internal sealed record StepOutput(
    [property: Description("'create', 'change', 'destroy', 'adopt' or 'forget'.")] string Action,
    [property: Description("'network', 'group' or 'node'.")] string Target,
    [property: Description("Name of the network, group or node.")] string Name,
    [property: Description("Group of the node; empty for networks and groups.")] string Group,
    [property: Description("True if the step removes an orphaned resource; false for a removal that the file requests.")] bool IsOrphan,
    [property: Description("Fields that the step changes; empty if the action is not 'change'.")]
        IReadOnlyList<DifferenceOutput> Differences
)
{
    public static StepOutput From(PlanStep step) =>
        new(
            JsonNames.Get(step.Action),
            JsonNames.Get(step.Target),
            step.Name,
            FindGroup(step),
            step is DestroyOrphan,
            [.. step.Differences.Select(DifferenceOutput.Create)]
        );

    /// <summary>Returns the group of a node; empty for networks and groups.</summary>
    public static string FindGroup(PlanStep step) =>
        step switch
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
