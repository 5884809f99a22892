using Scalewright.Documents;
using Scalewright.Topologies.Storage;

namespace Scalewright.Topologies;

/// <summary>
/// Writes a topology in the format <c>scalewright-topology/1</c>: containers by their rule, like nodes in a row as one entry,
/// what nodes share once. The same topology gives the same bytes. <see cref="TopologyReader"/> reads it back.
/// </summary>
internal static class TopologyWriter
{
    /// <summary>Name and version of the format: the value of the key <c>schema</c>.</summary>
    public const string Schema = "scalewright-topology/1";

    /// <summary>Writes <c>topology.json</c>.</summary>
    /// <param name="buffer">Where the UTF-8 bytes go.</param>
    /// <exception cref="ArgumentException">A text of the topology is not well-formed UTF-16.</exception>
    public static void WriteJson(Topology topology, IBufferWriter<byte> buffer) => DocumentJson.Write(TopologyDocument.Of(topology), buffer);

    /// <summary>Writes <c>topology.yaml</c>, which reads the same in YAML 1.1 and 1.2.</summary>
    /// <inheritdoc cref="WriteJson"/>
    public static void WriteYaml(Topology topology, IBufferWriter<byte> buffer) => DocumentYaml.Write(TopologyDocument.Of(topology), buffer);
}
