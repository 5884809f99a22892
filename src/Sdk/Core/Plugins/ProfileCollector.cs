using Scalewright.Documents;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>Collects the profiles of one file. Checks each profile separately, and then all of them together.</summary>
internal sealed class ProfileCollector(ProfileReadOptions options, ProblemList problems)
{
    private readonly List<Profile> _profiles = [];
    private readonly List<PreparedProfile> _prepared = [];
    private readonly List<DocumentMap> _maps = [];
    private readonly Dictionary<string, TextPosition> _positionByName = new(StringComparer.OrdinalIgnoreCase);
    private long _nodes;
    private ValueMap<NetworkSpec> _networks = ValueMap<NetworkSpec>.Empty;

    public void AddAll(DocumentList profiles)
    {
        if (profiles.Count == 0)
        {
            problems.AddWarning(
                ProblemCode.NoProfiles,
                profiles.Position,
                "profiles",
                "there is no profile",
                "add one with name and plugin"
            );
        }

        if (profiles.Count > options.Limits.MaxProfiles)
        {
            problems.AddError(
                ProblemCode.SizeLimit,
                profiles[options.Limits.MaxProfiles].Position,
                "profiles",
                $"there are {profiles.Count} profiles",
                $"use {options.Limits.MaxProfiles} or fewer in one file"
            );
            return;
        }

        for (int i = 0; i < profiles.Count; i++)
        {
            if (profiles[i] is DocumentMap map)
            {
                Add(map);
            }
            else
            {
                problems.AddError(
                    ProblemCode.WrongType,
                    profiles[i].Position,
                    $"profiles[{i}]",
                    $"found {profiles[i].Description}",
                    "use a map with name and plugin"
                );
            }
        }
    }

    public void Add(DocumentMap map)
    {
        ProblemList found = new();
        FieldReader fields = new(map, "", found);
        PluginReference? pluginReference = ProfileFields.ReadPlugin(fields);
        PluginEntry? entry = pluginReference is null ? null : Find(pluginReference, found);
        Profile profile = ProfileFields.Read(fields, pluginReference, options.Limits);
        ProfileRules.Check(profile, found, options.Limits, options.AllowExternalFiles);
        NetworkRules.Check(profile, found);
        profile = ReadOptions(fields, entry ?? FindSimilar(pluginReference), profile);

        if (map.TryGetEntry("name", out _) || entry is not null)
        {
            ReportDuplicate(map, profile.Name, found);
        }

        // Stop counting beyond the limit: the problem is already reported, and counting thousands of large profiles
        // would take minutes.
        if (entry is not null && !found.HasErrors && _nodes <= options.Limits.MaxNodes)
        {
            CountNodes(entry, profile, found);
        }

        AddProblems(map, found, entry);
        _profiles.Add(profile);
        _maps.Add(map);
    }

    private void CountNodes(PluginEntry entry, Profile profile, ProblemList found)
    {
        _networks = ExpansionCheck.Run(entry, profile, options.Limits, _networks, found, out PreparedProfile? prepared);
        if (prepared is null)
        {
            return;
        }

        _prepared.Add(prepared);
        _nodes += prepared.NodeCount;
        if (_nodes > options.Limits.MaxNodes)
        {
            found.AddError(
                ProblemCode.SizeLimit,
                default,
                profile.ContainerCount > 0 ? "containers" : "count",
                $"the profiles up to '{profile.Name}' have {_nodes} nodes together",
                $"use {options.Limits.MaxNodes} or fewer in one file"
            );
        }
    }

    public ProfileReadResult ToResult(string source)
    {
        CheckStartOrder();
        return new ProfileReadResult(problems.HasErrors ? [] : _prepared.ToValueList(), problems.ToValueList(), source);
    }

    private void CheckStartOrder()
    {
        (string Name, ValueList<string> After)[] groups = [.. _profiles.Select(profile => (profile.Name, profile.After))];
        foreach (
            (int group, int reference, Problem problem) in StartOrder
                .Check(groups)
                .Where(unresolved => groups[unresolved.Group].After[unresolved.Reference] != ProfileFields.Unreadable)
        )
        {
            string field = string.Create(CultureInfo.InvariantCulture, $"after[{reference}]");
            problems.Add(new FieldPositions(_maps[group]).Locate(problem with { Field = field }));
        }
    }

