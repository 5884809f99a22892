using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments.Platforms;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Runs;

namespace ScalehubSample;

/// <summary><c>[experiment]</c>: a definition, and values that override those of the definition.</summary>
internal static class ExperimentSection
{
    public const string Name = "experiment";
    public const string DefinitionKey = "definition";
    private const string MachinesPath = "processes.machines";

    // Keys that override values of the definition, and the paths of those values.
    private static readonly (string Key, string Path)[] Overrides = [("runs", "runs"), ("seed", "seed"), ("type", "type"), ("duration", "duration"), ("output_skip_s", "warm_up"), ("machines", MachinesPath), ("slurm", "processes.slurm")];

    /// <summary>Those of <see cref="Overrides"/> that the sections of Scalehub do not have.</summary>
    public static (string Key, string Path)[] Additions { get; } = [.. Overrides.Where(entry => entry.Key is "seed" or "duration" or "machines" or "slurm")];

    /// <summary>Known keys of the section, if it names a definition.</summary>
    public static string[] Keys { get; } = [DefinitionKey, .. Overrides.Select(entry => entry.Key)];

    /// <summary>Path of the definition.</summary>
    /// <exception cref="InvalidDataException">The section contains no definition.</exception>
    public static string DefinitionOf(PlatformConfiguration configuration, string conf) => FindDefinition(configuration) is { } path
        ? PathOf(path, conf)
        : throw new InvalidDataException($"{conf}: there is no experiment; write [experiment] and below it 'definition = experiments/NAME.yaml'");

    /// <summary>Loads a definition with the values of the section.</summary>
    /// <exception cref="Scalewright.Experiments.ExperimentException">The definition cannot be read.</exception>
    public static ExperimentDefinition Load(PlatformConfiguration configuration, string definition, string inventory, ValueList<Scalewright.Experiments.NodeClass> machines, RunServices? tools = null)
    {
        (ValueMap<string> values, ValueMap<TextPosition> positions) = ReadOverrides(configuration, inventory, Overrides);
        return ExperimentDefinition.Load(definition, values, positions, machines, tools);
    }

    /// <summary>Applies the values that the sections of Scalehub do not have to the definition that they are converted to.</summary>
    public static ExperimentBundle Override(ExperimentBundle converted, PlatformConfiguration configuration, string inventory)
    {
        (ValueMap<string> values, ValueMap<TextPosition> positions) = ReadOverrides(configuration, inventory, Additions);
        return converted with { Overrides = values, OverridePositions = positions };
    }

    private static (ValueMap<string> Values, ValueMap<TextPosition> Positions) ReadOverrides(PlatformConfiguration configuration, string inventory, IEnumerable<(string Key, string Path)> overrides)
    {
        DocumentMap section = SectionOf(configuration);
        (string Path, string Key, DocumentScalar Value)[] said = [.. overrides.Where(entry => section[entry.Key] is DocumentScalar).Select(entry => (entry.Path, entry.Key, Meant(entry.Key, (DocumentScalar)section[entry.Key]!, inventory)))];
        return (
            said.Select(entry => KeyValuePair.Create(entry.Path, entry.Value.Text)).ToValueMap(),
            said.Select(entry => KeyValuePair.Create(entry.Path, entry.Value.Position with { Source = configuration.GetSource(Name, entry.Key) })).ToValueMap());
    }

    /// <summary>Checks the section: the definition exists and accepts the values. Its start checks the rest.</summary>
    /// <param name="machines">The machines that will be provisioned.</param>
    /// <param name="conf">The configuration file; the path of the definition is relative to it.</param>
    public static ValueList<Problem> Check(PlatformConfiguration configuration, ValueList<Scalewright.Experiments.NodeClass> machines, string conf, string inventory)
    {
        if (FindDefinition(configuration) is not { } path)
        {
            return [];
        }

        string definition = PathOf(path, conf);
        if (!File.Exists(definition))
        {
            return [new Problem(ProblemCode.UnreadableFile, $"there is no file '{TextEscaping.Escape(definition)}'", "use the path of a definition, from the folder of this file") { Source = configuration.GetSource(Name, DefinitionKey), Position = path.Position, Field = $"{Name}.{DefinitionKey}" }];
        }

        // Machines that are provisioned later are available when the experiment starts.
        string[] sources = [.. Overrides.Select(entry => configuration.GetSource(Name, entry.Key)).Where(source => source.Length > 0)];
        return [.. Load(configuration, definition, inventory, machines).Problems.Where(problem => sources.Contains(problem.Source, StringComparer.Ordinal) && problem.Field != MachinesPath)];
    }

    private static DocumentMap SectionOf(PlatformConfiguration configuration) => configuration.Sections[Name] as DocumentMap ?? DocumentMap.Empty;

    private static DocumentScalar? FindDefinition(PlatformConfiguration configuration) => SectionOf(configuration)[DefinitionKey] as DocumentScalar;

    private static string PathOf(DocumentScalar path, string conf) => Path.Combine(Path.GetDirectoryName(conf) ?? "", path.Text);

    /// <summary>Replaces the inventory folder of the definition with the one of this call.</summary>
    private static DocumentScalar Meant(string key, DocumentScalar value, string inventory) =>
        (key, value.Text) == ("machines", "inventory") ? new DocumentScalar(ScalarKind.Text, Path.GetFullPath(inventory), value.Position) : value;
}
