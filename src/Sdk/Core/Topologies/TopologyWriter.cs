using Scalewright.Documents;
using Scalewright.Topologies.Storage;

namespace Scalewright.Topologies;

/// <summary>
/// Writes the format <c>scalewright-topology/1</c>: the layout of containers instead of each container, one entry for
/// similar consecutive nodes, and shared properties once. Output is deterministic. <see cref="TopologyReader"/> reads
/// it.
/// </summary>
internal static class TopologyWriter
{
    /// <summary>Name and version of the format, the value of the key <c>schema</c>.</summary>
    public const string Schema = "scalewright-topology/1";

    /// <exception cref="ArgumentException">A text of the topology is not well-formed UTF-16.</exception>
    public static void WriteJson(Topology topology, IBufferWriter<byte> buffer) =>
        DocumentJson.Write(TopologyDocument.From(topology), buffer);

    /// <summary>Writes <c>topology.yaml</c>, which has the same meaning in YAML 1.1 and 1.2.</summary>
    /// <inheritdoc cref="WriteJson"/>
    public static void WriteYaml(Topology topology, IBufferWriter<byte> buffer) =>
        DocumentYaml.Write(TopologyDocument.From(topology), buffer);
}
