using Scalewright;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected;

/// <summary>Finds file systems that minimega does not accept, which would fail only on the nodes.</summary>
internal static class ContainerCheck
{
    public static void Run(Topology topology, ProblemList problems)
    {
        foreach (NodeGroup group in topology.Groups.Values)
        {
            string field = $"profiles.{group.Name}.container_template";
            if (group.ContainerLayout.RootFs.Contains('"', StringComparison.Ordinal) && group.ContainerLayout.RootFs.Contains('\'', StringComparison.Ordinal))
            {
                problems.AddError(
                    ProblemCode.UnsafePath,
                    default,
                    $"{field}.rootfs",
                    $"'{TextEscaping.Escape(group.ContainerLayout.RootFs)}' contains both kinds of quotes, which minimega cannot parse",
                    "use a path with one kind of quotes at most");
            }
        }
    }
}
