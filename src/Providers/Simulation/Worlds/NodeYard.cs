using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Where nodes are set up, watched and taken away.</summary>
internal sealed class NodeYard(World world)
{
    public HeldNode Make(long number, Resource resource, NodeSpec spec, SimulatedCloud cloud, CloudLease lease)
    {
        string host = world.Inventory.FindHost(spec.Name) is null ? spec.Name : $"{spec.Name}@{resource.Id}";
        HeldNode node = new(number, resource, spec, cloud, lease)
        {
            Host = host,
            Machine = new SimulatedMachine(world.Kernel, resource.Tag.Token, cloud.Model.Machine),
        };
        node.Machine.OnChange = (machine, before) => Note(node, machine.State, before);
        lease.OnNotice = _ => Notice(node);
        lease.OnTermination = _ => TakeAway(node, "the cloud took it back");
        world.Inventory.Add(node);
        world.Tell(node, "it was made");
        node.Machine.Boot();
        return node;
    }

    /// <summary>Lets a node go: at once, or leaving for as long as the cloud takes.</summary>
    public void Remove(HeldNode node)
    {
        if (node.Current.State == ResourceState.Leaving)
        {
            return;
        }

        TimeSpan time = node.Cloud.Model.Removal.Draw(world.Kernel.Chance["removal"]);
        if (time == TimeSpan.Zero)
        {
            TakeAway(node, "it was removed");
            return;
        }

        node.Machine.TurnOff();
        world.Inventory.Change(node, node.Current with { State = ResourceState.Leaving });
        world.Tell(node, "it is being removed");
        world.Kernel.Schedule(world.Kernel.Now + time.Ticks, () => TakeAway(node, "it was removed"));
    }

    /// <summary>Takes a node away at once, whoever wants it so.</summary>
    public void TakeAway(HeldNode node, string reason)
    {
        if (node.IsGone)
        {
            return;
        }

        node.Machine.TurnOff();
        node.Cloud.Release(node.Lease);
        world.Inventory.Remove(node);
        world.Tell(node, reason);
    }

    private void Note(HeldNode node, MachineState state, MachineState before)
    {
        world.Tell(node, Words(state, before));
        switch (state)
        {
            case MachineState.Running when before == MachineState.Booting:
                Enter(node, ResourceState.Ready);
                break;
            case MachineState.Failed:
                Enter(node, ResourceState.Failed);
                break;
        }
    }

    private void Enter(HeldNode node, ResourceState state)
    {
        if (node.Current.State != ResourceState.Leaving)
        {
            world.Inventory.Change(node, node.Current with { State = state });
        }
    }

    private void Notice(HeldNode node)
    {
        DateTimeOffset end = world.Kernel.Clock.GetUtcNow() + new TimeSpan(node.Lease.TerminatesAt!.Value - world.Kernel.Now);
        world.Inventory.Change(node, node.Current with { EndsAt = end });
        world.Tell(node, "the cloud will take it back");
    }

    private static string Words(MachineState state, MachineState before) => (state, before) switch
    {
        (MachineState.Booting, _) => "its machine boots",
        (MachineState.Running, MachineState.Frozen) => "its machine goes on",
        (MachineState.Running, _) => "its machine runs",
        (MachineState.Frozen, _) => "its machine froze",
        (MachineState.Failed, MachineState.Booting) => "its machine did not boot",
        (MachineState.Failed, _) => "its machine failed",
        _ => "its machine is off",
    };
}
