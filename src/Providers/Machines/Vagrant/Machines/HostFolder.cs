using Scalewright.Clusters;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>
/// Folder of a cluster on the machine on which Vagrant runs: the folder itself on this machine, or a copy of the
/// required files on another machine.
/// </summary>
internal sealed class HostFolder(MachineRepository repository, VagrantOptions options)
{
    /// <summary>Returns the path of a cluster's folder on the machine on which Vagrant runs.</summary>
    public string At(string cluster) => options.Host is { } host ? FolderOn(host, cluster) : repository.At(cluster);

    private static string FolderOn(VagrantHost host, string cluster) => $"{host.Folder}/{cluster}";

    /// <summary>
    /// Copies the Vagrantfile and the records of some VMs to the machine on which Vagrant runs. Returns the folder on
    /// that machine.
    /// </summary>
    /// <exception cref="ProviderException">The machine cannot be reached.</exception>
    public async Task<string> ShowAsync(string cluster, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        if (options.Host is not { } host)
        {
            return repository.At(cluster);
        }

        // The lock ensures that newer files of another program are not replaced by older ones.
        return await repository.RunLockedAsync(() =>
            TryAsync(async () =>
            {
                string folder = FolderOn(host, cluster);
                string[] files = [Vagrantfile.FileName, .. names.Select(name => $"{MachineRepository.MachinesName}/{name}.json")];
                await MakeAsync(host, $"{folder}/{MachineRepository.MachinesName}", cancellationToken);
                foreach (string file in files.Where(file => File.Exists(Path.Combine(repository.At(cluster), file))))
                {
                    await host.WriteFile(
                        $"{folder}/{file}",
                        await File.ReadAllBytesAsync(Path.Combine(repository.At(cluster), file), cancellationToken),
                        cancellationToken
                    );
                }

                return folder;
            })
        );
    }

    /// <summary>Creates a folder with only a Vagrantfile for the duration of a query.</summary>
    /// <param name="query">Query that runs in the folder.</param>
    /// <exception cref="ProviderException">The machine cannot be reached.</exception>
    public async Task<CommandResult> QueryAsync(byte[] text, Func<string, Task<CommandResult>> query, CancellationToken cancellationToken)
    {
        if (options.Host is not { } host)
        {
            DirectoryInfo temporaryFolder = Directory.CreateTempSubdirectory("scalewright-vagrant-");
            try
            {
                await File.WriteAllBytesAsync(Path.Combine(temporaryFolder.FullName, Vagrantfile.FileName), text, cancellationToken);
                return await query(temporaryFolder.FullName);
            }
            finally
            {
                temporaryFolder.Delete(recursive: true);
            }
        }

        string folder = $"{host.Folder}/check-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        return await TryAsync(async () =>
        {
            await MakeAsync(host, folder, cancellationToken);
            CommandResult result;
            try
            {
                await host.WriteFile($"{folder}/{Vagrantfile.FileName}", text, cancellationToken);
                result = await query(folder);
            }
            catch
            {
                await TryRemoveAsync(host, folder);
                throw;
            }

            await RemoveFolderAsync(host, folder);
            return result;
        });
    }

    /// <summary>
    /// Removes the record of a VM. With the last record, removes the folder on this machine and on the machine on which
    /// Vagrant runs.
    /// </summary>
    /// <exception cref="ProviderException">The machine cannot be reached; the record remains.</exception>
    public Task RemoveAsync(string cluster, string name) =>
        repository.RunLockedAsync(async () =>
        {
            if (options.Host is { } host && repository.List(cluster).All(machine => machine.Name == name))
            {
                await TryAsync(() => RemoveFolderAsync(host, $"{host.Folder}/{cluster}"));
            }

            repository.Remove(cluster, name);
            return true;
        });

    private static async Task MakeAsync(VagrantHost host, string folder, CancellationToken cancellationToken)
    {
        CommandResult result = await host.RunCommand(new CommandRequest(["mkdir", "-p", folder]), cancellationToken);
        _ = result.ExitCode == 0 ? true : throw VagrantProblems.Exception(VagrantProblems.NoFolder(folder, result.Error));
    }

    private static Task<CommandResult> RemoveFolderAsync(VagrantHost host, string folder) =>
        host.RunCommand(new CommandRequest(["rm", "-rf", folder]), CancellationToken.None);

    /// <summary>Removes a folder after a failure, if the machine responds in time.</summary>
    private async Task TryRemoveAsync(VagrantHost host, string folder)
    {
        try
        {
            await FailureQuery.RunAsync<CommandResult?>(
                async _ => await RemoveFolderAsync(host, folder),
                null,
                FailureQuery.Limit,
                options.Clock,
                CancellationToken.None
            );
        }
        catch (ScalewrightException)
        {
            // The failure that is reported is the first one. The folder has a unique name.
        }
    }

    private static async Task<T> TryAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (ScalewrightException exception) when (exception is AgentException or ClusterException)
        {
            throw VagrantProblems.Lost(exception);
        }
    }
}
