using Scalewright.Topologies.Diagrams;

namespace Scalewright.Topologies;

/// <summary>
/// Pictures of a topology: networks as bars, groups as panels, groups with many nodes as <c>first … last</c>. Names are data:
/// they are escaped, shortened and never run. The same topology gives the same bytes.
/// </summary>
public static class TopologyDiagram
{
    /// <summary>Writes an SVG picture that stands alone: no script, no reference to anything outside, light and dark.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="buffer">Where the UTF-8 bytes go.</param>
    public static void WriteSvg(Topology topology, IBufferWriter<byte> buffer) => Encoding.UTF8.GetBytes(new SvgPicture(DiagramPlan.Of(topology)).Draw(), buffer);

    /// <summary>Writes a graph for Graphviz: <c>dot -Tsvg</c>.</summary>
    /// <inheritdoc cref="WriteSvg"/>
    public static void WriteDot(Topology topology, IBufferWriter<byte> buffer) => Encoding.UTF8.GetBytes(DotPicture.Draw(DiagramPlan.Of(topology)), buffer);
}
