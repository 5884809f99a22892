using Scalewright.Clusters.Reaping;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Tool.Output;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary>Prints a plan: one line per group or run of similar nodes, and one line with the totals.</summary>
internal static class PlanText
{
    private const int NamesShown = 2;
    private const string Gap = "   ";
    private static readonly string DefaultImage = new NodeHardware().Image;

    /// <summary>Returns the plan; one line if there is nothing to do.</summary>
    public static string Write(Plan plan, AnsiColors colors)
    {
        if (plan.IsEmpty)
        {
            return $"{TextEscaping.Escape(plan.Name)}: nothing to do\n";
        }

        int records = plan.Steps.Count(step => step.Action is StepAction.Adopt or StepAction.Forget);
        string total = Total(
            plan.Count(StepAction.Create, StepTarget.Node),
            plan.Count(StepAction.Change, StepTarget.Node),
            plan.Count(StepAction.Destroy, StepTarget.Node),
            colors
        );
        string suffix = records == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {records} to record");
        return $"{Table([.. Lines(plan.Steps)], colors)}{total}{suffix}\n";
    }

    /// <summary>Returns the removal of resources in the same form.</summary>
    public static string Write(ReapReport removal, AnsiColors colors)
    {
        int nodes = removal.Selected.Count(resource => resource.Tag.Target == StepTarget.Node);
        return $"{Table([.. Lines(removal.Selected)], colors)}{Total(0, 0, nodes, colors)}\n";
    }

    /// <summary>Returns the removal of resources of several clusters: a line for each cluster, and its resources in the
    /// same form. Clusters of the same name have their lineage in that line.</summary>
    public static string WriteClusters(ReapReport removal, AnsiColors colors)
    {
        IGrouping<Owner, Resource>[] clusters = [.. removal.Selected.GroupBy(resource => resource.Tag.Owner)];
        HashSet<string> repeated =
        [
            .. clusters.GroupBy(same => same.Key.Cluster, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key),
        ];
        return string.Concat(
            clusters.Select(same => $"{Headline(same.Key, repeated.Contains(same.Key.Cluster), colors)}\n{Table([.. Lines(same)], colors)}")
        );
    }

    private static string Headline(Owner owner, bool hasLineage, AnsiColors colors) =>
        colors.Bold(TextEscaping.Escape(owner.Cluster)) + (hasLineage ? $", lineage {owner.Lineage}" : "");

    private static IEnumerable<Line> Lines(IEnumerable<Resource> removed)
    {
        Resource[] nodes = [.. removed.Where(resource => resource.Tag.Target == StepTarget.Node)];
        IEnumerable<IGrouping<string, Resource>> groupings = nodes.GroupBy(node => node.Tag.Group, StringComparer.Ordinal);
        IEnumerable<Line> groups = groupings.Select(group => new Line(
            '-',
            $"group {TextEscaping.Escape(group.Key)}",
            Count(group.Count()),
            Names([.. group.Select(node => node.Tag.Name)]),
            ""
        ));
        HashSet<string> withNodes = [.. nodes.Select(node => node.Tag.Group)];
        IEnumerable<Line> otherLines = removed
            .Where(resource =>
                resource.Tag.Target != StepTarget.Node
                && !(resource.Tag.Target == StepTarget.Group && withNodes.Contains(resource.Tag.Name))
            )
            .Select(resource => new Line(
                '-',
                $"{JsonNames.Get(resource.Tag.Target)} {TextEscaping.Escape(resource.Tag.Name)}",
                "",
                "",
                ""
            ));
        return groups.Concat(otherLines);
    }

    /// <summary>Returns the first line of a change: cluster, provider and state.</summary>
    /// <param name="state">State folder; null without one.</param>
    /// <param name="isNew">True if the state does not exist yet.</param>
    public static string Headline(string cluster, string provider, string? state, bool isNew, AnsiColors colors)
    {
        string suffix = isNew ? " (new)" : "";
        string folder = state is null ? "" : $", state {TextEscaping.Escape(state)}{suffix}";
        return $"{colors.Bold(TextEscaping.Escape(cluster))} on {provider}{folder}\n";
    }

    private static string Total(int created, int changed, int removed, AnsiColors colors)
    {
        string create = $"{Pluralizer.FormatGrouped(created, "node")} to create";
        string change = string.Create(CultureInfo.InvariantCulture, $"{changed:N0} to change");
        string remove = string.Create(CultureInfo.InvariantCulture, $"{removed:N0} to remove");
        return $"{colors.Bold("Plan:")} {PaintAny(created, create, colors.Green)}, "
            + $"{PaintAny(changed, change, colors.Yellow)}, {PaintAny(removed, remove, colors.Red)}";
    }

    private static string PaintAny(int count, string text, Func<string, string> paint) => count > 0 ? paint(text) : text;

