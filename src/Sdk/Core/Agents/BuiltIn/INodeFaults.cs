using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>What every agent lets go wrong on its node: processes, disks, processors. Links and whole nodes are the provider's matter (<see cref="Providers.IHarmsNodes"/>).</summary>
/// <remarks>A program of the node undoes each fault when its time is over, also when the agent or its controller is long dead. It needs a POSIX shell there, so a
/// simulated node refuses: faults of the simulation do the same there.</remarks>
[AgentService("scalewright.faults")]
public partial interface INodeFaults
{
    /// <summary>Kills a process at once. It has no time to notice.</summary>
    /// <param name="process">Its number, 2 or more.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AgentException">There is no such process, or it may not be killed.</exception>
    Task KillAsync(int process, CancellationToken cancellationToken);

    /// <summary>Lets a process stand still.</summary>
    /// <param name="process">Its number, 2 or more.</param>
    /// <param name="duration">How long; from a second to a day, rounded up to seconds.</param>
    /// <param name="cancellationToken">Ends the attempt; what was begun is undone after its time.</param>
    /// <exception cref="AgentException">There is no such process, or it may not be stopped.</exception>
    Task<NodeFault> PauseAsync(int process, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Fills the file system that a folder lies on, by a file in that folder.</summary>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="bytesLeft">Bytes that can still be written, 0 or more; a file system that has fewer is left as it is. What is kept for root stays free.</param>
    /// <param name="duration">How long; from a second to a day, rounded up to seconds.</param>
    /// <param name="cancellationToken">Ends the attempt; what was begun is undone after its time.</param>
    /// <exception cref="AgentException">There is no such folder, or it may not be written to.</exception>
    Task<NodeFault> FillDiskAsync(string folder, long bytesLeft, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Keeps processors busy.</summary>
    /// <param name="count">How many, 1 to 1,024.</param>
    /// <param name="duration">How long; from a second to a day, rounded up to seconds.</param>
    /// <param name="cancellationToken">Ends the attempt; what was begun is undone after its time.</param>
    Task<NodeFault> LoadProcessorsAsync(int count, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>What goes wrong now, by the agent of this node.</summary>
    /// <param name="cancellationToken">Ends the asking.</param>
    [AgentCall(IsRepeatable = true)]
    Task<ValueList<NodeFault>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Undoes all of it before its time; also what a node that was switched off meanwhile could not undo by itself.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    [AgentCall(IsRepeatable = true)]
    Task UndoAsync(CancellationToken cancellationToken);
}
