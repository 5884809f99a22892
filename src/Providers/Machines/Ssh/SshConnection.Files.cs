using System.Runtime.Versioning;
using Scalewright.Providers.Ssh.Files;

namespace Scalewright.Providers.Ssh;

/// <content>Transfer of files and folders.</content>
public sealed partial class SshConnection
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The path is invalid.</exception>
    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        PutFileAsync(path, content, new FileTransferOptions(), cancellationToken);

    /// <summary>Writes a file on the machine atomically, with its attributes.</summary>
    /// <param name="path">Absolute path on the machine.</param>
    /// <param name="content">Content; if the stream is seekable, the transfer resumes after a broken
    /// connection.</param>
    /// <param name="options">Attributes of the file, and progress reporting.</param>
    /// <param name="cancellationToken">Cancels the transfer; an existing file is kept.</param>
    /// <exception cref="AgentException">The machine refused the file or is unreachable.</exception>
    /// <exception cref="ArgumentException">The path is invalid.</exception>
    public async Task PutFileAsync(string path, Stream content, FileTransferOptions options, CancellationToken cancellationToken = default)
    {
        NodePath.Validate(path);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        await new FileSender(this, path, content, options).SendAsync(ending.Token);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The path is invalid.</exception>
    public async Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default)
    {
        NodePath.Validate(path);
        ArgumentNullException.ThrowIfNull(destination);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        return await new FileReceiver(this, path, destination).ReceiveAsync(ending.Token);
    }

    /// <summary>
    /// Copies a folder with all its content to the machine, including permissions, times and links. An existing folder
    /// is replaced as a whole once everything has arrived. Unchanged files, and files that arrived before a connection
    /// broke, are not sent again.
    /// </summary>
    /// <param name="folder">Folder on this machine.</param>
    /// <param name="path">Absolute path on the machine.</param>
    /// <param name="options">Progress reporting; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the transfer; an existing folder is kept.</param>
    /// <exception cref="AgentException">The path is not a folder, the machine refused the transfer, or the machine is
    /// unreachable.</exception>
    /// <exception cref="ArgumentException">The path is invalid.</exception>
    /// <exception cref="IOException">A local file cannot be read, or is not a file, folder or link.</exception>
    [UnsupportedOSPlatform("windows")]
    public async Task<FolderTransferResult> PutFolderAsync(
        string folder,
        string path,
        FolderTransferOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        NodePath.Validate(path);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        string source = Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder);
        return await new FolderSender(this, source, path, options ?? new FolderTransferOptions()).SendAsync(ending.Token);
    }

    /// <summary>
    /// Copies a folder with all its content from the machine, including permissions, times and links, and verifies it
    /// against the listing that the machine sent first. Nothing is written outside the folder, regardless of what the
    /// machine sends. Files that arrived before a connection broke are not sent again.
    /// </summary>
    /// <param name="path">Absolute path on the machine.</param>
    /// <param name="folder">Folder on this machine, which must not exist unless replacing is enabled.</param>
    /// <param name="options">Limits and progress reporting; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the transfer; nothing is left behind.</param>
    /// <exception cref="AgentException">The folder does not exist, has an entry that leads out of it, or changed during
    /// the transfer, or the machine is unreachable.</exception>
    /// <exception cref="ArgumentException">The path is invalid.</exception>
    /// <exception cref="IOException">A local file cannot be written, or the folder exists already.</exception>
    [UnsupportedOSPlatform("windows")]
    public async Task<FolderTransferResult> GetFolderAsync(
        string path,
        string folder,
        FolderTransferOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        NodePath.Validate(path);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        return await new FolderReceiver(this, path, Path.GetFullPath(folder), options ?? new FolderTransferOptions()).ReceiveAsync(
            ending.Token
        );
    }
}
