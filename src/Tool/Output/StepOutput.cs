using System.ComponentModel;
using Scalewright.Planning;

namespace Scalewright.Tool.Output;

/// <summary>A step of a plan.</summary>
[Description("A step of a plan.")]
internal sealed record StepOutput(
    [property: Description("'create', 'change', 'destroy', 'adopt' or 'forget'.")] string Action,
    [property: Description("'network', 'group' or 'node'.")] string Target,
    [property: Description("Name of the network, group or node.")] string Name,
    [property: Description("Group of the node; empty for networks and groups.")] string Group)
{
    public static StepOutput Of(PlanStep step) =>
        new(Words.Of(step.Action), Words.Of(step.Target), step.Name, GroupOf(step));

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
