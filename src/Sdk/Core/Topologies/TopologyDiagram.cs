using Scalewright.Files;
using Scalewright.Topologies.Diagrams;

namespace Scalewright.Topologies;

/// <summary>
/// Draws a topology: networks as bars, groups as panels, many nodes as <c>first … last</c>. Names are escaped,
/// truncated and never executed. Groups and networks are in declared order. Output is deterministic.
/// </summary>
public static class TopologyDiagram
{
    /// <summary>Writes a self-contained SVG without scripts and external references, in light and dark mode.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="buffer">Receives the UTF-8 bytes.</param>
    public static void WriteSvg(Topology topology, IBufferWriter<byte> buffer) =>
        Encoding.UTF8.GetBytes(new SvgRenderer(DiagramBuilder.Build(topology)).Draw(), buffer);

    /// <summary>Writes the picture to a file atomically. Replaces an existing file.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="path">Path of the file, relative to the current directory. Missing folders are created.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public static void WriteSvg(Topology topology, string path) =>
        OutputFolder.WriteFile(path, Encoding.UTF8.GetBytes(new SvgRenderer(DiagramBuilder.Build(topology)).Draw()));

    /// <summary>Writes a graph for Graphviz: <c>dot -Tsvg</c>.</summary>
    /// <inheritdoc cref="WriteSvg(Topology, IBufferWriter{byte})"/>
    public static void WriteDot(Topology topology, IBufferWriter<byte> buffer) =>
        Encoding.UTF8.GetBytes(DotRenderer.Draw(DiagramBuilder.Build(topology)), buffer);

    /// <summary>Writes the graph for Graphviz to a file atomically. Replaces an existing file.</summary>
    /// <inheritdoc cref="WriteSvg(Topology, string)"/>
    public static void WriteDot(Topology topology, string path) =>
        OutputFolder.WriteFile(path, Encoding.UTF8.GetBytes(DotRenderer.Draw(DiagramBuilder.Build(topology))));
}
