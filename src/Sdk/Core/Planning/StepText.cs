using System.Diagnostics;

namespace Scalewright.Planning;

internal static class StepText
{
    public static string From(StepAction action) =>
        action switch
        {
            StepAction.Create => "create",
            StepAction.Change => "change",
            StepAction.Destroy => "destroy",
            StepAction.Adopt => "adopt",
            StepAction.Forget => "forget",
            _ => throw new UnreachableException(nameof(action)),
        };

    public static bool TryRead(string text, out StepTarget target)
    {
        StepTarget? parsed = text switch
        {
            "network" => StepTarget.Network,
            "group" => StepTarget.Group,
            "node" => StepTarget.Node,
            _ => null,
        };
        target = parsed ?? default;
        return parsed is not null;
    }

    public static string From(StepTarget target) =>
        target switch
        {
            StepTarget.Network => "network",
            StepTarget.Group => "group",
            StepTarget.Node => "node",
            _ => throw new UnreachableException(nameof(target)),
        };
}
