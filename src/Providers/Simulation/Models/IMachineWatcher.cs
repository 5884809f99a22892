namespace Scalewright.Providers.Simulation.Models;

/// <summary>Is told of what becomes of a machine and its lease; one object instead of three callbacks, because there may be a million nodes.</summary>
internal interface IMachineWatcher
{
    /// <summary>The machine's state has changed.</summary>
    void Changed(SimulatedMachine machine, MachineState before);

    /// <summary>The cloud says that it will take the node back.</summary>
    void Noticed(CloudLease lease);

    /// <summary>The cloud has taken the node back.</summary>
    void Terminated(CloudLease lease);
}
