using Scalewright.Documents;
using Scalewright.Topologies.Storage;

namespace Scalewright.Topologies;

/// <summary>Reads what <see cref="TopologyWriter"/> wrote; the topology is equal to the one that was written.</summary>
internal static class TopologyReader
{
    /// <summary>Reads a topology.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="dialect"><see cref="Dialect.Json"/> or <see cref="Dialect.Yaml"/>.</param>
    /// <param name="source">The file as the caller names it, for messages.</param>
    /// <param name="limits">How large the text may get; null: <see cref="ReadLimits.ExperimentDocument"/>.</param>
    /// <exception cref="ExpansionException">The text is no topology of a known version, or one that cannot be; all problems are told at once.</exception>
    public static Topology Read(ReadOnlyMemory<byte> utf8, Dialect dialect, string source = "", ReadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        Document document = DocumentReader.Read(utf8, dialect, limits ?? ReadLimits.ExperimentDocument, source);
        ProblemList problems = new(source);
        foreach (Problem problem in document.Problems)
        {
            problems.Add(problem);
        }

        Topology topology = document.Root is { } root ? new TopologyFields(problems).Read(root) : Topology.Empty;
        if (!problems.HasErrors && topology != Topology.Empty)
        {
            TopologyRules.Check(topology, problems);
        }

        return problems.HasErrors ? throw new ExpansionException(source.Length > 0 ? source : "The topology", problems.ToValueList()) : topology;
    }
}
