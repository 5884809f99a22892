using Scalewright.Agents;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>The files of a simulated node, on its disk. A folder is there as soon as a file is put into it.</summary>
internal sealed class NodeFiles(SimulatedDisk disk, Action<string> note) : INodeFiles
{
    public ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        note($"read {path}");
        return new(new DiskStream(disk.Open(Checked(path), FileMode.Open), isWritable: false));
    }

    public ValueTask<Stream> CreateAsync(string path, CancellationToken cancellationToken)
    {
        note($"write {path}");
        disk.CreateFolder(DiskPath.FolderOf(DiskPath.Normalize(Checked(path))));
        return new ValueTask<Stream>(new DiskStream(disk.Open(path, FileMode.Create), isWritable: true));
    }

    public async ValueTask RenameAsync(string path, string newPath, CancellationToken cancellationToken)
    {
        disk.Rename(Checked(path), Checked(newPath));
        await disk.FlushFolderAsync(DiskPath.FolderOf(DiskPath.Normalize(newPath)));
    }

    public ValueTask DeleteAsync(string path, CancellationToken cancellationToken)
    {
        if (disk.Exists(Checked(path)))
        {
            disk.Delete(path);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<ValueList<string>> ListAsync(string folder, CancellationToken cancellationToken) =>
        new(disk.List(Checked(folder)).Select(path => Path.GetFileName(path)).ToValueList());

    private static string Checked(string path) => path.Split('/').Any(name => name is "." or "..")
        ? throw new IOException($"the path '{Printable.Escape(path)}' has a relative part; use names only")
        : path;
}
