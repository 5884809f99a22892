using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Creates, monitors and removes nodes.</summary>
internal sealed class NodeLifecycle(World world)
{
    private const string Deleted = "it was deleted";

    private readonly List<MachineFault> _faults = [];

    public SimulatedClusterNode Create(long number, Resource resource, NodeSpec spec, SimulatedCloud cloud, CloudLease lease)
    {
        string host = world.Inventory.FindHost(spec.Name) is null ? spec.Name : $"{spec.Name}@{resource.Id}";
        SimulatedClusterNode node = new(world, number, resource, spec, cloud, lease, host);
        world.Inventory.Add(node);
        world.RecordEvent(node, "it was created", "created");
        Boot(node);
        return node;
    }

    /// <summary>Starts a machine fault. Returns the action that ends it.</summary>
    public Action StartFault(MachineFault fault)
    {
        _faults.Add(fault);
        return () => _faults.Remove(fault);
    }

    /// <summary>Removes a resource after the removal delay of its cloud, or immediately without a delay.</summary>
    public void Remove(SimulatedResource resource)
    {
        if (resource is not SimulatedClusterNode node)
        {
            world.Inventory.Remove(resource);
            return;
        }

        if (node.Current.State == ResourceState.Deleting)
        {
            return;
        }

        TimeSpan? delay = FindFault(MachineFaultKind.HangsInRemoval, node) is { } hang ? hang.HangDuration : SampleRemovalDelay(node);
        if (delay == TimeSpan.Zero)
        {
            RemoveNow(node, Deleted);
            return;
        }

        node.IsStopping = true;
        node.Machine.TurnOff();
        world.Inventory.Change(node, node.Current with { State = ResourceState.Deleting });
        world.RecordEvent(node, "it is being deleted", "deleting");
        if (delay is { } knownDelay)
        {
            world.Kernel.Schedule(world.Kernel.Now + knownDelay.Ticks, () => RemoveNow(node, Deleted));
        }
    }

    /// <summary>Removes a resource immediately.</summary>
    public void RemoveNow(SimulatedResource resource, string reason)
    {
        if (resource.IsDeleted)
        {
            return;
        }

        world.Inventory.Remove(resource);
        if (resource is SimulatedClusterNode node)
        {
            node.Machine.TurnOff();
            node.Cloud.Release(node.Lease);
            world.RecordEvent(node, reason, reason == Deleted ? "deleted" : "lost");
        }
    }

    public void Restart(SimulatedClusterNode node)
    {
        if (!node.IsDeleted && node.Current.State != ResourceState.Deleting)
        {
            TurnOff(node);
            Boot(node);
        }
    }

    /// <summary>Powers a machine off: unflushed data is lost. The cloud still reports the last state.</summary>
    public static void TurnOff(SimulatedClusterNode node)
    {
        node.Machine.TurnOff();
        node.Disk?.Crash();
    }

    /// <summary>Powers a machine off permanently: unflushed data is lost, and the cloud reports it as failed.</summary>
    public void CutPower(SimulatedClusterNode node)
    {
        node.Machine.TurnOff();
        node.Disk?.Crash();
        SetState(node, ResourceState.Failed);
    }

    /// <summary>Freezes a machine until all freezes have ended. Returns the action that ends this freeze.</summary>
    public static Action Freeze(SimulatedClusterNode node)
    {
        node.FreezeCount++;
        node.Machine.Freeze();
        return () =>
        {
            if (--node.FreezeCount == 0)
            {
                node.Machine.Thaw();
            }
        };
    }

    /// <summary>Returns the disk of a node, created on first use.</summary>
    public SimulatedDisk GetDisk(SimulatedClusterNode node)
    {
        if (node.Disk is null)
        {
            node.Disk = new SimulatedDisk(world.Kernel, world.Options.NodeDisk, $"node/{node.Tag.Token}");
            UpdateDiskCapacity(node);
        }

        return node.Disk;
    }

    /// <summary>Limits a disk to its used size until all such faults end. Returns the action that ends this
    /// fault.</summary>
    public Action FillDisk(SimulatedClusterNode node)
    {
        node.DiskFullCount++;
        UpdateDiskCapacity(node);
        return () =>
        {
            node.DiskFullCount--;
            UpdateDiskCapacity(node);
        };
    }

    /// <summary>Stops the agent of a node. Returns the action after which it can restart.</summary>
    public Action CrashAgent(SimulatedClusterNode node)
    {
        node.AgentDownCount++;
        StopAgent(node);
        if (node.IsHostKnown)
        {
            world.Network.ResetAll(node.Host);
        }

        world.RecordEvent(node, "its agent crashed");
        return () => node.AgentDownCount--;
    }

    /// <summary>Stops the agent of a node. New agents exit immediately until the returned action is called.</summary>
    public Action FailAgent(SimulatedClusterNode node)
    {
        Action allowRestart = CrashAgent(node);
        allowRestart();
        node.AgentFailureCount++;
        return () => node.AgentFailureCount--;
    }

    /// <summary>Starts an agent that exits immediately, and returns the last lines of its log.</summary>
    public ValueList<string> StartFailingAgent(SimulatedClusterNode node)
    {
        node.AgentStarts++;
        node.AgentLog ??= new SimulatedAgentLog(node);
        node.AgentLog.Add("starts");
        node.AgentLog.Add("exited with code 70");
        world.RecordEvent(node, "its agent exited immediately");
        return node.AgentLog.Lines;
    }

