namespace Scalewright.Profiles;

/// <summary>The rules that every profile keeps, whichever plugin expands it.</summary>
internal static class ProfileRules
{
    /// <summary>Adds a problem for each rule that the profile breaks.</summary>
    public static void Check(Profile profile, ProblemList problems, ProfileLimits? limits = null)
    {
        ProfileLimits bounds = limits ?? ProfileLimits.Default;
        CheckName("name", profile.Name, problems);
        if (profile.HostnamePrefix is { } prefix)
        {
            CheckName("hostname_prefix", prefix, problems);
        }

        CheckRange("count", profile.Count, 1, bounds.CountMax, problems);
        CheckRange("containers", profile.Containers, 0, bounds.ContainersMax, problems);
        CheckRange("containers_per_node", profile.ContainersPerNode ?? 0, 0, bounds.ContainersMax, problems);
        CheckRange("node_template.cpu", profile.Node.Cpus ?? 1, 1, int.MaxValue, problems);
        CheckRange("node_template.memory", profile.Node.MemoryMiB ?? 1, 1, int.MaxValue, problems);
        CheckRange("container_template.cpu", profile.Container.Cpus, 1, int.MaxValue, problems);
        CheckRange("container_template.memory", profile.Container.MemoryMiB, 1, int.MaxValue, problems);
        if (profile.Containers > 0 && (profile.ContainersPerNode ?? 0) == 0)
        {
            problems.AddError(
                ProblemCode.Conflict,
                default,
                "containers_per_node",
                $"{profile.ContainersPerNode ?? 0} leaves {profile.Containers} containers without a node",
                "use 1 or more");
        }

        CheckNetworks(profile, problems);
    }

    private static void CheckNetworks(Profile profile, ProblemList problems)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < profile.Networks.Count; i++)
        {
            string field = $"networks[{i}].name";
            CheckName(field, profile.Networks[i].Name, problems);
            if (!names.Add(profile.Networks[i].Name))
            {
                problems.AddError(ProblemCode.DuplicateName, default, field, $"'{profile.Networks[i].Name}' is used twice", "give each network its own name");
            }
        }
    }

    private static void CheckName(string field, string name, ProblemList problems)
    {
        if (!NameRules.IsName(name))
        {
            problems.AddError(ProblemCode.InvalidName, default, field, $"'{Printable.Escape(name)}' is not a name", NameRules.Advice);
        }
    }

    private static void CheckRange(string field, int value, int least, int most, ProblemList problems)
    {
        if (value < least)
        {
            problems.AddError(ProblemCode.OutOfRange, default, field, $"{value} is below {least}", $"use {least} or more");
        }
        else if (value > most)
        {
            problems.AddError(ProblemCode.OutOfRange, default, field, $"{value} is above {most}", $"use {most} or less");
        }
    }
}
