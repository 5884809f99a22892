using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>
/// Steps that change one topology to another. Creating a plan executes nothing. Its text form is the output of a dry
/// run.
/// </summary>
/// <param name="Name">Name of the desired topology.</param>
/// <param name="Steps">The steps, each after its dependencies.</param>
public sealed record Plan(string Name, ValueList<PlanStep> Steps)
{
    /// <summary>True if there are no steps.</summary>
    public bool IsEmpty => Steps.Count == 0;

    /// <summary>Returns the number of steps with an action and a target.</summary>
    /// <param name="action">Action of the steps.</param>
    /// <param name="target">Target of the steps.</param>
    public int Count(StepAction action, StepTarget target) => Steps.Count(step => step.Action == action && step.Target == target);

    /// <summary>
    /// Returns the waves as ascending indexes into <see cref="Steps"/>. The steps of a wave can run concurrently when
    /// all earlier waves are completed.
    /// </summary>
    public ValueList<ValueList<int>> GetWaves()
    {
        int[] depths = new int[Steps.Count];
        List<List<int>> waves = [];
        DepthCache cache = new(depths);
        for (int index = 0; index < depths.Length; index++)
        {
            depths[index] = cache.GetDepth(Steps[index].DependsOn);
            if (depths[index] == waves.Count)
            {
                waves.Add([]);
            }

            waves[depths[index]].Add(index);
        }

        return waves.Select(wave => wave.ToValueList()).ToValueList();
    }

    /// <summary>Returns the topology after all steps of the plan.</summary>
    /// <exception cref="ArgumentException">A step does not fit the topology.</exception>
    internal Topology ApplyTo(Topology observed)
    {
        TopologyEditor draft = new(observed) { Name = Name };
        foreach (PlanStep step in Steps)
        {
            draft.Apply(step);
        }

        return draft.ToTopology();
    }

    /// <summary>Adds reconciling steps to the front. Removals of orphaned resources precede everything else.</summary>
    /// <param name="reconciling">The steps, which depend only on each other.</param>
    internal Plan After(ValueList<PlanStep> reconciling)
    {
        if (reconciling.Count == 0)
        {
            return this;
        }

        ValueList<int> removals = Enumerable.Range(0, reconciling.Count).Where(index => reconciling[index] is DestroyOrphan).ToValueList();
        ValueList<int> last = [];
        ValueList<int> shifted = [];
        List<PlanStep> steps = [.. reconciling];
        foreach (PlanStep step in Steps)
        {
            // Steps share lists of dependencies. Keep the lists shared.
            if (step.DependsOn.Count > 0 && !ReferenceEquals(step.DependsOn, last))
            {
                (last, shifted) = (step.DependsOn, step.DependsOn.Select(index => index + reconciling.Count).ToValueList());
            }

            steps.Add(step with { DependsOn = step.DependsOn.Count == 0 ? removals : shifted });
        }

        return this with
        {
            Steps = steps.ToValueList(),
        };
    }

    /// <summary>
    /// Returns the plan as a diff: <c>+</c> creates, <c>~</c> changes, <c>-</c> removes, <c>=</c> adopts, <c>!</c>
    /// forgets.
    /// </summary>
    public override string ToString() => PlanPrinter.Print(this);
}

/// <summary>Computes the depth of steps. Evaluates a dependency list only once if consecutive steps share it.</summary>
internal sealed class DepthCache(int[] depths)
{
    private ValueList<int> _last = [];
    private int _depth;

    public int GetDepth(ValueList<int> dependsOn)
    {
        if (!ReferenceEquals(_last, dependsOn))
        {
            (_last, _depth) = (dependsOn, 0);
            foreach (int index in dependsOn)
            {
                _depth = Math.Max(_depth, depths[index] + 1);
            }
        }

        return _depth;
    }
}

/// <summary>Prints one line per step, similar consecutive nodes as one line, and the totals.</summary>
internal static class PlanPrinter
{
    private const int MinRun = 3;