    /// <summary>Returns the lines in the order of the steps. A group that is created or removed has one line with its
    /// nodes.</summary>
    private static IEnumerable<Line> Lines(ValueList<PlanStep> steps)
    {
        Dictionary<(StepAction, string), PlanStep[]> members = steps
            .Where(step => step is CreateNode or DestroyNode)
            .GroupBy(step => (step.Action, GroupOf(step)))
            .Where(same => steps.Any(step => step is { Target: StepTarget.Group } && (step.Action, step.Name) == same.Key))
            .Where(same => same.Select(Details).Distinct(StringComparer.Ordinal).Count() == 1)
            .ToDictionary(same => same.Key, same => same.ToArray());
        HashSet<(StepAction, string)> written = [];
        for (int index = 0; index < steps.Count; )
        {
            PlanStep step = steps[index];
            (StepAction Action, string Name) group = (step.Action, step.Target == StepTarget.Group ? step.Name : GroupOf(step));
            if (members.TryGetValue(group, out PlanStep[]? nodes))
            {
                if (written.Add(group))
                {
                    yield return new Line(
                        Sign(step),
                        $"group {TextEscaping.Escape(group.Name)}",
                        Count(nodes.Length),
                        Names([.. nodes.Select(node => node.Name)]),
                        Details(nodes[0])
                    );
                }

                index++;
                continue;
            }

            PlanStep[] run = [.. steps.Skip(index).TakeWhile(following => IsAlike(step, following))];
            string names = Names(NaturalOrder.GetNames(run));
            string subject =
                run.Length == 1
                    ? $"{JsonNames.Get(step.Target)} {names}"
                    : $"{Pluralizer.FormatGrouped(run.Length, JsonNames.Get(step.Target))} {names}";
            yield return new Line(Sign(step), subject, "", "", Details(step));
            index += run.Length;
        }
    }

    private static bool IsAlike(PlanStep left, PlanStep right) =>
        ReferenceEquals(left, right)
        || (
            left.Target == StepTarget.Node
            && left.GetType() == right.GetType()
            && GroupOf(left) == GroupOf(right)
            && Details(left) == Details(right)
        );

    private static string GroupOf(PlanStep step) => StepOutput.FindGroup(step);

    private static char Sign(PlanStep step) =>
        step.Action switch
        {
            StepAction.Create => '+',
            StepAction.Change => '~',
            StepAction.Adopt => '=',
            StepAction.Forget => '!',
            _ => '-',
        };

    private static string Details(PlanStep step) =>
        step switch
        {
            CreateNetwork create => create.Network.Subnet.ToString(),
            DestroyNetwork destroy => destroy.Network.Subnet.ToString(),
            CreateNode create => Describe(create.Node),
            DestroyNode { Node.Health: NodeHealth.Failed } => "failed",
            DestroyOrphan => "orphaned, not part of the desired topology",
            AdoptResource => "exists and is adopted",
            ForgetResource => "no longer exists, removed from the state",
            _ => string.Join(", ", step.Differences),
        };

    private static string Describe(NodeSpec node)
    {
        string hardware = string.Create(CultureInfo.InvariantCulture, $"{node.Hardware.Cpus} cpu, {node.Hardware.MemoryMiB} MiB");
        string containers = node.ContainerCount == 0 ? "" : $", {Pluralizer.Format(node.ContainerCount, "container")}";
        string image = node.Hardware.Image == DefaultImage ? "" : $", {TextEscaping.Escape(node.Hardware.Image)}";
        string cloud = node.Cloud.Length > 0 ? $" in {TextEscaping.Escape(node.Cloud)}" : "";
        return $"{hardware}{containers}{image}{cloud}";
    }

    private static string Count(int nodes) => Pluralizer.FormatGrouped(nodes, "node");

    private static string Names(string[] names) =>
        names.Length <= NamesShown
            ? string.Join(", ", names.Select(TextEscaping.Escape))
            : $"{TextEscaping.Escape(names[0])} … {TextEscaping.Escape(names[^1])}";

    private static string Table(Line[] lines, AnsiColors colors)
    {
        int subject = lines.Max(line => line.Subject.Length);
        int count = lines.Max(line => line.Count.Length);
        int names = lines.Max(line => line.Names.Length);
        StringBuilder text = new();
        foreach (Line line in lines)
        {
            string head = $"{line.Sign} {line.Subject}";
            string middle = count == 0 ? "" : $"{Gap}{line.Count.PadRight(count)}  {line.Names.PadRight(names)}";
            string rest = $"{new string(' ', subject - line.Subject.Length)}{middle}{Gap}{line.Details}".TrimEnd();
            text.Append(Paint(line.Sign, head, colors)).Append(rest).Append('\n');
        }

        return text.ToString();
    }

    private static string Paint(char sign, string head, AnsiColors colors) =>
        sign switch
        {
            '+' => colors.Green(head),
            '-' => colors.Red(head),
            _ => colors.Yellow(head),
        };

    /// <param name="Subject">Target and name, for example <c>group web</c> or <c>2 nodes db-1, db-2</c>.</param>
    /// <param name="Count">Number of nodes of a group; empty for other lines.</param>
    /// <param name="Names">Names of the nodes of a group.</param>
    /// <param name="Details">Hardware or differences.</param>
    private sealed record Line(char Sign, string Subject, string Count, string Names, string Details);
}
