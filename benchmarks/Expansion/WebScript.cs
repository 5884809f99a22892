using Scalewright.Plugins;
using Scalewright.Topologies;

namespace Benchmarks.Expansion;

/// <summary>Renders the text of peers/template/node.mako.</summary>
internal sealed class WebScript : ScriptTemplate
{
    private static readonly NamePattern FileSystem = "/{node}/c{number}/fs";

    public static WebScript Default { get; } = new();

    public override string Name => "web";

    public override void Write(in ScriptContext script, ref Utf8Output output)
    {
        output.Write("# "u8);
        output.Write(script.Node.Name);
        output.Write("\ndisk prepare "u8);
        output.Write(script.Group.ContainerLayout.RootFs);
        output.EndLine();
        foreach (ContainerSpec container in script.Containers)
        {
            WriteLaunch(container, ref output);
            WriteAddresses(container, ref output);
        }

        output.Write("vm start all\n"u8);
    }

    private static void WriteLaunch(in ContainerSpec container, ref Utf8Output output)
    {
        output.Write("vm config vcpus "u8);
        output.Write(container.Layout.Cpus);
        output.Write("\nvm config memory "u8);
        output.Write(container.Layout.MemoryMiB);
        output.Write("\nvm config filesystem "u8);
        output.Write(FileSystem, container);
        output.Write("\nvm config hostname "u8);
        output.Write(container.Role.Name, container);
        output.Write("\nvm config net"u8);
        foreach (NetworkAttachment link in container.Role.NetworkAttachments)
        {
            output.Write(" "u8);
            output.Write(link.Network, container);
        }

        output.Write("\nvm launch container "u8);
        output.Write(container.Role.Name, container);
        output.EndLine();
    }

    private static void WriteAddresses(in ContainerSpec container, ref Utf8Output output)
    {
        for (int i = 0; i < container.Role.NetworkAttachments.Count; i++)
        {
            output.Write("cc exec ip addr add "u8);
            output.Write(container.GetAddress(i));
            output.Write("/"u8);
            output.Write(container.Role.NetworkAttachments[i].Addresses.Subnet.PrefixLength);
            output.Write(" dev veth"u8);
            output.Write(i);
            output.EndLine();
        }

        if (container.Role.Gateway is { } gateway)
        {
            output.Write("cc exec ip route add default via "u8);
            output.Write(gateway);
            output.EndLine();
        }
    }
}
