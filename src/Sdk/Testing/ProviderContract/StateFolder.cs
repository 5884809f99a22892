using System.Security.Cryptography;
using Scalewright.Journals;
using Scalewright.Providers;

namespace ProviderContracts;

/// <summary>State folder of a cluster, on the disk of the provider if it has one, else on this machine.</summary>
internal sealed class StateFolder : IDisposable
{
    private readonly IFileSystem _files;
    private readonly DirectoryInfo? _temporaryFolder;

    public StateFolder(IProvider provider)
    {
        if (provider.Find<IProviderFileSystem>() is { } disk)
        {
            (_files, Path) = (disk.FileSystem, "/contract-state");
            return;
        }

        _temporaryFolder = Directory.CreateTempSubdirectory("scalewright-contract-");
        (_files, Path) = (LocalFileSystem.Create(), System.IO.Path.Combine(_temporaryFolder.FullName, "state"));
    }

    /// <summary>Options with a long timeout: a virtual clock can advance by hours during seconds of disk
    /// access.</summary>
    public static DurableStoreOptions Options =>
        new()
        {
            LockHolder = new LockHolder(),
            Random = new Random(1),
            FlushTimeout = TimeSpan.FromDays(30),
        };

    public string Path { get; }

    /// <summary>Returns digests of all files except the lock, which its holder renews.</summary>
    public string Read()
    {
        StringBuilder text = new();
        foreach (string name in _files.List(Path).Where(static name => name != "lock").Order(StringComparer.Ordinal))
        {
            using IFile file = _files.Open(System.IO.Path.Join(Path, name), FileOpenMode.Read);
            byte[] bytes = new byte[file.Length];
            for (int read = 0; read < bytes.Length; )
            {
                read += file.Read(read, bytes.AsSpan(read));
            }

            text.Append(name).Append(' ').Append(Convert.ToHexString(SHA256.HashData(bytes))).Append('\n');
        }

        return text.ToString();
    }

    public void Dispose() => _temporaryFolder?.Delete(recursive: true);
}
