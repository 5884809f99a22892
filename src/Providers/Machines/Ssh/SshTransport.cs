using Scalewright.Providers.Ssh.Masters;

namespace Scalewright.Providers.Ssh;

/// <summary>A way into machines over the system's OpenSSH client: one login for each, shared by all that is done there.</summary>
/// <remarks>Linux only. The logins end with this object, and also when this process ends in whatever way.</remarks>
public sealed class SshTransport : INodeTransport
{
    private readonly SshOptions _options;
    private readonly ILogger _logger;
    private readonly HandshakeTurns _turns;
    private readonly ConcurrentDictionary<NodeAddress, SshLink> _links = new();
    private readonly Lazy<ControlFolder> _folder = new(() => new ControlFolder());
    private volatile bool _isDisposed;

    /// <summary>Logs in nowhere yet.</summary>
    /// <param name="options">How machines are reached; null: as the user's configuration has it.</param>
    /// <param name="logger">Takes what happens to connections; null: nobody.</param>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public SshTransport(SshOptions? options = null, ILogger<SshTransport>? logger = null)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            throw new PlatformNotSupportedException("Machines are reached by SSH from Linux on 64 bits only.");
        }

        _options = (options ?? new SshOptions()).Checked();
        _logger = logger ?? NullLogger<SshTransport>.Instance;
        _turns = new HandshakeTurns(_options);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The address cannot be one.</exception>
    public async Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) =>
        await OpenConnectionAsync(address, node, cancellationToken);

    /// <summary>Opens a way into a machine, with all that SSH has.</summary>
    /// <inheritdoc cref="ConnectAsync"/>
    /// <exception cref="ArgumentException">The address cannot be one.</exception>
    public Task<SshConnection> OpenConnectionAsync(NodeAddress address, string node, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(node);
        return SshConnection.OpenAsync(LinkTo(address), node, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The address cannot be one, or there is no program.</exception>
    public Task<Stream> OpenAsync(NodeAddress address, ValueList<string> words, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (words.Count == 0 || words[0].Length == 0)
        {
            throw new ArgumentException("A stream needs a program to run.", nameof(words));
        }

        return SshStream.OpenAsync(LinkTo(address), ShellQuote.Join(words), cancellationToken);
    }

    /// <summary>Ends all logins, and what is under way over them.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            foreach (SshLink link in _links.Values)
            {
                link.Dispose();
            }

            _turns.Dispose();
            if (_folder.IsValueCreated)
            {
                _folder.Value.Dispose();
            }
        }

        return ValueTask.CompletedTask;
    }

    private SshLink LinkTo(NodeAddress address)
    {
        AddressRules.Check(address);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _links.GetOrAdd(address, key => new SshLink(_options, key, _turns, _folder.Value, _logger));
    }
}
