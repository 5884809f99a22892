using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Injects faults into processes, disks and processors of a node. Part of every agent.</summary>
/// <remarks>Faults of links and whole nodes are injected by the provider (<see cref="Providers.INodeFaultInjection"/>).
/// A program on the node reverts each fault after its duration, even if the agent or its controller has exited. This
/// requires a POSIX shell, so simulated nodes refuse the calls; use the faults of the simulation there.</remarks>
[AgentService("scalewright.faults")]
public partial interface IAgentFaultInjection
{
    /// <summary>Kills a process immediately, without warning.</summary>
    /// <param name="processId">Process ID, 2 or more.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">The process does not exist, or killing it is not permitted.</exception>
    Task KillAsync(int processId, CancellationToken cancellationToken);

    /// <summary>Pauses a process.</summary>
    /// <param name="processId">Process ID, 2 or more.</param>
    /// <param name="duration">Duration from a second to a day, rounded up to seconds.</param>
    /// <param name="cancellationToken">Cancels the attempt. A started fault is reverted after its duration.</param>
    /// <exception cref="AgentException">The process does not exist, or pausing it is not permitted.</exception>
    Task<InjectedFault> PauseAsync(int processId, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Fills the file system of a folder with a file in that folder.</summary>
    /// <param name="folder">Absolute path of the folder.</param>
    /// <param name="freeBytes">Number of bytes that remain free, 0 or more. A file system with less free space is left
    /// unchanged. Space reserved for root stays free.</param>
    /// <param name="duration">Duration from a second to a day, rounded up to seconds.</param>
    /// <param name="cancellationToken">Cancels the attempt. A started fault is reverted after its duration.</param>
    /// <exception cref="AgentException">The folder does not exist, or writing to it is not permitted.</exception>
    Task<InjectedFault> FillDiskAsync(string folder, long freeBytes, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Keeps processors busy.</summary>
    /// <param name="cpuCount">Number of processors, 1 to 1,024.</param>
    /// <param name="duration">Duration from a second to a day, rounded up to seconds.</param>
    /// <param name="cancellationToken">Cancels the attempt. A started fault is reverted after its duration.</param>
    Task<InjectedFault> StressCpuAsync(int cpuCount, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Lists the active faults that this node's agent injected.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    [AgentCall(IsIdempotent = true)]
    Task<ValueList<InjectedFault>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Reverts all faults now, including those that expired while the node was powered off.</summary>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    [AgentCall(IsIdempotent = true)]
    Task RevertAllAsync(CancellationToken cancellationToken);
}
