using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary>Validates the platforms of a configuration, their machines and its experiment before any setup.</summary>
internal static class ConfigurationCheck
{
    private const string Infrastructure = "provision_infrastructure";
    private const string Lazy = "lazy_setup";
    private const string Shub = "scalehub";
    private const string List = "platforms";
    private const string KubernetesKey = "kubernetes_type";
    private const string Firewall = ".enos_firewall";
    private static readonly string[] Sections = [List, Shub, ExperimentSection.Name, "deployment"];
    private static readonly string[] ShubKeys = [Infrastructure, Lazy, "k3s_version", "results"];
    private static readonly string[] PlatformKeys =
        ["type", "control", "producers", "consumers", "instance_count", "kind", "cores", "memory", "core_per_vm", "memory_per_vm", KubernetesKey];

    // Python's configparser accepts the same values.
    private static readonly string[] Yes = ["1", "yes", "true", "on"];
    private static readonly string[] No = ["0", "no", "false", "off"];

    // Keys of Scalehub without an effect here, unless they have one of these values.
    private static readonly (string Section, string Key, string[] Done, string Advice)[] Unapplied =
    [
        (Shub, "debug_level", ["0"], "leave it out: all warnings and errors are printed"),
        (Shub, "inventory", [], "use the option --inventory"),
        (Shub, "playbook", [], "use the option --playbooks"),
        (Shub, "experiments", [], "use the option --data"),
        (List, "enable_ipv6", No, "use false: hosts are reached over IPv4"),
        (List, "tailscale_backend", No, "use false: hosts are reached in the network of their testbed"),
        (List, "tailscale_auth_key", [], "leave it out: hosts are reached in the network of their testbed"),
    ];

    /// <summary>Returns errors and warnings, each with its location.</summary>
    /// <param name="read">The parsed configuration.</param>
    /// <param name="conf">The configuration file; paths of definitions are relative to it.</param>
    public static ValueList<Problem> Of(PlatformReadResult read, string conf, string inventory)
    {
        if (read.PartialConfiguration is not { } configuration)
        {
            return read.Problems;
        }

        bool isReference = ReferenceExperiment.IsIn(configuration);
        ProblemList machines = new();
        ValueList<NodeClass> classes = [.. configuration.Platforms.Select(section => Machines.Read(section, machines)).Where(nodes => nodes.Count > 0)];
        IEnumerable<Problem> found =
        [
            .. isReference ? read.Problems.Where(problem => problem.Field != ReferenceExperiment.PlatformList) : read.Problems,
            .. isReference ? ReferenceExperiment.Convert(configuration, conf, classes).Problems : [],
            .. configuration.Platforms.SelectMany(section => Program.Platforms.Check(section)),
            .. new PlatformFolder(inventory, Program.Platforms).CheckReservations(configuration),
            .. machines.ToValueList(),
            .. CheckFlag(configuration, Infrastructure),
            .. CheckFlag(configuration, Lazy),
            .. ExperimentSection.Check(configuration, classes, conf, inventory),
            .. FindUnread(configuration),
            .. FindUnapplied(configuration),
        ];

        // A key of [DEFAULT] belongs to every section, and a platform may also report problems of its machines.
        return [.. found.DistinctBy(problem => problem.Position.Line > 0 && problem.Code != ProblemCode.MissingField ? (problem.Source, problem.Position, "") : (problem.Source, problem.Position, problem.Field))];
    }

    /// <summary>True if provisioning ends with the infrastructure playbook; null if the value is invalid.</summary>
    public static bool? WantsInfrastructure(PlatformConfiguration configuration) => WantsAll(configuration) ? true : ReadFlag(configuration, Infrastructure, fallback: true);

    /// <summary>True if provisioning ends with the playbooks of all stages.</summary>
    public static bool WantsAll(PlatformConfiguration configuration) => ReadFlag(configuration, Lazy, fallback: false) == true;

    private static bool? ReadFlag(PlatformConfiguration configuration, string key, bool fallback) => SectionOf(configuration, Shub)[key] is not DocumentScalar said ? fallback
        : Yes.Contains(said.Text, StringComparer.OrdinalIgnoreCase) ? true
        : No.Contains(said.Text, StringComparer.OrdinalIgnoreCase) ? false
        : null;

    private static ValueList<Problem> CheckFlag(PlatformConfiguration configuration, string key)
    {
        if (ReadFlag(configuration, key, fallback: false) is not null)
        {
            return [];
        }

        DocumentScalar said = (DocumentScalar)SectionOf(configuration, Shub)[key]!;
        return [new Problem(ProblemCode.WrongType, $"'{TextEscaping.Escape(said.Text)}' is neither true nor false", "use true or false") { Source = configuration.GetSource(Shub, key), Position = said.Position, Field = $"{Shub}.{key}" }];
    }

