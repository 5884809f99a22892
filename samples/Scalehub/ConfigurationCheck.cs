using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary>All that is wrong with a configuration before anything is set up: its platforms, their machines and its experiment.</summary>
internal static class ConfigurationCheck
{
    private const string Flag = "provision_infrastructure";
    private const string Shub = "scalehub";
    private static readonly string[] Sections = ["platforms", Shub, ExperimentSection.Name, "deployment"];
    private static readonly string[] ShubKeys = [Flag, "k3s_version", "results"];
    private static readonly string[] PlatformKeys = ["type", "control", "producers", "consumers", "kind", "cores", "memory", "address_prefix", "ssh_user", "core_per_vm", "memory_per_vm", "start_time"];

    // As Python's configparser has them.
    private static readonly string[] Yes = ["1", "yes", "true", "on"];
    private static readonly string[] No = ["0", "no", "false", "off"];

    /// <summary>Errors and warnings, each with its place.</summary>
    /// <param name="read">What was read.</param>
    /// <param name="conf">The file, for the path of the definition.</param>
    /// <param name="inventory">The folder of inventories.</param>
    public static ValueList<Problem> Of(PlatformReadResult read, string conf, string inventory)
    {
        if (read.Found is not { } configuration)
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
            .. CheckNames(configuration),
            .. ExperimentSection.UnknownKeys(configuration),
        ];

        // A key of [DEFAULT] is one of every section, and a platform may have looked at what its machines have.
        return [.. found.DistinctBy(problem => problem.Spot.Line > 0 && problem.Code != ProblemCode.MissingField ? (problem.Source, problem.Spot, "") : (problem.Source, problem.Spot, problem.Field))];
    }

    /// <summary>Whether provisioning ends with the playbook of infrastructure; null when the key says neither.</summary>
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
        return [new Problem(ProblemCode.WrongType, $"'{Printable.Escape(said.Text)}' is neither true nor false", "use true or false") { Source = configuration.SourceOf(Shub, Flag), Spot = said.Spot, Field = $"{Shub}.{Flag}" }];
    }

    /// <summary>Names of sections and keys that nobody reads and that are near one which somebody would.</summary>
    private static IEnumerable<Problem> CheckNames(PlatformConfiguration configuration)
    {
        string[] sections = [.. Sections, .. configuration.Platforms.Select(section => section.Path)];
        foreach (Problem problem in Misspelt(configuration.Sections.Where(entry => !entry.Key.StartsWith("platforms.", StringComparison.Ordinal)), sections, entry => (configuration.SourceOf(entry.Key), Printable.Escape(entry.Key)), "no one reads this section"))
        {
            yield return problem;
        }

        IEnumerable<(string Path, DocumentMap Fields, string[] Known)> all = configuration.Platforms
            .Select(section => (section.Path, section.Fields, (string[])[.. PlatformKeys, .. Program.Platforms.Find(section.Type ?? "")?.RequiredFields ?? []]))
            .Append((Shub, SectionOf(configuration, Shub), ShubKeys));
        foreach ((string path, DocumentMap fields, string[] known) in all)
        {
            // A key that is there already is not what another means.
            foreach (Problem problem in Misspelt(fields.Where(entry => !known.Contains(entry.Key, StringComparer.Ordinal)), [.. known.Where(word => fields[word] is null)], entry => (configuration.SourceOf(path, entry.Key), $"{path}.{Printable.Escape(entry.Key)}"), "no one reads this key"))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<Problem> Misspelt(IEnumerable<DocumentEntry> entries, string[] known, Func<DocumentEntry, (string Source, string Field)> placeOf, string found)
    {
        foreach (DocumentEntry entry in entries.Where(entry => !known.Contains(entry.Key, StringComparer.Ordinal)))
        {
            if (Spelling.Nearest(entry.Key, known) is { } near)
            {
                (string source, string field) = placeOf(entry);
                yield return new Problem(ProblemCode.UnknownField, found, $"did you mean '{near}'?") { Source = source, Spot = entry.KeySpot, Field = field, Severity = ProblemSeverity.Warning };
            }
        }
    }

    private static DocumentMap SectionOf(PlatformConfiguration configuration, string name) => configuration.Sections[name] as DocumentMap ?? DocumentMap.Empty;
}
