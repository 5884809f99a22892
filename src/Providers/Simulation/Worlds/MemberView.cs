namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Running nodes of a group, and which of them reach each other.</summary>
/// <param name="Running">Nodes whose machines run.</param>
/// <param name="Stopped">Nodes that were shut down or never created.</param>
/// <param name="Largest">Largest set of nodes that reach each other in both directions.</param>
internal sealed record MemberView(ValueList<string> Nodes, ValueList<string> Running, ValueList<string> Stopped, ValueList<string> Largest)
{
    /// <summary>True if <see cref="Largest"/> is a majority of running nodes; nodes that are off are fenced.</summary>
    public bool IsMostOfRunning => 2 * Largest.Count > Running.Count || Running.Count == 0;

    /// <summary>
    /// True if <see cref="Largest"/> is a majority of all nodes. In a group of two nodes, one running node suffices.
    /// </summary>
    public bool HasQuorum => 2 * Largest.Count > Nodes.Count || (Nodes.Count == 2 && Running.Count == 1);

    public static MemberView Create(World world, ValueList<string> nodes)
    {
        ValueList<string> running = nodes
            .Where(node => world.Inventory.FindHost(node) is { Machine.State: Models.MachineState.Running })
            .ToValueList();
        List<List<string>> parts = Parts(running, (left, right) => !world.Network.IsCut(left, right) && !world.Network.IsCut(right, left));
        return new MemberView(
            nodes,
            running,
            nodes.Where(node => world.Inventory.FindHost(node) is null or { IsStopping: true }).ToValueList(),
            parts.MaxBy(part => part.Count)?.ToValueList() ?? []
        );
    }

    private static List<List<string>> Parts(ValueList<string> running, Func<string, string, bool> reach)
    {
        List<List<string>> parts = [];
        HashSet<string> remaining = new(running, StringComparer.Ordinal);
        foreach (string first in running)
        {
            if (remaining.Remove(first))
            {
                parts.Add(FindPart(first, running, remaining, reach));
            }
        }

        return parts;
    }

    private static List<string> FindPart(
        string first,
        ValueList<string> running,
        HashSet<string> remaining,
        Func<string, string, bool> reach
    )
    {
        List<string> part = [first];
        for (int index = 0; index < part.Count; index++)
        {
            foreach (string member in running)
            {
                if (remaining.Contains(member) && reach(part[index], member))
                {
                    remaining.Remove(member);
                    part.Add(member);
                }
            }
        }

        return part;
    }
}
