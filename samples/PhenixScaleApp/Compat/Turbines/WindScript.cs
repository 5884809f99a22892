using System.Buffers;
using Scalewright.Topologies;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>Writes the commands that start the containers of turbines.</summary>
internal static class WindScript
{
    public static void Write(
        IReadOnlyList<WindContainer> containers,
        string hostname,
        bool hasShared,
        ContainerSettings settings,
        IBufferWriter<byte> buffer)
    {
        Utf8Output output = new(buffer);
        settings.WriteHeader("wind", networks: null, ref output);
        if (hasShared)
        {
            output.Write("vm config volume /shared/ /scale/shared/\n"u8);
        }

        output.EndLine();
        for (int i = 0; i < containers.Count; i++)
        {
            WriteLaunch(containers[i], hostname, i + 1, ref output);
        }

        output.Write("\nvm launch\n\nvm start all\n\n"u8);
        foreach (WindContainer container in containers)
        {
            WriteAddresses(container, ref output);
        }

        output.EndLine();
        output.Flush();
    }

    private static void WriteLaunch(WindContainer container, string hostname, int number, ref Utf8Output output)
    {
        output.Write("\nvm config hostname "u8);
        output.Write(container.Name);
        output.Write("\nvm config net "u8);
        output.Write(container.Networks);
        output.Write("\n\nvm config volume /etc/ot-sim/ /scale/"u8);
        output.Write(hostname);
        output.Write("/"u8);
        output.Write(number);
        output.Write("/\nvm launch container "u8);
        output.Write(container.Name);
        output.EndLine();
    }

    private static void WriteAddresses(WindContainer container, ref Utf8Output output)
    {
        output.Write("\ncc filter name="u8);
        output.Write(container.Name);
        output.EndLine();
        for (int k = 0; k < container.Addresses.Count; k++)
        {
            output.Write("cc exec ip addr add "u8);
            output.Write(container.Addresses[k]);
            output.Write(" dev veth"u8);
            output.Write(k);
            output.EndLine();
        }

        if (container.Gateway is { } gateway)
        {
            output.Write("cc exec ip route add default via "u8);
            output.Write(gateway);
            output.EndLine();
        }
    }
}
