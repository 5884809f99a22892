namespace Scalewright.Agents;

/// <summary>The files of the agent's node. Paths are absolute, with <c>/</c> between names.</summary>
public interface INodeFiles
{
    /// <summary>Opens a file for reading from its beginning.</summary>
    /// <param name="path">Which.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">There is no such file, or the disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken);

    /// <summary>Makes a file, or empties the one that is there, and opens it for writing; flushing makes it durable.</summary>
    /// <param name="path">Which; its folder must exist.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">There is no such folder, or the disk is full or failed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    ValueTask<Stream> CreateAsync(string path, CancellationToken cancellationToken);

    /// <summary>Gives a file another name in one step; a file that had it is replaced.</summary>
    /// <param name="path">The name so far.</param>
    /// <param name="newPath">The name from now on, in the same folder.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">There is no such file, or the disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be renamed.</exception>
    ValueTask RenameAsync(string path, string newPath, CancellationToken cancellationToken);

    /// <summary>Deletes a file; does nothing when there is none.</summary>
    /// <param name="path">Which.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be deleted.</exception>
    ValueTask DeleteAsync(string path, CancellationToken cancellationToken);

    /// <summary>The names of the files in a folder, in ordinal order.</summary>
    /// <param name="folder">Which.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">There is no such folder, or the disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be listed.</exception>
    ValueTask<ValueList<string>> ListAsync(string folder, CancellationToken cancellationToken);
}
