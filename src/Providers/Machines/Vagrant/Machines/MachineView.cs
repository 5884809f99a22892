namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>A VM as a node.</summary>
internal static class MachineView
{
    // Vagrant's word for a VM that works is the same for all hypervisors; what it calls those that do not differs.
    private const string Running = "running";

    /// <summary>What a VM is doing.</summary>
    /// <param name="machine">What is written down of it.</param>
    /// <param name="found">Its state in Vagrant's word; null: Vagrant was not asked, or does not know it.</param>
    /// <param name="startsMax">How often it is started.</param>
    public static ResourceState StateOf(VagrantMachine machine, string? found, int startsMax) =>
        machine.IsEnding ? ResourceState.Failed
        : machine.IsUp ? found == Running ? ResourceState.Ready : ResourceState.Failed
        : machine.IsToStart(startsMax) ? ResourceState.Pending
        : ResourceState.Failed;
}