    /// <summary>Reads the plugin's options. Without a plugin, reports only misspelled keys.</summary>
    private Profile ReadOptions(FieldReader fields, PluginEntry? entry, Profile profile)
    {
        IEnumerable<string> keys = entry is null
            ? options.KnownPlugins.Entries.SelectMany(knownPlugin => GetKeys(knownPlugin))
            : GetKeys(entry);
        UnknownFieldCheck.Warn(fields, [.. ProfileFields.Keys, .. keys], onlyMisspelled: entry is null);
        return entry?.Options is { } binder ? profile with { Options = binder.Bind(fields.Map, fields.Problems) } : profile;
    }

    private static ValueList<string> GetKeys(PluginEntry entry) => entry.Options?.Keys ?? [];

    /// <summary>
    /// Returns the plugin that an unknown reference probably means, so that the rest of the profile can be checked.
    /// </summary>
    private PluginEntry? FindSimilar(PluginReference? pluginReference)
    {
        PluginList plugins = options.KnownPlugins;
        return pluginReference is not null && Spelling.FindClosest(pluginReference.Name, plugins.Names) is { } near
            ? plugins.Find(new PluginReference(near))
            : null;
    }

    private PluginEntry? Find(PluginReference pluginReference, ProblemList found)
    {
        PluginList plugins = options.KnownPlugins;
        if (plugins.Find(pluginReference) is { } entry)
        {
            return entry;
        }

        bool isVersion = plugins.Names.Contains(pluginReference.Name, StringComparer.Ordinal);
        found.Add(plugins.CreateUnknownProblem(pluginReference) with { Field = isVersion ? "plugin.version" : "plugin.name" });
        return null;
    }

    private void ReportDuplicate(DocumentMap map, string name, ProblemList found)
    {
        TextPosition position = NamePosition(map);
        if (!_positionByName.TryAdd(name, position))
        {
            found.AddError(
                ProblemCode.DuplicateName,
                position,
                "name",
                $"'{TextEscaping.Escape(name)}' is also the profile at {_positionByName[name]}; names are case-insensitive",
                "give each its own name"
            );
        }
    }

    /// <summary>Returns the position of the name. In an INI file, this is the position of the section.</summary>
    private static TextPosition NamePosition(DocumentMap map)
    {
        if (!map.TryGetEntry("name", out DocumentEntry entry))
        {
            return map.Position;
        }

        return entry.Value is DocumentScalar { IsUntyped: true } ? entry.KeyPosition : entry.Value.Position;
    }

