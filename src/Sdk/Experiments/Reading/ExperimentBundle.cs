using System.Security.Cryptography;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reading;

/// <summary>Complete input of an experiment: the definition, the files it names, and overrides.</summary>
/// <param name="Definition">Content of the definition.</param>
public sealed record ExperimentBundle(ReadOnlyMemory<byte> Definition)
{
    /// <summary>Contents of the named files, by the path in the definition.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);

    /// <summary>Overrides of the definition by path, for example <c>runs</c> or <c>load.vehicles.rate</c>.</summary>
    public ValueMap<string> Overrides { get; init; } = ValueMap<string>.Empty;

    /// <summary>Positions of the overrides by path, used in messages. Default empty: positions are unknown.</summary>
    public ValueMap<OverridePosition> OverridePositions { get; init; } = ValueMap<OverridePosition>.Empty;

    /// <summary>Machines for a definition that names none. Default empty.</summary>
    public ValueList<NodeClass> Machines { get; init; } = [];

    /// <summary>Reads a definition and the files that it names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Values that override values of the definition; null for none.</param>
    /// <param name="places">Positions of the overrides, for messages; null if unknown.</param>
    /// <exception cref="ExperimentException">The file cannot be read.</exception>
    public static ExperimentBundle Load(string path, ValueMap<string>? overrides = null, ValueMap<OverridePosition>? places = null)
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
            OverridePositions = places ?? ValueMap<OverridePosition>.Empty,
        };
        bundle.Read(
            path,
            name =>
            {
                if (
                    ExperimentReader.Open(Path.Combine(Path.GetDirectoryName(path) ?? "", name), ExperimentReader.MaxNamedBytes) is
                    { } bytes
                )
                {
                    files[name] = bytes;
                    return bytes;
                }

                return null;
            },
            tools: null
        );
        return bundle;
    }

    /// <summary>Parses the definition.</summary>
    /// <param name="source">The file as the caller names it, for messages.</param>
    /// <param name="tools">Services of the program that runs experiments; null if unknown, in which case problems that
    /// depend on them are not reported.</param>
    /// <example>
    /// Reads a definition, and shows the experiments or all problems with line and column:
    /// <code>
    /// ExperimentBundle bundle = new("""
    ///     name: orders
    ///     nodes: [{kind: web, count: 2}]
    ///     job:
    ///       topics: [{name: orders, partitions: 12}]
    ///       operators: [{name: source, topic: orders}, {name: count, inputs: [source], cpu_time: 1ms}]
    ///     load: [{name: orders, shape: constant, rate: 500}]
    ///     """u8.ToArray());
    /// ExperimentReadResult read = bundle.Read("orders.yaml");
    /// Console.WriteLine($"{read.Experiments.Count} experiments; {string.Join('\n', read.Problems)}");
    /// </code>
    /// </example>
    public ExperimentReadResult Read(string source = "definition.yaml", RunServices? tools = null) =>
        Read(source, name => Files.GetValueOrDefault(name), tools);

    /// <summary>Adds positions to problems that have only a field. Other problems are unchanged.</summary>
    /// <param name="found">The problems.</param>
    /// <param name="source">The file as the caller names it, for messages.</param>
    public ValueList<Problem> AddPositions(ValueList<Problem> found, string source = "definition.yaml")
    {
        ProblemList unread = new(source);
        Overrides overrides = new(Overrides, OverridePositions);
        if (DocumentReader.Read(Definition, Dialect.Yaml, source: source).Root is not DocumentMap root)
        {
            return found;
        }

        DocumentMap definition = overrides.Apply(RenamedKeys.Update(root, unread), unread);
        return
        [
            .. found.Select(problem =>
                problem.Source.Length > 0 || problem.Position.Line != 0
                    ? problem
                    : overrides.Locate(problem with { Source = source, Position = PositionFinder.Find(definition, problem) })
            ),
        ];
    }

    /// <summary>Returns the SHA-256 hash of all parts, in hexadecimal.</summary>
    public string ComputeHash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Definition.Span);
        foreach ((string name, byte[] bytes) in Files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\0{name}\0"));
            hash.AppendData(bytes);
        }

        foreach ((string path, string value) in Overrides)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\0{path}\0{value}"));
        }

        foreach (NodeClass nodes in Machines)
        {
            hash.AppendData(
                Encoding.UTF8.GetBytes(
                    string.Create(CultureInfo.InvariantCulture, $"\0{nodes.Kind}\0{nodes.Count}\0{nodes.Cores}\0{nodes.MemoryMiB}")
                )
            );
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private ExperimentReadResult Read(string source, Func<string, byte[]?> open, RunServices? tools) =>
        ExperimentReader.Read(Definition, source, open, new Overrides(Overrides, OverridePositions), Machines, tools);
}
