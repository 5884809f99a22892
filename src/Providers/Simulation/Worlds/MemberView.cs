namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Which nodes of a group run, and which of them reach each other.</summary>
/// <param name="Running">Those whose machines run.</param>
/// <param name="Stopped">Those that were turned off in order or never made.</param>
/// <param name="Largest">The most nodes that reach each other both ways; of several the first.</param>
internal sealed record MemberView(ValueList<string> Nodes, ValueList<string> Running, ValueList<string> Stopped, ValueList<string> Largest)
{
    /// <summary>Whether those of <see cref="Largest"/> are most of the running nodes: nodes that are off are fenced, and have no say.</summary>
    public bool IsMostOfRunning => 2 * Largest.Count > Running.Count || Running.Count == 0;

    /// <summary>Whether those of <see cref="Largest"/> are most of all nodes. Of two nodes, the last one that is there will do.</summary>
    public bool HasQuorum => 2 * Largest.Count > Nodes.Count || (Nodes.Count == 2 && Running.Count == 1);

    public static MemberView Of(World world, ValueList<string> nodes)
    {
        ValueList<string> running = nodes.Where(node => world.Inventory.FindHost(node) is { Machine.State: Models.MachineState.Running }).ToValueList();
        List<List<string>> parts = Parts(running, (one, other) => !world.Network.IsCut(one, other) && !world.Network.IsCut(other, one));
        return new MemberView(
            nodes,
            running,
            nodes.Where(node => world.Inventory.FindHost(node) is null or { IsStopping: true }).ToValueList(),
            parts.MaxBy(part => part.Count)?.ToValueList() ?? []);
    }

    private static List<List<string>> Parts(ValueList<string> running, Func<string, string, bool> reach)
    {
        List<List<string>> parts = [];
        HashSet<string> left = new(running, StringComparer.Ordinal);
        foreach (string first in running)
        {
            if (left.Remove(first))
            {
                parts.Add(PartOf(first, running, left, reach));
            }
        }

        return parts;
    }

    private static List<string> PartOf(string first, ValueList<string> running, HashSet<string> left, Func<string, string, bool> reach)
    {
        List<string> part = [first];
        for (int index = 0; index < part.Count; index++)
        {
            foreach (string other in running)
            {
                if (left.Contains(other) && reach(part[index], other))
                {
                    left.Remove(other);
                    part.Add(other);
                }
            }
        }

        return part;
    }
}
