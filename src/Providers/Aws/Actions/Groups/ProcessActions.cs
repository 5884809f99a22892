namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>Suspends and resumes processes of groups.</summary>
internal static class ProcessActions
{
    /// <summary>
    /// SuspendProcesses: the named processes, or all. A process that is already suspended keeps its reason.
    /// </summary>
    public static QueryActionResult Suspend(ActionContext context)
    {
        (GroupRecord group, IReadOnlyList<string> processes) = Read(context);
        string reason = "User suspended at " + $"{context.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}";
        ValueMap<string> suspended = processes.Aggregate(group.Suspended, (all, process) =>
            all.ContainsKey(process) ? all : all.With(process, reason)
        );
        return new QueryActionResult(context.State.With(group with { Suspended = suspended }));
    }

    /// <summary>ResumeProcesses: the named processes, or all. Pending work is done at the next poll.</summary>
    public static QueryActionResult Resume(ActionContext context)
    {
        (GroupRecord group, IReadOnlyList<string> processes) = Read(context);
        ValueMap<string> suspended = processes.Aggregate(group.Suspended, (all, process) => all.Without(process));
        return new QueryActionResult(context.State.With(group with { Suspended = suspended }));
    }

    public static QueryActionResult DescribeTypes(ActionContext context)
    {
        context.Read.Finish();
        return new QueryActionResult(context.State, static xml =>
            xml.List("Processes", "member", ScalingProcess.All, static (xml, name) => xml.Leaf("ProcessName", name))
        );
    }

    private static (GroupRecord Group, IReadOnlyList<string> Processes) Read(ActionContext context)
    {
        string name = context.Read.Required("AutoScalingGroupName");
        ValueList<string> processes = context.Read.Texts("ScalingProcesses.member");
        foreach (string unknown in processes.Where(process => !ScalingProcess.All.Contains(process, StringComparer.Ordinal)))
        {
            context.Read.AddError(
                $"{TextEscaping.Escape(unknown)} is not a valid scaling process; use one of " + $"{string.Join(", ", ScalingProcess.All)}"
            );
        }

        context.Read.Finish();
        return (context.Group(name), processes.Count > 0 ? processes : ScalingProcess.All);
    }
}
