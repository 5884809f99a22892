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

    /// <summary>Positions of the overrides by path, with their files, used in messages. Default empty: positions are unknown.</summary>
    public ValueMap<TextPosition> OverridePositions { get; init; } = ValueMap<TextPosition>.Empty;

    /// <summary>Machines for a definition that names none. Default empty.</summary>
    public ValueList<NodeClass> Machines { get; init; } = [];

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
    /// ExperimentDefinition read = bundle.Read("orders.yaml");
    /// Console.WriteLine($"{read.Experiments.Count} experiments; {string.Join('\n', read.Problems)}");
    /// </code>
    /// </example>
    public ExperimentDefinition Read(string source = "definition.yaml", RunServices? tools = null) =>
        ExperimentReader.Read(this, source, name => Files.GetValueOrDefault(name), tools);

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
}
