using System.Buffers;

namespace Templating.Tests;

internal static class Rendering
{
    public static Topology Farm(int containersPerNode = 2, string label = "green") =>
        Topology
            .Create("demo")
            .AddProfile(
                Profile
                    .Create("farm")
                    .WithContainerCount(containersPerNode)
                    .WithContainersPerNode(containersPerNode)
                    .WithNode(node => node with { Image = "ubuntu.qc2", Cpus = 4, MemoryMiB = 2048 })
                    .WithContainer(box => box with { Gateway = "MGMT" })
                    .WithLabel("colour", label)
                    .AddNetwork("MGMT", "172.16.0.0/12")
                    .AddNetwork("EXT", "10.10.0.0/16")
                    .Build()
            )
            .Build();

    public static string Render(string template, Topology? topology = null, params (string Name, string Value)[] variables) =>
        Render(ScribanScriptTemplate.Parse(template, "start.sbn"), topology, variables);

    public static string Render(ScribanScriptTemplate script, Topology? topology = null, params (string Name, string Value)[] variables)
    {
        ArrayBufferWriter<byte> buffer = new();
        Write(script, buffer, topology ?? Farm(), variables);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(
        ScribanScriptTemplate script,
        ArrayBufferWriter<byte> buffer,
        Topology topology,
        params (string Name, string Value)[] variables
    ) => Write(script, buffer, topology, CancellationToken.None, variables);

    public static void Write(
        ScribanScriptTemplate script,
        ArrayBufferWriter<byte> buffer,
        Topology topology,
        CancellationToken cancellationToken,
        params (string Name, string Value)[] variables
    )
    {
        NodeGroup group = topology.Groups["farm"];
        ValueMap<string> values = variables.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)).ToValueMap();
        Utf8Output output = new(buffer);
        script.Write(new ScriptContext(topology, group, group.Nodes[0], values), ref output, cancellationToken);
        output.Flush();
    }
}
