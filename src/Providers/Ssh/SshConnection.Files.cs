using Scalewright.Agents;
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

    /// <summary>Puts a folder with all that is in it on the machine, with rights, times and links; one that was there is replaced as a whole.</summary>
    /// <param name="folder">The folder of this machine.</param>
    /// <param name="path">Where, as an absolute path of the machine.</param>
    /// <param name="cancellationToken">Ends the transfer; the folder that was there stays.</param>
    /// <exception cref="AgentException">The machine refused it or cannot be reached.</exception>
    /// <exception cref="ArgumentException">The path cannot be one.</exception>
    /// <exception cref="IOException">A file of this machine cannot be read.</exception>
    public async Task PutFolderAsync(string folder, string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        RequestCheck.CheckPath(path);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        await new FolderTransfer(this).PutAsync(folder, path, ending.Token);
    }

    /// <summary>Gets a folder with all that is in it from the machine. Nothing is written elsewhere, whatever the machine sends.</summary>
    /// <param name="path">Which, as an absolute path of the machine.</param>
    /// <param name="folder">The folder of this machine that is made of it; must not be there.</param>
    /// <param name="options">How much is taken; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the transfer; nothing is left.</param>
    /// <exception cref="AgentException">There is no such folder, it holds what leads out of it, or the machine cannot be reached.</exception>
    /// <exception cref="ArgumentException">The path cannot be one.</exception>
    /// <exception cref="IOException">A file of this machine cannot be written, or the folder is there already.</exception>
    public async Task GetFolderAsync(string path, string folder, FolderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        RequestCheck.CheckPath(path);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        await new FolderTransfer(this).GetAsync(path, Path.GetFullPath(folder), options ?? new FolderOptions(), ending.Token);
    }
}
