using Scalewright.Documents;
using Scalewright.Topologies.Storage;

namespace Scalewright.Topologies;

/// <summary>Reads the output of <see cref="TopologyWriter"/>. The result equals the written topology.</summary>
internal static class TopologyReader
{
    /// <param name="utf8">The bytes.</param>
    /// <param name="dialect"><see cref="Dialect.Json"/> or <see cref="Dialect.Yaml"/>.</param>
    /// <param name="limits">Size limits. Null: <see cref="ReadLimits.ExperimentDocument"/>.</param>
    /// <exception cref="ExpansionException">The topology or its version is invalid. Lists all problems.</exception>
    public static Topology Parse(ReadOnlyMemory<byte> utf8, Dialect dialect, string source = "", ReadLimits? limits = null)
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

        string name = source.Length > 0 ? source : "The topology";
        return problems.HasErrors ? throw new ExpansionException(name, problems.ToValueList()) : topology;
    }
}
