using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>
/// Writes the minimega commands that launch and start the containers of a node and set their addresses.
/// </summary>
/// <remarks>
/// Commands for one container:
/// <code>
/// vm config hostname host-1-c1
/// vm config net MGMT
/// vm config volume /data /scale/host-1/1
/// vm launch container host-1-c1
/// ...
/// cc filter name=host-1-c1
/// cc exec ip link set dev veth0 up
/// cc exec ip addr add 10.0.0.1/8 dev veth0
/// </code>
/// </remarks>
public sealed class MinimegaScript : ScriptTemplate
{
    /// <summary>Template of the built-in plugins.</summary>
    public static MinimegaScript Default { get; } = new();

    /// <summary>
    /// Specifications for the commands, <c>bridge,vlan</c>, by network name. Default for a network is its name, which
    /// minimega interprets as a VLAN alias.
    /// </summary>
    public ValueMap<string> NetSpecs { get; init; } = ValueMap<string>.Empty;

    /// <inheritdoc/>
    public override string Name => "minimega";

    /// <summary>
    /// Returns an argument unchanged or quoted: in single quotes if it contains double quotes, otherwise in double
    /// quotes.
    /// </summary>
    /// <param name="argument">The argument.</param>
    /// <returns>The argument, quoted if it contains a space, a quote, <c>#</c> or a backslash, or is empty. Each backslash
    /// is doubled.</returns>
    /// <exception cref="ArgumentException">The argument contains a control character or both kinds of
    /// quotes.</exception>
    public static string Quote(string argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        if (IsPlain(argument))
        {
            return argument;
        }

        bool hasDoubleQuote = argument.Contains('"', StringComparison.Ordinal);
        if (argument.Any(char.IsControl) || (hasDoubleQuote && argument.Contains('\'', StringComparison.Ordinal)))
        {
            throw new ArgumentException(
                $"'{TextEscaping.Escape(argument)}' cannot be used in a minimega command: it contains a control "
                    + "character or both kinds of quotes"
            );
        }

        // A backslash is an escape character inside quotes too. Source: pkg/minicli/input.go of minimega.
        string escaped = argument.Replace(@"\", @"\\", StringComparison.Ordinal);
        return hasDoubleQuote ? $"'{escaped}'" : $"\"{escaped}\"";
    }

    /// <inheritdoc/>
    public override void Write(in ScriptContext script, ref Utf8Output output)
    {
        ContainerLayout layout = script.Group.ContainerLayout;
        output.Write("namespace "u8);
        output.Write(script.Topology.Name);
        output.Write("\nns queueing true\n\nclear vm config\nvm config vcpus "u8);
        output.Write(layout.Cpus);
        output.Write("\nvm config memory "u8);
        output.Write(layout.MemoryMiB);
        WriteFileSystem(layout.RootFs, ref output);
        output.Write("\nvm config init /init\n"u8);
        WriteSharedVolumes(layout, ref output);
        ContainerRole? previous = null;
        foreach (ContainerSpec container in script.Containers)
        {
            ClearSettings(previous, container, ref output);
            WriteLaunch(container, ref output);
            previous = container.Role;
        }

        output.Write("\nvm launch\n\nvm start all\n"u8);
        foreach (ContainerSpec container in script.Containers)
        {
            WriteAddresses(container, ref output);
        }
    }

    private static void WriteFileSystem(string path, ref Utf8Output output)
    {
        bool isArchive = path.EndsWith(".tgz", StringComparison.Ordinal);
        output.Write("\nvm config filesystem "u8);
        if (!IsPlain(path))
        {
            output.Write(Quote(isArchive ? $"tar:{path}" : path));
            return;
        }

        output.Write(isArchive ? "tar:"u8 : ""u8);
        output.Write(path);
    }

    /// <summary>Writes the volumes that are the same in all containers.</summary>
    private static void WriteSharedVolumes(ContainerLayout layout, ref Utf8Output output)
    {
        foreach (VolumeMount volume in layout.VolumeMounts)
        {
            if (!volume.NodePath.HasPlaceholders)
            {
                WriteVolumeKey(volume, ref output);
                output.Write(Quote(volume.NodePath.Text));
                output.EndLine();
            }
        }
    }

    /// <summary>
    /// Clears networks and volumes of the previous container that a container does not replace: <c>vm config</c> keeps
    /// each setting for all containers after it.
    /// </summary>
    private static void ClearSettings(ContainerRole? previous, in ContainerSpec container, ref Utf8Output output)
    {
        ContainerRole role = container.Role;
        if (previous is null || ReferenceEquals(previous, role))
        {
            return;
        }

        if (previous.NetworkAttachments.Count > 0 && role.NetworkAttachments.Count == 0)
        {
            output.Write("\nclear vm config net\n"u8);
        }

        if (!Replaces(role.VolumeMounts, previous.VolumeMounts))
        {
            output.Write("\nclear vm config volume\n"u8);
            WriteSharedVolumes(container.Layout, ref output);
        }
    }

    /// <summary>Returns true if each volume of a container is followed by one with the same path in the next container.</summary>
    private static bool Replaces(ValueList<VolumeMount> next, ValueList<VolumeMount> previous)
    {
        foreach (VolumeMount volume in previous)
        {
            bool isReplaced = false;
            foreach (VolumeMount replacement in next)
            {
                isReplaced |= replacement.ContainerPath == volume.ContainerPath;
            }

            if (!isReplaced)
            {
                return false;
            }
        }

        return true;
    }

    private void WriteLaunch(in ContainerSpec container, ref Utf8Output output)
    {
        ContainerRole role = container.Role;
        output.Write("\nvm config hostname "u8);
        output.Write(role.Name, container);
        if (role.NetworkAttachments.Count > 0)
        {
            output.Write("\nvm config net"u8);
            foreach (NetworkAttachment attachment in role.NetworkAttachments)
            {
                output.Write(" "u8);
                if (NetSpecs.TryGetValue(attachment.Network.Text, out string? spec))
                {
                    output.Write(Quote(spec));
                }
                else
                {
                    WritePattern(attachment.Network, container, ref output);
                }
            }
        }

        output.EndLine();
        foreach (VolumeMount volume in container.Layout.VolumeMounts)
        {
            if (volume.NodePath.HasPlaceholders)
            {
                WriteVolume(volume, container, ref output);
            }
        }

        foreach (VolumeMount volume in role.VolumeMounts)
        {
            WriteVolume(volume, container, ref output);
        }

        output.Write("vm launch container "u8);
        output.Write(role.Name, container);
        output.EndLine();
    }

    private static void WriteVolume(VolumeMount volume, in ContainerSpec container, ref Utf8Output output)
    {
        WriteVolumeKey(volume, ref output);
        WritePattern(volume.NodePath, container, ref output);
        output.EndLine();
    }

    private static void WriteVolumeKey(VolumeMount volume, ref Utf8Output output)
    {
        output.Write("vm config volume "u8);
        output.Write(Quote(volume.ContainerPath));
        output.Write(" "u8);
    }

    // Braces of placeholders and host names need no quotes, so only the pattern is checked.
    private static void WritePattern(NamePattern pattern, in ContainerSpec container, ref Utf8Output output)
    {
        if (IsPlain(pattern.Text))
        {
            output.Write(pattern, container);
        }
        else
        {
            output.Write(Quote(container.Format(pattern)));
        }
    }

    // minimega leaves the interfaces of a container down. Some images bring them up themselves.
    private static void WriteAddresses(in ContainerSpec container, ref Utf8Output output)
    {
        ContainerRole role = container.Role;
        output.Write("\ncc filter name="u8);
        output.Write(role.Name, container);
        output.EndLine();
        for (int i = 0; i < role.NetworkAttachments.Count; i++)
        {
            output.Write("cc exec ip link set dev veth"u8);
            output.Write(i);
            output.Write(" up\n"u8);
        }

        for (int i = 0; i < role.NetworkAttachments.Count; i++)
        {
            output.Write("cc exec ip addr add "u8);
            output.Write(container.GetAddress(i));
            output.Write("/"u8);
            output.Write(role.NetworkAttachments[i].Addresses.Subnet.PrefixLength);
            output.Write(" dev veth"u8);
            output.Write(i);
            output.EndLine();
        }

        if (role.Gateway is { } gateway)
        {
            output.Write("cc exec ip route add default via "u8);
            output.Write(gateway);
            output.EndLine();
        }
    }

    /// <summary>Returns true if minimega reads an argument unchanged without quotes.</summary>
    private static bool IsPlain(string argument)
    {
        foreach (char character in argument)
        {
            if (char.IsWhiteSpace(character) || char.IsControl(character) || character is '"' or '\'' or '#' or '\\')
            {
                return false;
            }
        }

        return argument.Length > 0;
    }
}
