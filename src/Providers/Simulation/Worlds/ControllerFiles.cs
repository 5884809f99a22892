using Scalewright.Journals;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>File system of a controller on the simulated disk. Closing a file or its process releases locks.</summary>
internal sealed class ControllerFiles(World world, SimulatedController controller) : IFileSystem
{
    // Capacity of a disk without a limit: more than any state needs, and too small to overflow in additions.
    private const long UnlimitedBytes = 1L << 50;

    private SimulatedDisk Disk => world.Disk;

    public IFile Open(string path, FileOpenMode mode) => Try("open", path, name =>
        {
            bool exists = Disk.Exists(name);
            if (exists && mode == FileOpenMode.CreateNew)
            {
                throw new FileSystemException(FileSystemError.AlreadyExists, "open", path);
            }

            FileMode fileMode = mode is FileOpenMode.Read or FileOpenMode.Append ? FileMode.Open : FileMode.OpenOrCreate;
            SimulatedFile file = Disk.Open(name, fileMode);
            return (IFile)new ControllerFile(world, controller, file, path, mode != FileOpenMode.Read);
        });

    public IReadOnlyList<string> List(string folder) => Try<IReadOnlyList<string>>("list", folder, name => Disk.Find(name) switch
            {
                { IsFolder: true } => [.. Disk.List(name).Select(path => Path.GetFileName(path))],
                null => throw new FileSystemException(FileSystemError.NotFound, "list", folder),
                _ => throw new FileSystemException(FileSystemError.NotAFolder, "list", folder),
            });

    public bool CreateFolder(string folder) => Try("create the folder", folder, name =>
        {
            bool isNew = !Disk.Exists(name);
            if (Disk.Find(name) is { IsFolder: false })
            {
                throw new FileSystemException(FileSystemError.NotAFolder, "create the folder", folder);
            }

            Disk.CreateFolder(name);
            return isNew;
        });

    public void Rename(string path, string newPath) => Try("rename", path, name =>
        {
            Disk.Rename(name, Normalize(newPath));
            return true;
        });

    public void Delete(string path) => Try("delete", path, name =>
        {
            Disk.Delete(name);
            return true;
        });

    public async ValueTask FlushFolderAsync(string folder)
    {
        world.RequireRun("The flush of a folder");
        ProcessOperations operations = controller.Operations;
        operations.Begin(SimulatedOperation.Flush);
        try
        {
            await Disk.FlushFolderAsync(Normalize(folder));
        }
        catch (IOException failure) when (failure is not FileSystemException)
        {
            throw ToException(failure, "flush", folder);
        }
        finally
        {
            operations.End(SimulatedOperation.Flush);
        }
    }

    public long GetFreeBytes(string folder) => Math.Max(0, (Disk.Model.CapacityBytes ?? UnlimitedBytes) - Disk.UsedBytes);

    public bool RestrictPermissions(string path) =>
        Disk.Exists(Normalize(path)) ? false : throw new FileSystemException(FileSystemError.NotFound, "open", path);

    public string? FindForeignOwner(string path) => null;

    public static FileSystemException ToException(Exception failure, string call, string path)
    {
        FileSystemError error = failure switch
        {
            FileNotFoundException or DirectoryNotFoundException => FileSystemError.NotFound,
            UnauthorizedAccessException => FileSystemError.NotARegularFile,
            IOException { HResult: SimulatedDisk.NoSpace } => FileSystemError.Full,
            _ => FileSystemError.Failed,
        };
        return new FileSystemException(error, call, path, failure.Message);
    }

    /// <summary>Returns a path without redundant segments.</summary>
    public static string Normalize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string relativePath = path.TrimStart('/');
        return DiskPath.IsNormal(relativePath)
            ? relativePath
            : string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));
    }

    private static T Try<T>(string call, string path, Func<string, T> action)
    {
        try
        {
            return action(Normalize(path));
        }
        catch (Exception failure) when (failure is IOException and not FileSystemException or UnauthorizedAccessException)
        {
            throw ToException(failure, call, path);
        }
    }
}
