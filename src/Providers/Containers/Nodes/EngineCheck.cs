using System.Buffers.Binary;
using Scalewright.Providers.Containers.Client;
using Scalewright.Topologies;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>Reasons why an engine cannot run nodes. Changes nothing.</summary>
internal static class EngineCheck
{
    private const long MiB = 1024 * 1024;

    // elf(5): e_machine.
    private const int MachineOffset = 18;
    private const int HeaderBytes = 20;

    public static async Task<ValueList<Problem>> RunAsync(
        NodeEngine engine, string? agent, IEnumerable<NodeSpec> nodes, ContainersOptions options,
        CancellationToken cancellationToken)
    {
        EngineClient client = engine.Client;
        List<Problem> problems = [];
        EngineVersion version = await client.GetVersionAsync(cancellationToken);
        if (agent is not null && ReadArchitecture(agent) is { } architecture && architecture != version.Architecture)
        {
            problems.Add(ContainersProblems.WrongArchitecture(version, architecture));
        }

        long memory = await client.GetMemoryAsync(cancellationToken) / MiB;
        NodeSpec[] all = [.. nodes];
        if (options.EnforcesLimits)
        {
            problems.AddRange(all.Where(node => node.Hardware.MemoryMiB > memory)
                .Select(node => ContainersProblems.TooLarge(node.Name, node.Hardware.MemoryMiB, memory)));
        }

        IEnumerable<string> images = all.Select(node => ContainerPlan.GetImage(node, options));
        foreach (string image in images.Distinct(StringComparer.Ordinal))
        {
            if (await engine.Images.CheckAsync(image, cancellationToken) is { } problem)
            {
                problems.Add(problem);
            }
        }

        return problems.ToValueList();
    }

    /// <returns>Null if the file is not a Linux program of a known architecture.</returns>
    private static string? ReadArchitecture(string program)
    {
        byte[] header = new byte[HeaderBytes];
        using FileStream file = File.OpenRead(program);
        return file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes
            && header.AsSpan(0, 4).SequenceEqual("\u007fELF"u8)
            ? BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(MachineOffset)) switch
            {
                0x3e => "amd64",
                0xb7 => "arm64",
                _ => null,
            }
            : null;
    }
}