    /// <summary>
    /// Adds the problems with their positions. Keeps only the first error at each position, except for missing fields.
    /// </summary>
    private void AddProblems(DocumentMap map, ProblemList found, PluginEntry? entry)
    {
        FieldPositions positions = new(map);
        HashSet<TextPosition> errors = [];
        foreach (
            Problem problem in found
                .ToValueList()
                .Select(problem => WithPluginName(positions.Locate(problem), entry))
                .OrderBy(problem => (problem.Position.Line, problem.Position.Column))
        )
        {
            if (problem.Severity == ProblemSeverity.Warning || errors.Add(problem.Position) || problem.Code == ProblemCode.MissingField)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>Adds the plugin's name to the message if the plugin itself is faulty.</summary>
    private static Problem WithPluginName(Problem problem, PluginEntry? entry) =>
        entry is not null
        && (
            problem.Code == ProblemCode.PluginFailed
            || problem.Code == ProblemCode.InvalidPluginResult
            || problem.Code == ProblemCode.PluginLimitExceeded
        )
            ? problem with
            {
                Message = $"{entry} {problem.Message}",
            }
            : problem;
}

/// <summary>
/// Finds the positions of problems by their field paths. Rules report only paths, so they also apply to profiles made
/// in code, which have no positions.
/// </summary>
internal sealed class FieldPositions(DocumentMap profile)
{
    /// <summary>
    /// Returns the problem with its position. If it has none, uses the position of its first field that is in the file.
    /// </summary>
    public Problem Locate(Problem problem)
    {
        if (problem.Position != TextPosition.None)
        {
            return problem;
        }

        string? written = problem.RelatedFields.Prepend(problem.Field).FirstOrDefault(field => Find(field).IsWhole);
        return problem with { Position = Find(written ?? problem.Field).Node.Position };
    }

    /// <summary>
    /// Finds the value of a path, for example <c>container_template.networks[0].name</c>. If it is missing, returns the
    /// enclosing map or list.
    /// </summary>
    private (DocumentNode Node, bool IsWhole) Find(string path)
    {
        DocumentNode node = profile;
        foreach (string step in path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.'))
        {
            if (Step(node, step) is not { } next)
            {
                return (node, false);
            }

            node = next;
        }

        return (node, true);
    }

    private static DocumentNode? Step(DocumentNode node, string step) =>
        node switch
        {
            DocumentMap map => map[step],
            DocumentList list when int.TryParse(step, out int index) && index >= 0 && index < list.Count => list[index],
            DocumentList { Count: > 0 } list => Step(list[0], step),
            _ => null,
        };
}

/// <summary>
/// Checks whether a profile can be expanded, without creating its nodes: the plugin's own checks, its counts, the last
/// host name and the capacity of the networks.
/// </summary>
internal static class ExpansionCheck
{
    /// <summary>Reports each error with the path of its field.</summary>
    /// <param name="profile">The profile, which conforms to the common rules.</param>
    /// <param name="prepared">The prepared profile; null if it has errors.</param>
    /// <returns>The networks, including the addresses of this profile.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Exceptions are reported with the plugin name.")]
    public static ValueMap<NetworkSpec> Run(
        PluginEntry entry,
        Profile profile,
        ProfileLimits limits,
        ValueMap<NetworkSpec> networks,
        ProblemList problems,
        out PreparedProfile? prepared
    )
    {
        prepared = null;
        try
        {
            prepared = PreparedProfile.Prepare(entry, profile, ExpansionLimits.Default, problems);
            return prepared is null ? networks : Check(entry, prepared, limits, networks, problems);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            PluginProblems.Add(problems, exception);
            return networks;
        }
    }

    private static ValueMap<NetworkSpec> Check(
        PluginEntry entry,
        PreparedProfile prepared,
        ProfileLimits limits,
        ValueMap<NetworkSpec> networks,
        ProblemList problems
    )
    {
        CheckNames(prepared, problems);
        long containers = CountContainers(prepared, limits.MaxContainers);
        if (containers > limits.MaxContainers)
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                default,
                prepared.Profile.ContainerCount > 0 ? "containers" : "count",
                $"{Pluralizer.Format(prepared.Profile.Count, "unit")} of {entry} would have more than "
                    + $"{limits.MaxContainers} containers",
                $"stay within {limits.MaxContainers} containers"
            );
        }

        if (problems.HasErrors)
        {
            return networks;
        }

        NetworkAllocator allocator = new(prepared.Profile, containers, networks, problems);
        ContainerLayout layout = prepared.Plugin.DescribeContainers(prepared.Profile, allocator);
        if (!problems.HasErrors)
        {
            NetworkOverlaps.Check(layout, "container_template", problems);
            GatewayReachability.Check(layout, "container_template.gateway", problems);
        }

        return allocator.Networks;
    }

    private static void CheckNames(PreparedProfile prepared, ProblemList problems)
    {
        // The last name has the longest number.
        if (prepared.NodeCount > 0)
        {
            prepared.CheckName(prepared.Plugin.NameNode(prepared.Profile, prepared.NodeCount), prepared.NodeCount, problems);
        }
    }

    /// <summary>Counts the containers of all nodes up to a limit.</summary>
    private static long CountContainers(PreparedProfile prepared, long max)
    {
        long sum = 0;
        for (int number = 1; number <= prepared.NodeCount && sum <= max; number++)
        {
            sum += Math.Max(0, prepared.Plugin.CountContainers(prepared.Profile, number));
        }

        return sum;
    }
}
