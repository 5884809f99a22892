namespace Scalewright.Profiles;

/// <summary>Rules for every profile, independent of its plugin and source.</summary>
internal static class ProfileRules
{
    /// <summary>Adds a problem for each violated rule. The problem's field is the path in a profile file.</summary>
    /// <param name="limits">Size limits. Null: the defaults.</param>
    /// <param name="allowExternalFiles">True if paths may leave the profile's folder. Profiles made in code have no
    /// folder.</param>
    public static void Check(Profile profile, ProblemList problems, ProfileLimits? limits = null, bool allowExternalFiles = true)
    {
        ProfileLimits bounds = limits ?? ProfileLimits.Default;
        CheckName("name", profile.Name, problems);
        if (profile.HostnamePrefix is { } prefix)
        {
            CheckName("hostname_prefix", prefix, problems);
        }

        CheckSizes(profile, bounds, problems);
        CheckNetworks(profile, problems);
        CheckPaths(profile, problems, allowExternalFiles);
    }

    private static void CheckSizes(Profile profile, ProfileLimits bounds, ProblemList problems)
    {
        CheckRange("count", profile.Count, 1, bounds.MaxCount, problems);
        CheckRange("containers", profile.ContainerCount, 0, bounds.MaxContainers, problems);
        CheckRange("containers_per_node", profile.ContainersPerNode ?? 0, 0, bounds.MaxContainers, problems);
        CheckRange("node_template.cpu", profile.NodeTemplate.Cpus ?? 1, 1, int.MaxValue, problems);
        CheckRange("node_template.memory", profile.NodeTemplate.MemoryMiB ?? 1, 1, int.MaxValue, problems);
        CheckRange("container_template.cpu", profile.ContainerTemplate.Cpus, 1, int.MaxValue, problems);
        CheckRange("container_template.memory", profile.ContainerTemplate.MemoryMiB, 1, int.MaxValue, problems);
        if (profile.ContainerCount > 0 && (profile.ContainersPerNode ?? 0) == 0)
        {
            string perNode = profile.ContainersPerNode?.ToString(CultureInfo.InvariantCulture) ?? "not set";
            problems.Add(
                new Problem(
                    ProblemCode.ConflictingFields,
                    $"{Pluralizer.Format(profile.ContainerCount, "container")} "
                        + $"{(profile.ContainerCount == 1 ? "needs a node" : "need nodes")}, but containers_per_node is "
                        + perNode,
                    "use 1 or more"
                )
                {
                    Field = "containers_per_node",
                    RelatedFields = ["containers"],
                }
            );
        }
    }

    private static void CheckNetworks(Profile profile, ProblemList problems)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < profile.Networks.Count; i++)
        {
            string field = $"container_template.networks[{i}].name";
            string name = profile.Networks[i].Name;
            CheckName(field, name, problems);
            if (!names.Add(name))
            {
                problems.AddError(
                    ProblemCode.DuplicateName,
                    default,
                    field,
                    $"'{TextEscaping.Escape(name)}' is used twice",
                    "give each network its own name"
                );
            }
        }
    }

    private static void CheckPaths(Profile profile, ProblemList problems, bool allowExternal)
    {
        CheckPath("node_template.image", profile.NodeTemplate.Image, allowExternal, problems, allowTag: true);
        CheckPath("container_template.rootfs", profile.ContainerTemplate.RootFs, allowExternal, problems);
        for (int i = 0; i < profile.StartupScripts.Count; i++)
        {
            CheckPath($"start_scripts[{i}]", profile.StartupScripts[i], allowExternal, problems);
        }
    }

    private static void CheckPath(string field, string? path, bool allowExternal, ProblemList problems, bool allowTag = false)
    {
        if (path is not null && PathRules.FindProblem(path, allowExternal, allowTag || allowExternal) is { } problem)
        {
            problems.AddError(
                ProblemCode.UnsafePath,
                default,
                field,
                $"path '{TextEscaping.Escape(path)}' is not allowed: {problem}",
                allowExternal ? "use a plain path" : "use a path below the profile's folder, with '/' between its parts"
            );
        }
    }

    private static void CheckName(string field, string name, ProblemList problems)
    {
        if (!NameRules.IsValidName(name))
        {
            problems.AddError(ProblemCode.InvalidName, default, field, $"'{TextEscaping.Escape(name)}' is not a name", NameRules.Advice);
        }
    }

    private static void CheckRange(string field, int value, int least, int most, ProblemList problems)
    {
        if (value < least)
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                default,
                field,
                string.Create(CultureInfo.InvariantCulture, $"{value} is below {least}"),
                $"use {least} or more"
            );
        }
        else if (value > most)
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                default,
                field,
                string.Create(CultureInfo.InvariantCulture, $"{value} is above {most}"),
                $"use {most} or less"
            );
        }
    }
}

internal static class PathRules
{
    /// <summary>Returns the problem with a path, or null.</summary>
    /// <param name="allowExternal">True if the path may leave the profile's folder, as with backend files.</param>
    /// <param name="allowTag">True if it may be the name of an image with a tag.</param>
    public static string? FindProblem(string path, bool allowExternal, bool allowTag)
    {
        if (path.Length == 0)
        {
            return "it is empty";
        }

        if (path.Any(char.IsControl))
        {
            return "it has a control character";
        }

        return path switch
        {
            ['~', ..] => "it starts with '~'",
            _ when path.Contains('\\', StringComparison.Ordinal) => "it has a backslash",
            _ when HasScheme(path, allowTag) => "it is an address, not a path",
            _ when !allowExternal && !StaysBelow(path) => "it leads out of the profile's folder",
            _ => null,
        };
    }

    /// <summary>With <paramref name="allowTag"/>, <c>ubuntu:22.04</c> is a name with a tag, not an address.</summary>
    private static bool HasScheme(string path, bool allowTag)
    {
        int colon = path.IndexOf(':', StringComparison.Ordinal);
        bool isScheme = colon > 0 && char.IsAsciiLetter(path[0]) && path.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) < 0;
        return isScheme && (!allowTag || path.AsSpan(colon + 1).StartsWith("/"));
    }

    // RFC 3986, section 3.1.
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-."
    );

    private static bool StaysBelow(string path)
    {
        if (path[0] == '/')
        {
            return false;
        }

        int depth = 0;
        foreach (Range part in path.AsSpan().Split('/'))
        {
            depth += path.AsSpan(part) switch
            {
                ".." => -1,
                "." or "" => 0,
                _ => 1,
            };
            if (depth < 0)
            {
                return false;
            }
        }

        return depth > 0;
    }
}
