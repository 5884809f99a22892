using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reading;

/// <summary>Definition of experiments as the result of one reading: the bundle, and the experiments or all problems.</summary>
/// <example>
/// Reads a definition and the files that it names, and simulates the runs of its experiments:
/// <code>
/// ExperimentDefinition definition = ExperimentDefinition.Load("orders.yaml");
/// Console.WriteLine($"{definition.Experiments.Count} experiments; {string.Join('\n', definition.Problems)}");
/// ExperimentFolder folder = ExperimentFolder.Create("data", definition, TimeProvider.System);
/// await new ExperimentSweep(folder, definition.Experiments).RunAsync();
/// </code>
/// </example>
public sealed class ExperimentDefinition
{
    private readonly string _source;
    private readonly DocumentMap? _root;

    internal ExperimentDefinition(
        ExperimentBundle bundle,
        string source,
        DocumentMap? root,
        ValueList<Experiment> experiments,
        ValueList<Problem> problems
    ) => (Bundle, _source, _root, Experiments, Problems) = (bundle, source, root, experiments, problems);

    /// <summary>Content of the definition and of the files that it names.</summary>
    public ExperimentBundle Bundle { get; }

    /// <summary>The experiments, one for each combination of parameters, in order; empty if there are errors.</summary>
    public ValueList<Experiment> Experiments { get; }

    /// <summary>All problems with their positions; empty on success.</summary>
    public ValueList<Problem> Problems { get; }

    /// <summary>Reads a definition and the files that it names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Values that override values of the definition; null for none.</param>
    /// <param name="positions">Positions of the overrides, for messages; null if unknown.</param>
    /// <param name="machines">Machines for a definition that names none; null for none.</param>
    /// <param name="tools">Services of the program that runs experiments; null if unknown, in which case problems that
    /// depend on them are not reported.</param>
    /// <exception cref="ExperimentException">The file cannot be read.</exception>
    public static ExperimentDefinition Load(
        string path,
        ValueMap<string>? overrides = null,
        ValueMap<TextPosition>? positions = null,
        ValueList<NodeClass>? machines = null,
        RunServices? tools = null
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] definition = ExperimentReader.Open(path, ReadLimits.Default.MaxBytes, out string why)
            ?? throw new ExperimentException(
                [new Problem(ProblemCode.UnreadableFile, why, "use the path of a definition") { Source = path }],
                path
            );
        SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
        ExperimentBundle bundle = new(definition)
        {
            Files = files,
            Overrides = overrides ?? ValueMap<string>.Empty,
            OverridePositions = positions ?? ValueMap<TextPosition>.Empty,
            Machines = machines ?? [],
        };
        return ExperimentReader.Read(bundle, path, Open, tools);

        byte[]? Open(string name)
        {
            if (!files.TryGetValue(name, out byte[]? bytes))
            {
                bytes = ExperimentReader.Open(Path.Combine(Path.GetDirectoryName(path) ?? "", name), ExperimentReader.MaxNamedBytes);
                if (bytes is not null)
                {
                    files[name] = bytes;
                }
            }

            return bytes;
        }
    }

    /// <summary>Adds positions to problems that have only a field. Other problems are unchanged.</summary>
    /// <param name="found">The problems.</param>
    public ValueList<Problem> AddPositions(ValueList<Problem> found) =>
        _root is { } root ? [.. found.Select(problem => AddPosition(problem, root))] : found;

    private Problem AddPosition(Problem problem, DocumentMap root)
    {
        if (problem.Source.Length > 0 || problem.Position.Line != 0)
        {
            return problem;
        }

        TextPosition position = PositionFinder.Find(root, problem);
        return problem with { Source = position.Source ?? _source, Position = position };
    }
}
