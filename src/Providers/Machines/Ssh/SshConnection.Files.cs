using Scalewright.Agents.Wire;
using Scalewright.Providers.Ssh.Files;

namespace Scalewright.Providers.Ssh;

/// <content>Files and folders.</content>
public sealed partial class SshConnection
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The path cannot be one.</exception>
    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        PutFileAsync(path, content, new TransferOptions(), cancellationToken);

    /// <summary>Puts a file on the machine, whole or not at all, with its attributes.</summary>
    /// <param name="path">Where, as an absolute path of the machine.</param>
    /// <param name="content">What; where it can be read again from any place, a broken connection does not end the transfer.</param>
    /// <param name="options">Its attributes, and who is told how far it is.</param>
    /// <param name="cancellationToken">Ends the transfer; the file that was there stays.</param>
    /// <exception cref="AgentException">The machine refused it or cannot be reached.</exception>
    /// <exception cref="ArgumentException">The path cannot be one.</exception>
    public async Task PutFileAsync(string path, Stream content, TransferOptions options, CancellationToken cancellationToken = default)
    {
        RequestCheck.CheckPath(path);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        await new FileSender(this, path, content, options).SendAsync(ending.Token);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The path cannot be one.</exception>
    public async Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default)
    {
        RequestCheck.CheckPath(path);
        ArgumentNullException.ThrowIfNull(destination);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        return await new FileReceiver(this, path, destination).ReceiveAsync(ending.Token);
    }

    /// <summary>
    /// Puts a folder with all that is in it on the machine, with rights, times and links; one that was there is replaced as a whole, once all has
    /// arrived. Files that are the same there are not sent, nor are those that arrived before a connection broke.
    /// </summary>
    /// <param name="folder">The folder of this machine.</param>
    /// <param name="path">Where, as an absolute path of the machine.</param>
    /// <param name="options">Who is told how far it is; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the transfer; the folder that was there stays.</param>
    /// <exception cref="AgentException">Something that is no folder is in its place, the machine refused it or cannot be reached.</exception>
    /// <exception cref="ArgumentException">The path cannot be one.</exception>
    /// <exception cref="IOException">A file of this machine cannot be read, or is neither a file nor a folder nor a link.</exception>
    public async Task<FolderResult> PutFolderAsync(string folder, string path, FolderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        RequestCheck.CheckPath(path);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        string place = Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder);
        return await new FolderSender(this, place, path, options ?? new FolderOptions()).SendAsync(ending.Token);
    }

    /// <summary>
    /// Gets a folder with all that is in it from the machine, with rights, times and links, compared with what the machine told of it before. Nothing
    /// is written elsewhere, whatever the machine sends. Files that arrived before a connection broke are not sent again.
    /// </summary>
    /// <param name="path">Which, as an absolute path of the machine.</param>
    /// <param name="folder">The folder of this machine that is made of it; must not be there, unless it is to be replaced.</param>
    /// <param name="options">How much is taken, and who is told how far it is; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the transfer; nothing is left.</param>
    /// <exception cref="AgentException">There is no such folder, it holds what leads out of it, it changed under way, or the machine cannot be reached.</exception>
    /// <exception cref="ArgumentException">The path cannot be one.</exception>
    /// <exception cref="IOException">A file of this machine cannot be written, or the folder is there already.</exception>
    public async Task<FolderResult> GetFolderAsync(string path, string folder, FolderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        RequestCheck.CheckPath(path);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        return await new FolderReceiver(this, path, Path.GetFullPath(folder), options ?? new FolderOptions()).ReceiveAsync(ending.Token);
    }
}
