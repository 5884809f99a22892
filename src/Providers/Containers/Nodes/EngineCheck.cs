using Scalewright.Providers.Containers.Client;
using Scalewright.Topologies;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>Reasons why an engine cannot run nodes. Changes nothing.</summary>
internal static class EngineCheck
{
    private const long MiB = 1024 * 1024;

    public static async Task<ValueList<Problem>> RunAsync(
        NodeEngine engine,
        string? agent,
        IEnumerable<NodeSpec> nodes,
        ContainersOptions options,
        CancellationToken cancellationToken
    )
    {
        EngineClient client = engine.Client;
        List<Problem> problems = [];
        EngineVersion version = await client.GetVersionAsync(cancellationToken);
        if (agent is not null && ElfProgram.Read(agent)?.Architecture is { } architecture && architecture != version.Architecture)
        {
            problems.Add(ContainersProblems.WrongArchitecture(version, architecture));
        }

        long memory = await client.GetMemoryAsync(cancellationToken) / MiB;
        NodeSpec[] all = [.. nodes];
        if (options.EnforcesLimits)
        {
            problems.AddRange(
                all.Where(node => node.Hardware.MemoryMiB > memory)
                    .Select(node => ContainersProblems.TooLarge(node.Name, node.Hardware.MemoryMiB, memory))
            );
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
}
