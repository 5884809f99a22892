namespace Scalewright.Journals;

/// <summary>The disk as durable state sees it: real, or simulated with everything that can go wrong.</summary>
/// <remarks>
/// What was written is durable only after <see cref="IFile.FlushAsync"/>; a name that was made, renamed or deleted only after
/// <see cref="FlushFolderAsync"/>. Every member may throw a <see cref="DiskException"/>. Writes and reads may be short.
/// Links are never followed. Paths are absolute or relative to the process; <c>/</c> separates.
/// </remarks>
public interface IFileSystem
{
    /// <summary>Opens a plain file. New files are readable and writable by their owner alone (0600).</summary>
    /// <param name="path">The file.</param>
    /// <param name="opening">What is allowed and whether it is made.</param>
    /// <exception cref="DiskException">No such file, already there, not a plain file of one name, or the disk failed.</exception>
    IFile Open(string path, FileOpening opening);

    /// <summary>The names in a folder, in ordinal order.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DiskException">No such folder, or the disk failed.</exception>
    IReadOnlyList<string> List(string folder);

    /// <summary>Makes a folder that only its owner can enter (0700), with those above it.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>True when it was made, false when it was there.</returns>
    /// <exception cref="DiskException">It cannot be made.</exception>
    bool CreateFolder(string folder);

    /// <summary>Gives a file another name in one step; a file that had the name is replaced.</summary>
    /// <param name="path">The name so far.</param>
    /// <param name="newPath">The name from now on, in the same folder.</param>
    /// <exception cref="DiskException">No such file, or the disk failed.</exception>
    void Rename(string path, string newPath);

    /// <summary>Deletes a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DiskException">No such file, or the disk failed.</exception>
    void Delete(string path);

    /// <summary>Makes the names of a folder durable.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DiskException">The disk failed; which names are durable is unknown.</exception>
    ValueTask FlushFolderAsync(string folder);

    /// <summary>How many bytes can still be written, 0 or more.</summary>
    /// <param name="folder">A folder of the disk.</param>
    /// <exception cref="DiskException">The disk failed.</exception>
    long GetFreeBytes(string folder);

    /// <summary>Takes rights away from everyone but the owner.</summary>
    /// <param name="path">A file or folder.</param>
    /// <returns>True when others had rights.</returns>
    /// <exception cref="DiskException">No such file, or the rights cannot be changed.</exception>
    bool TightenAccess(string path);

    /// <summary>Checks that a file or folder belongs to the user of this program. Changes nothing and opens nothing.</summary>
    /// <param name="path">A file or folder; links are not followed.</param>
    /// <returns>A sentence that names both users when it belongs to another one; else null, also when it is not there.</returns>
    string? FindForeignOwner(string path);
}
