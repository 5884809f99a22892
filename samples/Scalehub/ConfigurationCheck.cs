using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary>Validates the platforms of a configuration, their machines and its experiment before any setup.</summary>
internal static class ConfigurationCheck
{
    private const string Flag = "provision_infrastructure";
    private const string Shub = "scalehub";
    private static readonly string[] Sections = ["platforms", Shub, ExperimentSection.Name, "deployment"];
    private static readonly string[] ShubKeys = [Flag, "k3s_version", "results"];
    private static readonly string[] PlatformKeys =
        ["type", "control", "producers", "consumers", "instance_count", "kind", "cores", "memory", "core_per_vm", "memory_per_vm"];

    // Python's configparser accepts the same values.
    private static readonly string[] Yes = ["1", "yes", "true", "on"];
    private static readonly string[] No = ["0", "no", "false", "off"];

    /// <summary>Returns errors and warnings, each with its location.</summary>
    /// <param name="read">The parsed configuration.</param>
    /// <param name="conf">The configuration file; paths of definitions are relative to it.</param>
    public static ValueList<Problem> Of(PlatformReadResult read, string conf, string inventory)
    {
        if (read.PartialConfiguration is not { } configuration)
        {
            return read.Problems;
        }

        ProblemList machines = new();
        ValueList<NodeClass> classes = [.. configuration.Platforms.Select(section => Machines.Read(section, machines)).Where(nodes => nodes.Count > 0)];
        IEnumerable<Problem> found =
        [
            .. read.Problems,
            .. configuration.Platforms.SelectMany(section => Program.Platforms.Check(section)),
            .. machines.ToValueList(),
            .. CheckFlag(configuration),
            .. ExperimentSection.Check(configuration, classes, conf, inventory),
            .. FindUnread(configuration),
        ];

        // A key of [DEFAULT] belongs to every section, and a platform may also report problems of its machines.
        return [.. found.DistinctBy(problem => problem.Position.Line > 0 && problem.Code != ProblemCode.MissingField ? (problem.Source, problem.Position, "") : (problem.Source, problem.Position, problem.Field))];
    }

    /// <summary>True if provisioning ends with the infrastructure playbook; null if the value is invalid.</summary>
    public static bool? WantsInfrastructure(PlatformConfiguration configuration) => SectionOf(configuration, Shub)[Flag] is not DocumentScalar said || Yes.Contains(said.Text, StringComparer.OrdinalIgnoreCase) ? true
        : No.Contains(said.Text, StringComparer.OrdinalIgnoreCase) ? false
        : null;

    private static ValueList<Problem> CheckFlag(PlatformConfiguration configuration)
    {
        if (WantsInfrastructure(configuration) is not null)
        {
            return [];
        }

        DocumentScalar said = (DocumentScalar)SectionOf(configuration, Shub)[Flag]!;
        return [new Problem(ProblemCode.WrongType, $"'{TextEscaping.Escape(said.Text)}' is neither true nor false", "use true or false") { Source = configuration.GetSource(Shub, Flag), Position = said.Position, Field = $"{Shub}.{Flag}" }];
    }

    /// <summary>Finds unknown sections and keys. A key of [DEFAULT] is known if at least one section uses it.</summary>
    public static IEnumerable<Problem> FindUnread(PlatformConfiguration configuration)
    {
        string[] sections = [.. Sections, .. configuration.Platforms.Select(section => section.Path)];

        // This run ignores the sections of platforms that are not in the list.
        IEnumerable<DocumentEntry> others = configuration.Sections.Where(entry =>
            !sections.Contains(entry.Key) && !entry.Key.StartsWith("platforms.", StringComparison.Ordinal));
        foreach (DocumentEntry entry in others)
        {
            string source = configuration.GetSource(entry.Key);
            yield return Unread(source, entry, TextEscaping.Escape(entry.Key), "unknown section", Sections, Sections);
        }

        (string Path, DocumentMap Fields, string[] Known)[] all =
        [
            .. configuration.Platforms.Select(section => (section.Path, section.Fields, KnownOf(section))),
            ("platforms", SectionOf(configuration, "platforms"), ["platforms"]),
            (Shub, SectionOf(configuration, Shub), ShubKeys),
            (ExperimentSection.Name, SectionOf(configuration, ExperimentSection.Name), ExperimentSection.Keys),
        ];
        HashSet<(string, TextPosition)> told =
        [
            .. all.SelectMany(section => section.Fields
                .Where(entry => section.Known.Contains(entry.Key)).Select(entry => PlaceOf(section.Path, entry))),

            // Each key is a variable of playbooks.
            .. SectionOf(configuration, "deployment").Select(entry => PlaceOf("deployment", entry)),
        ];
        foreach ((string path, DocumentMap fields, string[] known) in all)
        {
            foreach (DocumentEntry entry in fields.Where(entry => told.Add(PlaceOf(path, entry))))
            {
                // Do not suggest keys that are already set.
                string[] absent = [.. known.Where(word => fields[word] is null)];
                string field = $"{path}.{TextEscaping.Escape(entry.Key)}";
                yield return Unread(configuration.GetSource(path, entry.Key), entry, field, "unknown field", absent, known);
            }
        }

        (string, TextPosition) PlaceOf(string path, DocumentEntry entry) =>
            (configuration.GetSource(path, entry.Key), entry.KeyPosition);
    }

    private static string[] KnownOf(PlatformSection section)
    {
        Platform? platform = Program.Platforms.Find(section.Type ?? "");
        return [.. PlatformKeys, .. platform?.RequiredFields ?? [], .. platform?.OptionalFields ?? []];
    }

    private static Problem Unread(
        string source, DocumentEntry entry, string field, string found, string[] meant, string[] known)
    {
        string? near = Spelling.FindClosest(entry.Key, meant) ?? Spelling.FindClosest(entry.Key, known);
        string advice = near is null ? $"use {string.Join(", ", known)}" : $"did you mean '{near}'?";
        return new Problem(ProblemCode.UnknownField, found, advice)
        {
            Source = source, Position = entry.KeyPosition, Field = field, Severity = ProblemSeverity.Warning,
        };
    }

    private static DocumentMap SectionOf(PlatformConfiguration configuration, string name) => configuration.Sections[name] as DocumentMap ?? DocumentMap.Empty;
}