    /// <summary>Registers the host on first use. Starts the agent if it is not running and no fault prevents
    /// it.</summary>
    public void Prepare(SimulatedClusterNode node)
    {
        if (!node.IsHostKnown)
        {
            node.IsHostKnown = true;
            SetHost(node, node.Machine.State);
        }

        if (node.Agent is null && node.AgentDownCount == 0 && node.AgentFailureCount == 0 && node.Machine.State == MachineState.Running)
        {
            node.AgentStarts++;
            node.Agent = new NodeAgent(world, node);
        }
    }

    private void Boot(SimulatedClusterNode node)
    {
        if (HasFault(MachineFaultKind.HangsInBoot, node))
        {
            node.Machine.HangBoot();
            return;
        }

        MachineFault? fault = FindFault(MachineFaultKind.FailsInBoot, node);
        node.VanishesInBoot = fault is { Vanishes: true };
        node.Machine.Boot(fault is not null);
    }

    private TimeSpan SampleRemovalDelay(SimulatedClusterNode node) =>
        node.Cloud.Model.RemovalDelay is FixedDuration fixedDelay
            ? fixedDelay.Duration
            : node.Cloud.Model.RemovalDelay.Sample(world.Kernel.RandomStreams.CreateStream($"removal/{node.Tag.Token}"));

    private bool HasFault(MachineFaultKind kind, SimulatedClusterNode node) => FindFault(kind, node) is not null;

    private MachineFault? FindFault(MachineFaultKind kind, SimulatedClusterNode node) =>
        _faults.Find(fault =>
            fault.Kind == kind
            && (fault.Cloud is null || fault.Cloud == node.Cloud.Name)
            && (
                fault.Probability >= 1
                || world.Kernel.RandomStreams.CreateStream($"faults/{fault.Stream}/{node.Tag.Token}").NextBoolean(fault.Probability)
            )
        );

    /// <summary>Applies the consequences of a state change of a machine.</summary>
    public void OnStateChange(SimulatedClusterNode node, MachineState state, MachineState before)
    {
        if (node.IsDeleted)
        {
            StopAgent(node);
            SetHost(node, state);
            world.Availability.Observe(node);
            return;
        }

        world.RecordEvent(node, Describe(state, before), GetText(state));
        SetHost(node, state);
        switch (state)
        {
            case MachineState.Frozen:
                node.Agent?.Freeze();
                break;
            case MachineState.Running when before == MachineState.Frozen:
                node.Agent?.Thaw();
                break;
            case MachineState.Running:
                SetState(node, ResourceState.Ready);
                break;
            case MachineState.Failed:
                StopAgent(node);
                node.Disk?.Crash();
                SetState(node, ResourceState.Failed);
                if (node.VanishesInBoot)
                {
                    RemoveNow(node, "the cloud terminated it");
                }

                break;
            case MachineState.Off:
                StopAgent(node);
                break;
        }

        world.Availability.Observe(node);
    }

    private void SetHost(SimulatedClusterNode node, MachineState state)
    {
        if (!node.IsHostKnown)
        {
            return;
        }

        switch (state)
        {
            case MachineState.Frozen:
                world.Network.Freeze(node.Host);
                break;
            case MachineState.Running:
                world.Network.Start(node.Host);
                break;
            default:
                world.Network.Crash(node.Host);
                break;
        }
    }

    private static void StopAgent(SimulatedClusterNode node)
    {
        node.Agent?.End();
        node.Agent = null;
    }

    private void SetState(SimulatedClusterNode node, ResourceState state)
    {
        if (node.Current.State != ResourceState.Deleting && node.Current.State != state)
        {
            world.Inventory.Change(node, node.Current with { State = state });
        }
    }

    /// <summary>Reports the time at which the cloud reclaims a node.</summary>
    public void ReportTermination(SimulatedClusterNode node)
    {
        DateTimeOffset end = world.Kernel.Clock.GetUtcNow() + new TimeSpan(node.Lease.TerminatesAt!.Value - world.Kernel.Now);
        world.Inventory.Change(node, node.Current with { EndsAt = end });
        world.RecordEvent(node, "the cloud will reclaim it", "terminating");
    }

    private static string GetText(MachineState state) =>
        state switch
        {
            MachineState.Booting => "booting",
            MachineState.Running => "ready",
            MachineState.Frozen => "frozen",
            MachineState.Failed => "failed",
            _ => "off",
        };

    private static string Describe(MachineState state, MachineState before) =>
        (state, before) switch
        {
            (MachineState.Booting, _) => "its machine boots",
            (MachineState.Running, MachineState.Frozen) => "its machine resumes",
            (MachineState.Running, _) => "its machine runs",
            (MachineState.Frozen, _) => "its machine froze",
            (MachineState.Failed, MachineState.Booting) => "its machine did not boot",
            (MachineState.Failed, _) => "its machine failed",
            _ => "its machine is off",
        };

    private void UpdateDiskCapacity(SimulatedClusterNode node)
    {
        if (node.Disk is { } disk)
        {
            DiskModel model = world.Options.NodeDisk;
            disk.Model =
                node.DiskFullCount > 0
                    ? model with
                    {
                        CapacityBytes = Math.Min(disk.UsedBytes, model.CapacityBytes ?? long.MaxValue),
                    }
                    : model;
        }
    }
}
