using Scalewright.Journals;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>File system of a controller on the simulated disk. Closing a file or its process releases locks.</summary>
internal sealed class ControllerFiles(World world, SimulatedController controller) : IFileSystem
{
    // Capacity of a disk without a limit: more than any state needs, and too small to overflow in additions.
    private const long UnlimitedBytes = 1L << 50;

    private SimulatedDisk Disk => world.Disk;

    public IFile Open(string path, FileOpenMode mode)
    {
        try
        {
            string name = RemoveRedundantSegments(path);
            if (mode == FileOpenMode.CreateNew && Disk.Exists(name))
            {
                throw new FileSystemException(FileSystemError.AlreadyExists, "open", path);
            }

            FileMode fileMode = mode is FileOpenMode.Read or FileOpenMode.Append ? FileMode.Open : FileMode.OpenOrCreate;
            return new ControllerFile(world, controller, Disk.Open(name, fileMode), path, mode != FileOpenMode.Read);
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            throw ToException(failure, "open", path);
        }
    }

    public IReadOnlyList<string> List(string folder)
    {
        string name = RemoveRedundantSegments(folder);
        return Disk.Find(name) switch
        {
            { IsFolder: true } => Disk.ListNames(name),
            null => throw new FileSystemException(FileSystemError.NotFound, "list", folder),
            _ => throw new FileSystemException(FileSystemError.NotAFolder, "list", folder),
        };
    }

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
            Disk.Rename(name, RemoveRedundantSegments(newPath));
        });

    public void Delete(string path) => Try("delete", path, Disk.Delete);

    public async ValueTask FlushFolderAsync(string folder)
    {
        world.RequireRun("The flush of a folder");
        ProcessOperations operations = controller.Operations;
        operations.Begin(SimulatedOperation.Flush);
        try
        {
            await Disk.FlushFolderAsync(RemoveRedundantSegments(folder));
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

    // The simulated disk has one user.
    public bool IsAccessibleToOthers(string path)
    {
        RequireExisting(path);
        return false;
    }

    public void RestrictPermissions(string path) => RequireExisting(path);

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

    /// <summary>Returns a path without empty segments and dots.</summary>
    public static string RemoveRedundantSegments(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string relativePath = path.TrimStart('/');
        return DiskPath.IsNormal(relativePath)
            ? relativePath
            : string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));
    }

    private static bool IsOfDisk(Exception failure) => failure is (IOException and not FileSystemException) or UnauthorizedAccessException;

    private static T Try<T>(string call, string path, Func<string, T> action)
    {
        try
        {
            return action(RemoveRedundantSegments(path));
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            throw ToException(failure, call, path);
        }
    }

    private void RequireExisting(string path)
    {
        if (!Disk.Exists(RemoveRedundantSegments(path)))
        {
            throw new FileSystemException(FileSystemError.NotFound, "open", path);
        }
    }

    private static void Try(string call, string path, Action<string> action) => Try(call, path, name =>
        {
            action(name);
            return true;
        });
}
