using Scalewright.Topologies.Diagrams;

namespace Scalewright.Topologies;

/// <summary>
/// Draws a topology: networks as bars, groups as panels, many nodes as <c>first … last</c>. Names are escaped,
/// truncated and never executed. Output is deterministic.
/// </summary>
public static class TopologyDiagram
{
    /// <summary>Writes a self-contained SVG without scripts and external references, in light and dark mode.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="buffer">Receives the UTF-8 bytes.</param>
    public static void WriteSvg(Topology topology, IBufferWriter<byte> buffer) =>
        Encoding.UTF8.GetBytes(new SvgRenderer(DiagramBuilder.Build(topology)).Draw(), buffer);

    /// <summary>Writes a graph for Graphviz: <c>dot -Tsvg</c>.</summary>
    /// <inheritdoc cref="WriteSvg"/>
    public static void WriteDot(Topology topology, IBufferWriter<byte> buffer) =>
        Encoding.UTF8.GetBytes(DotRenderer.Draw(DiagramBuilder.Build(topology)), buffer);
}