    /// <summary>Finds keys and sections of Scalehub that have no effect.</summary>
    private static IEnumerable<Problem> FindUnapplied(PlatformConfiguration configuration)
    {
        IEnumerable<(string Section, string Key, string[] Done, string Advice)> kubernetes = configuration.Platforms
            .Select(section => (section.Path, KubernetesKey, (string[])["k3s"], "use k3s, which 'orchestration/setup' deploys"));
        foreach ((string section, string key, string[] done, string advice) in Unapplied.Concat(kubernetes))
        {
            if (SectionOf(configuration, section).TryGetEntry(key, out DocumentEntry entry)
                && !(entry.Value is DocumentScalar said && done.Contains(said.Text, StringComparer.OrdinalIgnoreCase)))
            {
                yield return Warn(configuration.GetSource(section, key), entry, $"{section}.{key}", "it has no effect", advice);
            }
        }

        string[] listed = [.. configuration.Platforms.Select(section => section.Path)];
        IEnumerable<DocumentEntry> firewalls = configuration.Sections.Where(entry =>
            entry.Key.EndsWith(Firewall, StringComparison.Ordinal) && !listed.Contains(entry.Key)
            && (listed.Contains(entry.Key[..^Firewall.Length]) || configuration.Sections[entry.Key[..^Firewall.Length]] is null));
        foreach (DocumentEntry entry in firewalls)
        {
            yield return Warn(configuration.GetSource(entry.Key), entry, TextEscaping.Escape(entry.Key), "it has no effect", "set the firewall of the testbed by its own means");
        }
    }

    /// <summary>Finds unknown sections and keys. A key of [DEFAULT] is known if at least one section uses it.</summary>
    public static IEnumerable<Problem> FindUnread(PlatformConfiguration configuration)
    {
        string[] sections = [.. Sections, .. configuration.Platforms.Select(section => section.Path)];

        // This run ignores the sections of platforms that are not in the list. The conversion of an experiment reports its own keys.
        bool isReference = ReferenceExperiment.IsIn(configuration);
        IEnumerable<DocumentEntry> others = configuration.Sections.Where(entry =>
            !sections.Contains(entry.Key)
            && !(isReference && entry.Key.StartsWith(ReferenceExperiment.Prefix, StringComparison.Ordinal))
            && Concerns(entry.Key)
            && (!entry.Key.StartsWith("platforms.", StringComparison.Ordinal)
                || (!entry.Key.EndsWith(Firewall, StringComparison.Ordinal) && configuration.Platforms.Any(section => entry.Key.StartsWith($"{section.Path}.", StringComparison.Ordinal)))));
        foreach (DocumentEntry entry in others)
        {
            string source = configuration.GetSource(entry.Key);
            yield return Unread(source, entry, TextEscaping.Escape(entry.Key), "unknown section", Sections, Sections);
        }

        (string Path, DocumentMap Fields, string[] Known)[] all =
        [
            .. configuration.Platforms.Select(section => (section.Path, section.Fields, KnownOf(section))),
            (List, SectionOf(configuration, List), [List]),
            (Shub, SectionOf(configuration, Shub), ShubKeys),
            .. isReference || !Concerns(ExperimentSection.Name) ? [] : new[] { (ExperimentSection.Name, SectionOf(configuration, ExperimentSection.Name), ExperimentSection.Keys) },
        ];
        HashSet<(string, TextPosition)> reported =
        [
            .. Unapplied.Where(unapplied => SectionOf(configuration, unapplied.Section)[unapplied.Key] is not null)
                .Select(unapplied => Locate(unapplied.Section, SectionOf(configuration, unapplied.Section).First(entry => entry.Key == unapplied.Key))),
            .. all.SelectMany(section => section.Fields
                .Where(entry => section.Known.Contains(entry.Key)).Select(entry => Locate(section.Path, entry))),

            // Each key is a variable of playbooks.
            .. SectionOf(configuration, "deployment").Select(entry => Locate("deployment", entry)),
        ];
        foreach ((string path, DocumentMap fields, string[] known) in all)
        {
            foreach (DocumentEntry entry in fields.Where(entry => reported.Add(Locate(path, entry))))
            {
                // Do not suggest keys that are already set.
                string[] absent = [.. known.Where(word => fields[word] is null)];
                string field = $"{path}.{TextEscaping.Escape(entry.Key)}";
                yield return Unread(configuration.GetSource(path, entry.Key), entry, field, "unknown field", absent, known);
            }
        }

        // The defaults of experiments do not concern a file without an experiment.
        bool Concerns(string path) => !path.StartsWith(ExperimentSection.Name, StringComparison.Ordinal)
            || SectionOf(configuration, ExperimentSection.Name)[ExperimentSection.DefinitionKey] is not null
            || Path.GetFileName(configuration.GetSource(path)) != ContainerPath.DefaultsName;

        (string, TextPosition) Locate(string path, DocumentEntry entry) =>
            (configuration.GetSource(path, entry.Key), entry.KeyPosition);
    }

    private static string[] KnownOf(PlatformSection section)
    {
        Platform? platform = Program.Platforms.Find(section.Type ?? "");
        return [.. PlatformKeys.Concat(platform?.RequiredFields ?? []).Concat(platform?.OptionalFields ?? []).Distinct(StringComparer.Ordinal)];
    }

    private static Problem Unread(
        string source, DocumentEntry entry, string field, string found, string[] meant, string[] known)
    {
        string? near = Spelling.FindClosest(entry.Key, meant) ?? Spelling.FindClosest(entry.Key, known);
        return Warn(source, entry, field, found, near is null ? $"use {string.Join(", ", known)}" : $"did you mean '{near}'?");
    }

    private static Problem Warn(string source, DocumentEntry entry, string field, string found, string advice) => new(ProblemCode.UnknownField, found, advice)
    {
        Source = source, Position = entry.KeyPosition, Field = field, Severity = ProblemSeverity.Warning,
    };

    private static DocumentMap SectionOf(PlatformConfiguration configuration, string name) => configuration.Sections[name] as DocumentMap ?? DocumentMap.Empty;
}
