using System.Text.Json.Serialization;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>
/// Stores the records of VMs in a folder per cluster, with the Vagrantfile and one file per VM. Safe for concurrent use
/// by several programs.
/// </summary>
internal sealed class MachineRepository(VagrantOptions options, ILogger logger)
{
    public const string MachinesName = "machines";
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(20);

    private readonly string _root = Path.GetFullPath(options.Folder);

    public string At(string cluster) => Path.Combine(_root, cluster);

    public ValueList<string> Clusters() =>
        Directory.Exists(_root)
            ?
            [
                .. Directory
                    .EnumerateDirectories(_root)
                    .Select(folder => Path.GetFileName(folder))
                    .Where(MachineName.IsFolder)
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>Reads the VMs of a cluster.</summary>
    /// <exception cref="ProviderException">A file is not a valid record.</exception>
    public ValueList<VagrantMachine> List(string cluster)
    {
        string folder = Path.Combine(At(cluster), MachinesName);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read).OfType<VagrantMachine>()]
            : [];
    }

    /// <summary>Reads a VM; null if it does not exist.</summary>
    public VagrantMachine? Find(string cluster, string name) => Read(GetFilePath(cluster, name));

    /// <inheritdoc cref="Find(string, string)"/>
    public VagrantMachine? Find(MachineId id) => Find(id.Cluster, id.Name);

    /// <summary>Runs an action under an exclusive lock.</summary>
    /// <exception cref="ProviderException">Another program does not release the lock in time.</exception>
    public Task<T> RunLockedAsync<T>(Func<T> act) => RunLockedAsync(() => Task.FromResult(act()));

    /// <inheritdoc cref="RunLockedAsync{T}(Func{T})"/>
    public async Task<T> RunLockedAsync<T>(Func<Task<T>> act)
    {
        await using FileStream held = await LockAsync();
        return await act();
    }

    /// <summary>Rewrites the Vagrantfile and writes the record of a VM. Requires the lock.</summary>
    /// <remarks>The record is written last. A program that is killed in between leaves a VM that cannot start without
    /// its record, instead of a record whose VM Vagrant does not know.</remarks>
    public VagrantMachine Save(string cluster, VagrantMachine machine)
    {
        Directory.CreateDirectory(Path.Combine(At(cluster), MachinesName));
        WriteVagrantfile(cluster, List(cluster).Where(existing => existing.Name != machine.Name).Append(machine));
        WriteWhole(GetFilePath(cluster, machine.Name), JsonSerializer.SerializeToUtf8Bytes(machine, MachineJson.Default.VagrantMachine));
        return machine;
    }

    /// <summary>Removes the record of a VM. With the last record, removes the folder. Requires the lock.</summary>
    public void Remove(string cluster, string name)
    {
        File.Delete(GetFilePath(cluster, name));
        if (List(cluster) is { Count: > 0 } remaining)
        {
            WriteVagrantfile(cluster, remaining);
        }
        else if (Directory.Exists(At(cluster)))
        {
            Directory.Delete(At(cluster), recursive: true);
        }
    }

    private async Task<FileStream> LockAsync()
    {
        Directory.CreateDirectory(_root);
        long start = options.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(_root, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException))
            {
                _ =
                    options.Clock.GetElapsedTime(start) < options.CallTimeout
                        ? true
                        : throw VagrantProblems.Exception(VagrantProblems.Held(_root, options.CallTimeout), mayRetry: true, exception);
                await Task.Delay(LockPause, options.Clock, CancellationToken.None);
            }
        }
    }

    private void WriteWhole(string file, byte[] content)
    {
        File.WriteAllBytes($"{file}.new", content);
        File.Move($"{file}.new", file, overwrite: true);
        VagrantLog.FileWritten(logger, file);
    }

    private static VagrantMachine? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), MachineJson.Default.VagrantMachine);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw VagrantProblems.Exception(VagrantProblems.Unreadable(TextEscaping.Escape(file), exception.Message), inner: exception);
        }
    }

    private string GetFilePath(string cluster, string name) => Path.Combine(At(cluster), MachinesName, $"{name}.json");

    private void WriteVagrantfile(string cluster, IEnumerable<VagrantMachine> machines) =>
        WriteWhole(
            Path.Combine(At(cluster), Vagrantfile.FileName),
            System.Text.Encoding.UTF8.GetBytes(Vagrantfile.Write(machines, options.Hypervisor))
        );
}

[JsonSerializable(typeof(VagrantMachine))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
internal sealed partial class MachineJson : JsonSerializerContext;
