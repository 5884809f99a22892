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
}
