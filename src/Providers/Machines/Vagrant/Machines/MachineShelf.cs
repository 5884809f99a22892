using System.Text.Json.Serialization;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>What is written down of VMs: for each cluster a folder with its Vagrantfile and a file for each VM. Several programs may use it at once.</summary>
internal sealed class MachineShelf(VagrantOptions options)
{
    public const string MachinesName = "machines";
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(20);

    private readonly string _root = Path.GetFullPath(options.Folder);

    /// <summary>The folder of a cluster, where its Vagrantfile is.</summary>
    public string At(string cluster) => Path.Combine(_root, cluster);

    /// <summary>The clusters that have VMs.</summary>
    public ValueList<string> Clusters() => Directory.Exists(_root)
        ? [.. Directory.EnumerateDirectories(_root).Select(folder => Path.GetFileName(folder)).Where(MachineName.IsFolder).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The VMs of a cluster.</summary>
    /// <exception cref="ProviderException">A file is none of ours.</exception>
    public ValueList<VagrantMachine> Of(string cluster)
    {
        string folder = Path.Combine(At(cluster), MachinesName);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read).OfType<VagrantMachine>()]
            : [];
    }

    /// <summary>A VM; null when it is not there.</summary>
    public VagrantMachine? Find(string cluster, string name) => Read(FileOf(cluster, name));

    /// <summary>Reads and writes while nobody else does.</summary>
    /// <exception cref="ProviderException">Another program does not come to its end.</exception>
    public Task<T> HoldAsync<T>(Func<T> act) => HoldAsync(() => Task.FromResult(act()));

    /// <inheritdoc cref="HoldAsync{T}(Func{T})"/>
    public async Task<T> HoldAsync<T>(Func<Task<T>> act)
    {
        await using FileStream held = await LockAsync();
        return await act();
    }

    /// <summary>Writes a VM down, and the Vagrantfile anew. Only while it is held.</summary>
    public VagrantMachine Put(string cluster, VagrantMachine machine)
    {
        Directory.CreateDirectory(Path.Combine(At(cluster), MachinesName));
        WriteWhole(FileOf(cluster, machine.Name), JsonSerializer.SerializeToUtf8Bytes(machine, MachineJson.Default.VagrantMachine));
        WriteVagrantfile(cluster);
        return machine;
    }

    /// <summary>Forgets a VM, with the last one the folder. Only while it is held.</summary>
    public void Remove(string cluster, string name)
    {
        File.Delete(FileOf(cluster, name));
        if (Of(cluster).Count > 0)
        {
            WriteVagrantfile(cluster);
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
            catch (IOException taken) when (taken is not (FileNotFoundException or DirectoryNotFoundException))
            {
                _ = options.Clock.GetElapsedTime(start) < options.CallTimeout ? true : throw VagrantProblems.Exception(VagrantProblems.Held(_root, options.CallTimeout), mayRetry: true, taken);
                await Task.Delay(LockPause, options.Clock, CancellationToken.None);
            }
        }
    }

    private static void WriteWhole(string file, byte[] content)
    {
        File.WriteAllBytes($"{file}.new", content);
        File.Move($"{file}.new", file, overwrite: true);
    }

    private static VagrantMachine? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), MachineJson.Default.VagrantMachine);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException broken)
        {
            throw VagrantProblems.Exception(VagrantProblems.Unreadable(Printable.Escape(file), broken.Message), inner: broken);
        }
    }

    private string FileOf(string cluster, string name) => Path.Combine(At(cluster), MachinesName, $"{name}.json");

    private void WriteVagrantfile(string cluster) =>
        WriteWhole(Path.Combine(At(cluster), Vagrantfile.FileName), System.Text.Encoding.UTF8.GetBytes(Vagrantfile.Write(Of(cluster), options.Hypervisor)));
}

[JsonSerializable(typeof(VagrantMachine))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
internal sealed partial class MachineJson : JsonSerializerContext;
