namespace Scalewright.Journals;

/// <summary>File system of durable state: a real disk, or a simulation that injects faults.</summary>
/// <remarks>
/// Writes are durable only after <see cref="IFile.FlushAsync"/>. Created, renamed and deleted names are durable only
/// after <see cref="FlushFolderAsync"/>. Every member may throw a <see cref="FileSystemException"/>. Reads and writes
/// may be short. Links are never followed. Paths are absolute or relative to the current directory of the process,
/// separated by <c>/</c>.
/// </remarks>
public interface IFileSystem
{
    /// <summary>Opens a plain file. New files are readable and writable only by their owner (mode 0600).</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="mode">Access mode, and whether the file is created.</param>
    /// <exception cref="FileSystemException">The file does not exist, already exists or is not a plain file with one
    /// hard link, or the disk failed.</exception>
    IFile Open(string path, FileOpenMode mode);

    /// <summary>Returns the names in a folder, in ordinal order.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <exception cref="FileSystemException">The folder does not exist, or the disk failed.</exception>
    IReadOnlyList<string> List(string folder);

    /// <summary>Creates a folder and its parents, accessible only to their owner (mode 0700).</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <returns>True if the folder was created, false if it already existed.</returns>
    /// <exception cref="FileSystemException">The folder cannot be created.</exception>
    bool CreateFolder(string folder);

    /// <summary>Renames a file atomically. Replaces an existing file of the new name.</summary>
    /// <param name="path">Current path.</param>
    /// <param name="newPath">New path, in the same folder.</param>
    /// <exception cref="FileSystemException">The file does not exist, or the disk failed.</exception>
    void Rename(string path, string newPath);

    /// <summary>Deletes a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileSystemException">The file does not exist, or the disk failed.</exception>
    void Delete(string path);

    /// <summary>Makes the created, renamed and deleted names of a folder durable.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <exception cref="FileSystemException">The disk failed. It is unknown which names are durable.</exception>
    ValueTask FlushFolderAsync(string folder);

    /// <summary>Returns the number of bytes that can still be written, 0 or more.</summary>
    /// <param name="folder">A folder on the disk.</param>
    /// <exception cref="FileSystemException">The disk failed.</exception>
    long GetFreeBytes(string folder);

    /// <summary>Returns true if users other than the owner have permissions.</summary>
    /// <param name="path">Path of a file or folder.</param>
    /// <exception cref="FileSystemException">The file does not exist, or its permissions cannot be read.</exception>
    bool IsAccessibleToOthers(string path);

    /// <summary>Removes the permissions of all users except the owner.</summary>
    /// <param name="path">Path of a file or folder.</param>
    /// <exception cref="FileSystemException">The file does not exist, or its permissions cannot be changed.</exception>
    void RestrictPermissions(string path);

    /// <summary>Checks that a file or folder belongs to the user of this process. Changes and opens nothing.</summary>
    /// <param name="path">Path of a file or folder; links are not followed.</param>
    /// <returns>A sentence with both users if the owner differs; null otherwise or if the path is missing.</returns>
    string? FindForeignOwner(string path);
}
