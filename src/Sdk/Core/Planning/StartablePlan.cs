using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Part of a plan that can start now, and the groups whose new nodes wait for other groups.</summary>
/// <param name="Plan">The steps that can start now.</param>
/// <param name="WaitingGroups">The waiting groups, ordered by name, each with the groups that are not ready.</param>
internal sealed record StartablePlan(Plan Plan, ValueMap<ValueList<string>> WaitingGroups)
{
    /// <summary>
    /// Leaves out the creations of nodes whose group follows a group that is not ready, and the steps that depend on
    /// them. A group is ready if the plan creates none of its nodes, and all its desired nodes are ready.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="desired">The desired topology.</param>
    /// <param name="isReady">True if a node is ready.</param>
    public static StartablePlan From(Plan plan, Topology desired, Func<string, bool> isReady)
    {
        if (desired.Groups.Values.All(group => group.After.Count == 0))
        {
            return new StartablePlan(plan, ValueMap<ValueList<string>>.Empty);
        }

        HashSet<string> created = plan.Steps.OfType<CreateNode>().Select(step => step.Group).ToHashSet(StringComparer.Ordinal);
        ValueMap<ValueList<string>> waiting = desired
            .Groups.Values.Where(group => created.Contains(group.Name))
            .Select(group =>
                KeyValuePair.Create(
                    group.Name,
                    group.After.Where(name => created.Contains(name) || !IsReady(desired, name, isReady)).ToValueList()
                )
            )
            .Where(entry => entry.Value.Count > 0)
            .ToValueMap();
        return new StartablePlan(Without(plan, waiting), waiting);
    }

    /// <summary>True if all desired nodes of a group are ready, and if the group does not exist.</summary>
    public static bool IsReady(Topology desired, string group, Func<string, bool> isReady) =>
        !desired.Groups.TryGetValue(group, out NodeGroup? desiredGroup) || desiredGroup.Nodes.All(node => isReady(node.Name));

    private static Plan Without(Plan plan, ValueMap<ValueList<string>> waiting)
    {
        if (waiting.Count == 0)
        {
            return plan;
        }

        int[] positions = new int[plan.Steps.Count];
        List<PlanStep> steps = [];
        for (int index = 0; index < positions.Length; index++)
        {
            PlanStep step = plan.Steps[index];
            bool isLeftOut =
                (step is CreateNode create && waiting.ContainsKey(create.Group)) || step.DependsOn.Any(before => positions[before] < 0);
            positions[index] = isLeftOut ? -1 : steps.Count;
            if (!isLeftOut)
            {
                steps.Add(step with { DependsOn = step.DependsOn.Select(before => positions[before]).ToValueList() });
            }
        }

        return plan with
        {
            Steps = steps.ToValueList(),
        };
    }
}
