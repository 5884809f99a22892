using Scalewright.Clusters;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>The folder of a cluster where Vagrant sees it: on this machine the very one, on another a copy of what Vagrant reads.</summary>
/// <param name="options">Says where Vagrant runs.</param>
internal sealed class HostFolder(MachineShelf shelf, VagrantOptions options)
{
    /// <summary>Returns the folder of a cluster where Vagrant runs, as it is there.</summary>
    public string At(string cluster) => options.Host is { } host ? FolderOn(host, cluster) : shelf.At(cluster);

    private static string FolderOn(VagrantHost host, string cluster) => $"{host.Folder}/{cluster}";

    /// <summary>Has Vagrant see the Vagrantfile as it is now, and what is written down of some VMs.</summary>
    /// <param name="cluster">Whose.</param>
    /// <returns>The folder for Vagrant.</returns>
    /// <exception cref="ProviderException">The machine cannot be reached.</exception>
    public async Task<string> ShowAsync(string cluster, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        if (options.Host is not { } host)
        {
            return shelf.At(cluster);
        }

        // Held, so that what another program wrote meanwhile is not replaced by what was read before.
        return await shelf.HoldAsync(() => TryAsync(async () =>
        {
            string folder = FolderOn(host, cluster);
            string[] files = [Vagrantfile.FileName, .. names.Select(name => $"{MachineShelf.MachinesName}/{name}.json")];
            await MakeAsync(host, $"{folder}/{MachineShelf.MachinesName}", cancellationToken);
            foreach (string file in files.Where(file => File.Exists(Path.Combine(shelf.At(cluster), file))))
            {
                await host.Put($"{folder}/{file}", await File.ReadAllBytesAsync(Path.Combine(shelf.At(cluster), file), cancellationToken), cancellationToken);
            }

            return folder;
        }));
    }

    /// <summary>Has Vagrant see a Vagrantfile alone, for as long as it is looked at.</summary>
    /// <param name="look">What is done with its folder.</param>
    /// <exception cref="ProviderException">The machine cannot be reached.</exception>
    public async Task<CommandResult> LookAsync(byte[] text, Func<string, Task<CommandResult>> look, CancellationToken cancellationToken)
    {
        if (options.Host is not { } host)
        {
            DirectoryInfo own = Directory.CreateTempSubdirectory("scalewright-vagrant-");
            try
            {
                await File.WriteAllBytesAsync(Path.Combine(own.FullName, Vagrantfile.FileName), text, cancellationToken);
                return await look(own.FullName);
            }
            finally
            {
                own.Delete(recursive: true);
            }
        }

        string folder = $"{host.Folder}/check-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        return await TryAsync(async () =>
        {
            await MakeAsync(host, folder, cancellationToken);
            try
            {
                await host.Put($"{folder}/{Vagrantfile.FileName}", text, cancellationToken);
                return await look(folder);
            }
            finally
            {
                await RemoveAsync(host, folder);
            }
        });
    }

    /// <summary>Forgets a VM, with the last one the folder, here and where Vagrant runs.</summary>
    /// <exception cref="ProviderException">The machine cannot be reached; the VM is not forgotten.</exception>
    public Task RemoveAsync(string cluster, string name) => shelf.HoldAsync(async () =>
    {
        if (options.Host is { } host && shelf.Of(cluster).All(machine => machine.Name == name))
        {
            await TryAsync(() => RemoveAsync(host, $"{host.Folder}/{cluster}"));
        }

        shelf.Remove(cluster, name);
        return true;
    });

    private static async Task MakeAsync(VagrantHost host, string folder, CancellationToken cancellationToken)
    {
        CommandResult made = await host.Run(new CommandRequest(["mkdir", "-p", folder]), cancellationToken);
        _ = made.ExitCode == 0 ? true : throw VagrantProblems.Exception(VagrantProblems.NoFolder(folder, made.Error));
    }

    private static Task<CommandResult> RemoveAsync(VagrantHost host, string folder) => host.Run(new CommandRequest(["rm", "-rf", folder]), CancellationToken.None);

    private static async Task<T> TryAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (ScalewrightException lost) when (lost is AgentException or ClusterException)
        {
            throw VagrantProblems.Lost(lost);
        }
    }
}
