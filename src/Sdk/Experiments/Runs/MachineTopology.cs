using Scalewright.Topologies;

namespace Scalewright.Experiments.Runs;

/// <summary>Converts the machines of an experiment to cluster nodes, with one group for each kind.</summary>
internal static class MachineTopology
{
    public const string Plugin = "experiment@1.0.0";

    public static Topology Create(Experiment experiment, params ReadOnlySpan<NodeGroup> more)
    {
        TopologyBuilder builder = Topology.Create(experiment.Name);
        foreach (NodeGroup group in more)
        {
            builder = builder.AddGroup(group);
        }

        foreach (
            IGrouping<string, StreamNode> kind in NodeClass
                .ExpandMachines(experiment.Nodes)
                .GroupBy(machine => machine.Kind, StringComparer.Ordinal)
        )
        {
            builder = builder.AddGroup(
                new NodeGroup(kind.Key, Plugin)
                {
                    Nodes =
                    [
                        .. kind.Select(
                            (machine, index) =>
                                new NodeSpec(machine.Name, index + 1)
                                {
                                    Hardware = new NodeHardware { Cpus = (int)machine.Cores, MemoryMiB = machine.MemoryMiB },
                                }
                        ),
                    ],
                }
            );
        }

        return builder.Build();
    }
}
