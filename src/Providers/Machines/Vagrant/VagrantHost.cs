using Scalewright.Clusters;

namespace Scalewright.Providers.Vagrant;

/// <summary>Another machine than this one on which Vagrant runs and has its VMs, as a reserved one.</summary>
/// <param name="Folder">A folder of that machine, as an absolute path, in which each cluster has a folder with its Vagrantfile. It may be missing.</param>
/// <param name="Run">Runs a program there to its end.</param>
/// <param name="Put">Puts a file there, as an absolute path, whole or not at all; its folder is there.</param>
public sealed record VagrantHost(string Folder, Func<CommandRequest, CancellationToken, Task<CommandResult>> Run, Func<string, ReadOnlyMemory<byte>, CancellationToken, Task> Put)
{
    /// <summary>A node of another cluster, which must outlive the VMs.</summary>
    /// <param name="node">The node; it has Vagrant and a hypervisor.</param>
    /// <param name="folder">The folder there.</param>
    public static VagrantHost On(Node node, string folder)
    {
        ArgumentNullException.ThrowIfNull(node);
        return new VagrantHost(folder, node.RunAsync, node.PutFileAsync);
    }
}
