namespace Scalewright.Agents;

/// <summary>Files of the agent's node. Paths are absolute, with <c>/</c> between names.</summary>
public interface INodeFiles
{
    /// <summary>Opens a file for reading from the start.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="IOException">The file does not exist, or the disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading is not permitted.</exception>
    ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken);

    /// <summary>Creates or truncates a file and opens it for writing. Flushing makes its content durable.</summary>
    /// <param name="path">Path of the file. Its folder must exist.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="IOException">The folder does not exist, or the disk is full or failed.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing is not permitted.</exception>
    ValueTask<Stream> CreateAsync(string path, CancellationToken cancellationToken);

    /// <summary>Renames a file atomically. Replaces an existing file.</summary>
    /// <param name="path">Current path.</param>
    /// <param name="newPath">New path, in the same folder.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="IOException">The file does not exist, or the disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">Renaming is not permitted.</exception>
    ValueTask RenameAsync(string path, string newPath, CancellationToken cancellationToken);

    /// <summary>Deletes a file. Does nothing if it does not exist.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">Deleting is not permitted.</exception>
    ValueTask DeleteAsync(string path, CancellationToken cancellationToken);

    /// <summary>Returns the names of the files in a folder, in ordinal order.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="IOException">The folder does not exist, or the disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">Listing is not permitted.</exception>
    ValueTask<ValueList<string>> ListAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Creates a folder and its parents. Does nothing if it exists.</summary>
    /// <param name="path">Path of the folder.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="IOException">A file has the path of the folder or of a parent, or the disk is full or failed.</exception>
    /// <exception cref="UnauthorizedAccessException">Creating is not permitted.</exception>
    ValueTask CreateFolderAsync(string path, CancellationToken cancellationToken);
}
