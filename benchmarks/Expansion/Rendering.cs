using System.Buffers;
using Scalewright;
using Scalewright.Plugins;
using Scalewright.Topologies;

namespace Benchmarks.Expansion;

/// <summary>Renders all scripts of a topology, one after another, into one sink.</summary>
internal static class Rendering
{
    public static void Write(Topology topology, ScriptTemplate template, IBufferWriter<byte> sink)
    {
        Utf8Output output = new(sink);
        foreach (NodeGroup group in topology.Groups.ValueSpan)
        {
            foreach (NodeSpec node in group.Nodes)
            {
                template.Write(new ScriptContext(topology, group, node, ValueMap<string>.Empty), ref output);
            }
        }

        output.Flush();
    }
}
