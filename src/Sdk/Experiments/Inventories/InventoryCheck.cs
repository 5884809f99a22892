namespace Scalewright.Experiments.Inventories;

/// <summary>Validation rules that ensure that Ansible reads an inventory as intended.</summary>
internal static class InventoryCheck
{
    private const int MaxDepth = 500;

    public static ValueList<Problem> Check(Inventory inventory)
    {
        ProblemList problems = new();
        HashSet<string> groups = new(StringComparer.Ordinal) { Inventory.All, Inventory.UngroupedName };
        foreach (InventoryGroup group in inventory.Groups)
        {
            if (!groups.Add(group.Name))
            {
                problems.AddError(
                    ProblemCode.DuplicateName,
                    default,
                    $"groups.{group.Name}",
                    "a group of this name is there already",
                    "put all of it into one group"
                );
            }

            CheckName(group.Name, $"groups.{group.Name}", problems);
        }

        CheckChildren(inventory, groups, problems);
        CheckVars(inventory, problems);
        CheckHosts(inventory, groups, problems);
        if (!problems.HasErrors)
        {
            CheckCycles(inventory, problems);
        }

        return problems.ToValueList();
    }

    private static void CheckName(string name, string field, ProblemList problems)
    {
        if (
            name.Length == 0
            || name.Any(character =>
                char.IsWhiteSpace(character) || char.IsControl(character) || character is '"' or '\'' or '#' or '=' or ';' or ','
            )
        )
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                default,
                field,
                $"'{TextEscaping.Escape(name)}' cannot be a name",
                "use letters, digits, '.', '_' and '-'"
            );
        }
    }

    private static void CheckChildren(Inventory inventory, HashSet<string> groups, ProblemList problems)
    {
        foreach (InventoryGroup group in inventory.Groups)
        {
            foreach (string child in group.Children.Where(child => !groups.Contains(child) || child == Inventory.All))
            {
                problems.AddError(
                    ProblemCode.MissingField,
                    default,
                    $"groups.{group.Name}.children",
                    $"there is no group '{TextEscaping.Escape(child)}' to be a child",
                    "add the group, or leave the child out"
                );
            }
        }
    }

    private static void CheckVars(Inventory inventory, ProblemList problems)
    {
        IEnumerable<(string Field, DocumentMap Vars)> maps = inventory
            .Groups.Select(group => ($"groups.{group.Name}.vars", group.Vars))
            .Concat(inventory.HostVars.Select(host => ($"hostvars.{host.Key}", host.Value as DocumentMap ?? DocumentMap.Empty)))
            .Append(("vars", inventory.Vars));
        foreach ((string field, DocumentMap vars) in maps)
        {
            foreach (DocumentEntry entry in vars)
            {
                CheckName(entry.Key, field, problems);
            }
        }
    }

    private static void CheckHosts(Inventory inventory, HashSet<string> groups, ProblemList problems)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        IEnumerable<(string Name, string Field)> hosts = inventory
            .Groups.SelectMany(group => group.Hosts.Select(host => (host, $"groups.{group.Name}.hosts")))
            .Concat(inventory.Ungrouped.Select(host => (host, Inventory.UngroupedName)))
            .Concat(inventory.HostVars.Select(entry => (entry.Key, "hostvars")));
        foreach ((string name, string field) in hosts)
        {
            // A host is reported once, with the first field that names it.
            if (!seen.Add(name))
            {
                continue;
            }

            CheckName(name, field, problems);
            if (HostRange.Expand(name, out ValueList<string> expanded) is { } fault)
            {
                problems.AddError(
                    ProblemCode.OutOfRange,
                    default,
                    field,
                    $"'{TextEscaping.Escape(name)}' is not a valid range: {fault}",
                    "write it as node[01:12]"
                );
            }

            foreach (string host in expanded.Where(groups.Contains))
            {
                problems.AddError(
                    ProblemCode.ConflictingFields,
                    default,
                    field,
                    $"'{TextEscaping.Escape(host)}' is a host and a group",
                    "rename one of them"
                );
            }
        }
    }

    private static void CheckCycles(Inventory inventory, ProblemList problems)
    {
        Dictionary<string, ValueList<string>> children = inventory.Groups.ToDictionary(
            group => group.Name,
            group => group.Children,
            StringComparer.Ordinal
        );
        Dictionary<string, int> waiting = children.Keys.ToDictionary(name => name, _ => 0, StringComparer.Ordinal);
        foreach (string child in children.Values.SelectMany(list => list.Distinct(StringComparer.Ordinal)).Where(waiting.ContainsKey))
        {
            waiting[child]++;
        }

        Dictionary<string, int> depths = waiting.Keys.ToDictionary(name => name, _ => 1, StringComparer.Ordinal);
        Queue<string> free = new(waiting.Where(entry => entry.Value == 0).Select(entry => entry.Key));
        while (free.TryDequeue(out string? name))
        {
            waiting.Remove(name);
            foreach (string child in children[name].Distinct(StringComparer.Ordinal).Where(waiting.ContainsKey))
            {
                depths[child] = Math.Max(depths[child], depths[name] + 1);
                if (--waiting[child] == 0)
                {
                    free.Enqueue(child);
                }
            }
        }

        if (depths.Values.Append(0).Max() > MaxDepth)
        {
            problems.AddError(
                ProblemCode.DepthLimit,
                default,
                "groups",
                $"groups are children of each other more than {MaxDepth} deep",
                "make it flatter"
            );
        }

        if (waiting.Count > 0)
        {
            problems.AddError(
                ProblemCode.ConflictingFields,
                default,
                "groups",
                $"groups are children of each other: {string.Join(", ", waiting.Keys.Order(StringComparer.Ordinal))}",
                "break the ring"
            );
        }
    }
}
