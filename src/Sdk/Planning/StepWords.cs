using System.Diagnostics;

namespace Scalewright.Planning;

/// <summary>The words for steps in plans, journals and tags.</summary>
internal static class StepWords
{
    public static string Of(StepAction action) => action switch
    {
        StepAction.Create => "create",
        StepAction.Change => "change",
        StepAction.Destroy => "destroy",
        _ => throw new UnreachableException(nameof(action)),
    };

    public static string Of(StepTarget target) => target switch
    {
        StepTarget.Network => "network",
        StepTarget.Group => "group",
        StepTarget.Node => "node",
        _ => throw new UnreachableException(nameof(target)),
    };
}