    public static string Print(Plan plan)
    {
        if (plan.IsEmpty)
        {
            return $"{plan.Name}: nothing to do\n";
        }

        StringBuilder text = new();
        for (int index = 0; index < plan.Steps.Count; )
        {
            int count = RunAt(plan.Steps, index);
            text.Append(
                    count < MinRun ? FormatLine(plan.Steps[index]) : FormatLine(plan.Steps[index], plan.Steps[index + count - 1], count)
                )
                .Append('\n');
            index += count < MinRun ? 1 : count;
        }

        return text.Append(Sum(plan)).Append('\n').ToString();
    }

    private static string FormatLine(PlanStep step) =>
        $"{GetSign(step)} {StepText.From(step.Target)} {step.Name}{GetDetails(step, count: 1)}";

    private static string FormatLine(PlanStep first, PlanStep last, int count) =>
        $"{GetSign(first)} {Pluralizer.Format(count, "node")} {first.Name} … {last.Name}{GetDetails(first, count)}";

    private static char GetSign(PlanStep step) =>
        step.Action switch
        {
            StepAction.Create => '+',
            StepAction.Change => '~',
            StepAction.Adopt => '=',
            StepAction.Forget => '!',
            _ => '-',
        };

    private static string GetDetails(PlanStep step, int count)
    {
        string details = step switch
        {
            CreateNetwork create => create.Network.Subnet.ToString(),
            DestroyNetwork destroy => destroy.Network.Subnet.ToString(),
            CreateGroup create => create.Group.Plugin,
            CreateNode create => StepDifferences.Describe(create.Node),
            DestroyNode { Node.Health: NodeHealth.Failed } => "failed",
            DestroyOrphan => "orphaned, not part of the desired topology",
            AdoptResource => count == 1 ? "exists and is adopted" : "exist and are adopted",
            ForgetResource => $"no longer {(count == 1 ? "exists" : "exist")}, removed from the state",
            _ => string.Join(", ", step.Differences),
        };
        return details.Length > 0 ? $": {details}" : "";
    }

    private static int RunAt(ValueList<PlanStep> steps, int start)
    {
        int end = start + 1;
        while (steps[start].Target == StepTarget.Node && end < steps.Count && IsAlike(steps[start], steps[end]))
        {
            end++;
        }

        return end - start;
    }

    private static bool IsAlike(PlanStep left, PlanStep right) =>
        (left, right) switch
        {
            (CreateNode first, CreateNode second) => first.Group == second.Group
                && StepDifferences.Describe(first.Node) == StepDifferences.Describe(second.Node),
            (DestroyNode first, DestroyNode second) => first.Group == second.Group && first.Node.Health == second.Node.Health,
            (DestroyOrphan first, DestroyOrphan second) => IsAlike(first.Resource, second.Resource),
            (AdoptResource first, AdoptResource second) => IsAlike(first.Resource, second.Resource),
            (ForgetResource first, ForgetResource second) => IsAlike(first.Resource, second.Resource),
            (ChangeNode first, ChangeNode second) => first.Group == second.Group && first.Differences == second.Differences,
            _ => false,
        };

    private static bool IsRecord(PlanStep step) => step.Action is StepAction.Adopt or StepAction.Forget;

    private static bool IsAlike(ResourceReference left, ResourceReference right) =>
        left.Target == right.Target && left.Group == right.Group;

    private static string Sum(Plan plan)
    {
        int created = plan.Count(StepAction.Create, StepTarget.Node);
        int changed = plan.Count(StepAction.Change, StepTarget.Node);
        int removed = plan.Count(StepAction.Destroy, StepTarget.Node);
        int settled = plan.Steps.Count(static step => IsRecord(step));
        int otherCount = plan.Steps.Count(static step => step.Target != StepTarget.Node && !IsRecord(step));
        string records = settled == 0 ? "" : $", adopted or forgotten {settled}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Name}: nodes +{created} ~{changed} -{removed}, networks and groups {otherCount}{records}"
        );
    }
}
