using System.Security.Cryptography;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reading;

/// <summary>A definition with the files that it names and with what was said beside it: all that an experiment follows from.</summary>
/// <param name="Definition">The bytes of the definition.</param>
public sealed record ExperimentBundle(ReadOnlyMemory<byte> Definition)
{
    /// <summary>The files that it names, by the path that it names them by.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);

    /// <summary>Values that take the place of those of the definition, by path: <c>runs</c>, <c>load.vehicles.rate</c>.</summary>
    public ValueMap<string> Overrides { get; init; } = ValueMap<string>.Empty;

    /// <summary>Where those values stand, by path; for messages alone. Default nobody knows.</summary>
    public ValueMap<OverridePlace> OverridePlaces { get; init; } = ValueMap<OverridePlace>.Empty;

    /// <summary>The machines of a definition that names none; default none.</summary>
    public ValueList<NodeClass> Machines { get; init; } = [];

    /// <summary>Takes a definition from a file, with the files that it names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Values that take the place of those of the definition; null: none.</param>
    /// <param name="places">Where those values stand, for messages; null: nobody knows.</param>
    /// <exception cref="ExperimentException">The file cannot be read.</exception>
    public static ExperimentBundle Load(string path, ValueMap<string>? overrides = null, ValueMap<OverridePlace>? places = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] definition = ExperimentReader.Open(path, ReadLimits.Default.BytesMax, out string why)
            ?? throw new ExperimentException([new Problem(ProblemCode.UnreadableFile, why, "use the path of a definition") { Source = path }], path);
        SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
        ExperimentBundle bundle = new(definition) { Files = files, Overrides = overrides ?? ValueMap<string>.Empty, OverridePlaces = places ?? ValueMap<OverridePlace>.Empty };
        bundle.Read(path, name =>
        {
            if (ExperimentReader.Open(Path.Combine(Path.GetDirectoryName(path) ?? "", name), ExperimentReader.NamedBytesMax) is { } bytes)
            {
                files[name] = bytes;
                return bytes;
            }

            return null;
        }, tools: null);
        return bundle;
    }

    /// <summary>Reads it.</summary>
    /// <param name="source">The file as the caller names it, for messages.</param>
    /// <param name="tools">What the program that runs experiments has for them; null: that is not known, and what needs it is not told.</param>
    public ExperimentReadResult Read(string source = "definition.yaml", RunTools? tools = null) => Read(source, name => Files.GetValueOrDefault(name), tools);

    /// <summary>Finds the places of problems that know nothing but their field of the definition. Others stay as they are.</summary>
    /// <param name="found">The problems.</param>
    /// <param name="source">The file as the caller names it, for messages.</param>
    public ValueList<Problem> Locate(ValueList<Problem> found, string source = "definition.yaml")
    {
        ProblemList unread = new(source);
        Overrides overrides = new(Overrides, OverridePlaces);
        return DocumentReader.Read(Definition, Dialect.Yaml, source: source).Root is DocumentMap root && overrides.Apply(root, unread) is var definition
            ? [.. found.Select(problem => problem.Source.Length > 0 || problem.Spot.Line != 0 ? problem : overrides.Locate(
                problem with { Source = source, Spot = SpotFinder.Find(definition, problem) }))]
            : found;
    }

    /// <summary>What distinguishes it from any other: SHA-256 of all its parts, in hexadecimal digits.</summary>
    public string Hash()
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
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\0{nodes.Kind}\0{nodes.Count}\0{nodes.Cores}\0{nodes.MemoryMiB}")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private ExperimentReadResult Read(string source, Func<string, byte[]?> open, RunTools? tools) => ExperimentReader.Read(Definition, source, open, new Overrides(Overrides, OverridePlaces), Machines, tools);
}
