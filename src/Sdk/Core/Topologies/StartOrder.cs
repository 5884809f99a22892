namespace Scalewright.Topologies;

/// <summary>Order in which groups start: the nodes of a group are created when other groups are ready.</summary>
internal static class StartOrder
{
    /// <summary>
    /// Returns the groups in their declared order, but each after its predecessors. Ignores unknown names and cycles.
    /// </summary>
    /// <param name="topology">The groups.</param>
    /// <param name="getPredecessors">Returns the names of the groups that a group follows.</param>
    public static IReadOnlyList<NodeGroup> Sort(Topology topology, Func<NodeGroup, IEnumerable<string>> getPredecessors)
    {
        List<NodeGroup> sorted = new(topology.Groups.Count);
        HashSet<string> visited = new(StringComparer.Ordinal);

        // Not recursive, because a chain of groups can be long.
        Stack<(NodeGroup Group, Queue<string> Predecessors)> open = new();
        foreach (NodeGroup group in topology.DeclaredGroups)
        {
            Open(group);
            while (open.TryPeek(out (NodeGroup Group, Queue<string> Predecessors) last))
            {
                if (!last.Predecessors.TryDequeue(out string? name))
                {
                    sorted.Add(open.Pop().Group);
                }
                else if (topology.Groups.TryGetValue(name, out NodeGroup? predecessor))
                {
                    Open(predecessor);
                }
            }
        }

        return sorted;

        void Open(NodeGroup group)
        {
            if (visited.Add(group.Name))
            {
                open.Push((group, new Queue<string>(getPredecessors(group))));
            }
        }
    }

    /// <summary>Returns the problems of references to groups: unknown names, self-references and cycles.</summary>
    /// <param name="groups">Names of the groups, each with the groups that it follows.</param>
    /// <returns>Index of the group and of the reference, and the problem.</returns>
    public static IEnumerable<(int Group, int Reference, Problem Problem)> Check(
        IReadOnlyList<(string Name, ValueList<string> After)> groups
    )
    {
        Dictionary<string, int> indexes = new(StringComparer.Ordinal);
        for (int group = 0; group < groups.Count; group++)
        {
            indexes.TryAdd(groups[group].Name, group);
        }

        HashSet<int> inCycle = [];
        for (int group = 0; group < groups.Count; group++)
        {
            (string name, ValueList<string> after) = groups[group];
            for (int reference = 0; reference < after.Count; reference++)
            {
                if (!indexes.TryGetValue(after[reference], out int predecessor))
                {
                    yield return (group, reference, Unknown(after[reference], name, indexes.Keys));
                }
                else if (predecessor == group)
                {
                    yield return (
                        group,
                        reference,
                        new Problem(
                            ProblemCode.ConflictingFields,
                            $"group '{TextEscaping.Escape(name)}' cannot start after itself",
                            "remove this name"
                        )
                    );
                }
                else if (!inCycle.Contains(group) && FindPath(groups, indexes, predecessor, group) is { } path)
                {
                    inCycle.UnionWith(path);
                    string names = string.Join(
                        " after ",
                        path.Prepend(group).Select(index => $"'{TextEscaping.Escape(groups[index].Name)}'")
                    );
                    yield return (
                        group,
                        reference,
                        new Problem(
                            ProblemCode.ConflictingFields,
                            $"the groups wait for each other: {names}",
                            "remove one of these references"
                        )
                    );
                }
            }
        }
    }

    private static Problem Unknown(string found, string group, IEnumerable<string> names)
    {
        string[] others = [.. names.Where(name => name != group)];
        string known =
            others.Length == 0 ? "there is no other group" : $"use one of {string.Join(", ", others.Select(TextEscaping.Escape))}";
        return new Problem(
            ProblemCode.UnknownReference,
            $"there is no group '{TextEscaping.Escape(found)}'",
            Spelling.FindClosest(found, others) is { } near ? $"did you mean '{near}'?" : known
        );
    }

    /// <summary>Returns the groups from one to another along their predecessors; null if no path exists.</summary>
    private static List<int>? FindPath(
        IReadOnlyList<(string Name, ValueList<string> After)> groups,
        Dictionary<string, int> indexes,
        int from,
        int to
    )
    {
        Dictionary<int, int> previous = new() { [from] = -1 };
        Queue<int> open = new([from]);
        while (open.TryDequeue(out int current))
        {
            if (current == to)
            {
                List<int> path = [];
                for (int step = to; step >= 0; step = previous[step])
                {
                    path.Insert(0, step);
                }

                return path;
            }

            foreach (string name in groups[current].After)
            {
                if (indexes.TryGetValue(name, out int next) && previous.TryAdd(next, current))
                {
                    open.Enqueue(next);
                }
            }
        }

        return null;
    }
}
