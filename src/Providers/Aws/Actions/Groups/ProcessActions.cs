namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>Suspends and resumes processes of groups.</summary>
internal static class ProcessActions
{
    /// <summary>
    /// SuspendProcesses: the named processes, or all. A process that is already suspended keeps its reason.
    /// </summary>
    public static QueryAction Suspend(QueryReader reader) =>
        Change(reader, static (context, suspended, process) =>
            suspended.ContainsKey(process)
                ? suspended
                : suspended.With(
                    process,
                    $"User suspended at {context.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}"
                )
        );

    /// <summary>ResumeProcesses: the named processes, or all. Pending work is done at the next poll.</summary>
    public static QueryAction Resume(QueryReader reader) => Change(reader, static (_, suspended, process) => suspended.Without(process));

    public static QueryAction DescribeTypes(QueryReader reader)
    {
        return context =>
        {
            return new QueryActionResult(context.State, static xml =>
                xml.List("Processes", "member", ScalingProcess.All, static (xml, name) => xml.Leaf("ProcessName", name))
            );
        };
    }

    private static QueryAction Change(QueryReader reader, Func<ActionContext, ValueMap<string>, string, ValueMap<string>> change)
    {
        string name = reader.Required("AutoScalingGroupName");
        ValueList<string> processes = reader.Texts("ScalingProcesses.member");
        foreach (string unknown in processes.Where(process => !ScalingProcess.All.Contains(process, StringComparer.Ordinal)))
        {
            reader.AddError(
                $"{TextEscaping.Escape(unknown)} is not a valid scaling process; use one of {string.Join(", ", ScalingProcess.All)}"
            );
        }

        return context =>
        {
            GroupRecord group = context.Group(name);
            ValueMap<string> suspended = (processes.Count > 0 ? processes : ScalingProcess.All).Aggregate(group.Suspended, (all, process) =>
                change(context, all, process)
            );
            return new QueryActionResult(context.State.With(group with { Suspended = suspended }));
        };
    }
}
