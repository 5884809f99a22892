using Scalewright.Documents;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>Gathers the profiles of one file and checks each as soon as it is read, and all of them together.</summary>
internal sealed class ProfileSet(ProfileReadOptions options, ProblemList problems)
{
    private readonly List<Profile> _profiles = [];
    private readonly Dictionary<string, TextSpot> _spotByName = new(StringComparer.OrdinalIgnoreCase);
    private long _nodes;
    private ValueMap<NetworkSpec> _networks = ValueMap<NetworkSpec>.Empty;

    /// <summary>Adds each profile of a list.</summary>
    public void AddAll(DocumentList profiles)
    {
        if (profiles.Count == 0)
        {
            problems.AddWarning(ProblemCode.NoProfiles, profiles.Spot, "profiles", "there is no profile", "add one with name and plugin");
        }

        if (profiles.Count > options.Limits.ProfilesMax)
        {
            problems.AddError(
                ProblemCode.SizeLimit,
                profiles[options.Limits.ProfilesMax].Spot,
                "profiles",
                $"there are {profiles.Count} profiles",
                $"use {options.Limits.ProfilesMax} or fewer in one file");
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
                problems.AddError(ProblemCode.WrongType, profiles[i].Spot, $"profiles[{i}]", $"found {profiles[i].Kind}", "use a map with name and plugin");
            }
        }
    }

    /// <summary>Adds one profile.</summary>
    public void Add(DocumentMap map)
    {
        ProblemList found = new();
        FieldReader fields = new(map, "", found);
        PluginChoice? choice = ProfileFields.ReadPlugin(fields);
        PluginEntry? entry = choice is null ? null : Find(choice, found);
        Profile profile = ProfileFields.Read(fields, choice, options.Limits);
        ProfileRules.Check(profile, found, options.Limits, options.AllowExternalFiles);
        NetworkRules.Check(profile, found);
        profile = ReadOptions(fields, entry ?? Meant(choice), profile);

        if (map.TryGet("name", out _) || entry is not null)
        {
            NoteDuplicate(map, profile.Name, found);
        }

        // Past the limit nothing is counted any more: it was told, and thousands of such profiles would take minutes.
        if (entry is not null && !found.HasErrors && _nodes <= options.Limits.NodesMax)
        {
            CountNodes(entry, profile, found);
        }

        Keep(map, found, entry);
        _profiles.Add(profile);
    }

    private void CountNodes(PluginEntry entry, Profile profile, ProblemList found)
    {
        _networks = ExpansionCheck.Run(entry, profile, options.Limits, _networks, found, out int nodes);
        _nodes += nodes;
        if (_nodes > options.Limits.NodesMax)
        {
            found.AddError(
                ProblemCode.SizeLimit,
                default,
                profile.Containers > 0 ? "containers" : "count",
                $"the profiles up to '{profile.Name}' have {_nodes} nodes together",
                $"use {options.Limits.NodesMax} or fewer in one file");
        }
    }

    /// <summary>What came of it.</summary>
    public ProfileReadResult ToResult(string source) => new(
        problems.HasErrors ? [] : _profiles.ToValueList(),
        problems.ToValueList(),
        source);

    /// <summary>The plugin's options; without a plugin, only keys that no plugin knows are told.</summary>
    private Profile ReadOptions(FieldReader fields, PluginEntry? entry, Profile profile)
    {
        IEnumerable<string> keys = entry is null ? options.KnownPlugins.Entries.SelectMany(one => KeysOf(one)) : KeysOf(entry);
        UnknownFields.Warn(fields, [.. ProfileFields.Keys, .. keys]);
        return entry?.Options is { } binder ? profile with { Options = binder.Bind(fields.Map, fields.Problems) } : profile;
    }

    private static ValueList<string> KeysOf(PluginEntry entry) => entry.Options?.Keys ?? [];

    /// <summary>The plugin that a wrong choice may have meant, so that the rest of the profile is checked all the same.</summary>
    private PluginEntry? Meant(PluginChoice? choice)
    {
        PluginList plugins = options.KnownPlugins;
        return choice is not null && Spelling.Nearest(choice.Name, plugins.Names) is { } near ? plugins.Find(new PluginChoice(near)) : null;
    }

    private PluginEntry? Find(PluginChoice choice, ProblemList found)
    {
        PluginList plugins = options.KnownPlugins;
        if (plugins.Find(choice) is { } entry)
        {
            return entry;
        }

        bool isVersion = plugins.Names.Contains(choice.Name, StringComparer.Ordinal);
        found.Add(PluginSearch.Unknown(choice, plugins) with { Field = isVersion ? "plugin.version" : "plugin.name" });
        return null;
    }

    private void NoteDuplicate(DocumentMap map, string name, ProblemList found)
    {
        TextSpot spot = NameSpot(map);
        if (!_spotByName.TryAdd(name, spot))
        {
            found.AddError(ProblemCode.DuplicateName, spot, "name", $"'{Printable.Escape(name)}' is also the profile at {_spotByName[name]}; case does not count", "give each its own name");
        }
    }

    /// <summary>Where the name stands; in INI that is its section, as for every repeated section.</summary>
    private static TextSpot NameSpot(DocumentMap map) => map.TryGet("name", out DocumentEntry entry)
        ? entry.Value is DocumentScalar { IsUntyped: true } ? entry.KeySpot : entry.Value.Spot
        : map.Spot;

    /// <summary>Places the problems. One that follows from another at the same place is not told.</summary>
    private void Keep(DocumentMap map, ProblemList found, PluginEntry? entry)
    {
        FieldSpots spots = new(map);
        HashSet<TextSpot> errors = [];
        foreach (Problem problem in found.ToValueList().Select(problem => Name(spots.Place(problem), entry)).OrderBy(problem => (problem.Spot.Line, problem.Spot.Column)))
        {
            if (problem.Severity == ProblemSeverity.Warning || errors.Add(problem.Spot) || problem.Code == ProblemCode.MissingField)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>Says which plugin it was when the plugin itself is at fault.</summary>
    private static Problem Name(Problem problem, PluginEntry? entry) =>
        entry is not null && (problem.Code == ProblemCode.PluginFailed || problem.Code == ProblemCode.PluginNonsense || problem.Code == ProblemCode.PluginLimit)
            ? problem with { Found = $"{entry} {problem.Found}" }
            : problem;
}
