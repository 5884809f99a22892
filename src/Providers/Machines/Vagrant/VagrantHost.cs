using Scalewright.Clusters;

namespace Scalewright.Providers.Vagrant;

/// <summary>A remote machine, for example a reserved one, on which Vagrant runs its VMs.</summary>
/// <param name="Folder">Absolute path of a folder on that machine, in which each cluster has a folder with its
/// Vagrantfile. It is created if it does not exist.</param>
/// <param name="RunCommand">Runs a program on that machine to completion.</param>
/// <param name="WriteFile">Writes a file on that machine atomically, at an absolute path in an existing folder.</param>
public sealed record VagrantHost(
    string Folder,
    Func<CommandRequest, CancellationToken, Task<CommandResult>> RunCommand,
    Func<string, ReadOnlyMemory<byte>, CancellationToken, Task> WriteFile
)
{
    /// <summary>Creates a host from a node of another cluster. The node must exist for longer than the VMs.</summary>
    /// <param name="node">The node, with Vagrant and a hypervisor installed.</param>
    /// <param name="folder">Folder on the node.</param>
    public static VagrantHost FromNode(Node node, string folder)
    {
        ArgumentNullException.ThrowIfNull(node);
        return new VagrantHost(folder, node.RunAsync, node.PutFileAsync);
    }
}
