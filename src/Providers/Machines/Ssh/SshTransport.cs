using Scalewright.Providers.Ssh.Carriers;
using Scalewright.Providers.Ssh.Carriers.OpenSsh;
using Scalewright.Providers.Ssh.Carriers.SshNet;

namespace Scalewright.Providers.Ssh;

/// <summary>Transport over SSH, with one shared login per machine.</summary>
/// <remarks>The logins end on disposal, and when this process exits for any reason.</remarks>
public sealed class SshTransport : INodeTransport
{
    private readonly SshClientOptions _options;
    private readonly ILogger _logger;
    private readonly ISshCarrier _carrier;
    private readonly HandshakeThrottle _throttle;
    private readonly ConcurrentDictionary<NodeAddress, SshLink> _links = new();
    private volatile bool _isDisposed;

    /// <summary>Creates a transport. Logins happen on first use.</summary>
    /// <param name="options">SSH settings; null for those of the user's configuration.</param>
    /// <param name="logger">Logger for connections; null for no logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public SshTransport(SshClientOptions? options = null, ILogger<SshTransport>? logger = null)
    {
        _options = (options ?? new SshClientOptions()).Checked();
        _logger = logger ?? NullLogger<SshTransport>.Instance;
        _carrier =
            _options.Carrier == SshCarrier.OpenSsh && OperatingSystem.IsLinux()
                ? new OpenSshCarrier(_options)
                : new SshNetCarrier(_options);
        _throttle = new HandshakeThrottle(_options, _carrier);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The address is invalid.</exception>
    public async Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) =>
        await OpenConnectionAsync(address, node, cancellationToken);

    /// <summary>Opens a connection to a machine with all SSH features.</summary>
    /// <inheritdoc cref="ConnectAsync"/>
    /// <exception cref="ArgumentException">The address is invalid.</exception>
    public Task<SshConnection> OpenConnectionAsync(NodeAddress address, string node, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(node);
        return SshConnection.OpenAsync(LinkTo(address), node, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The address is invalid, or the command is empty.</exception>
    public Task<Stream> OpenProcessStreamAsync(
        NodeAddress address,
        ValueList<string> command,
        RetryOptions? busyRetry = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Count == 0 || command[0].Length == 0)
        {
            throw new ArgumentException("A stream needs a program to run.", nameof(command));
        }

        return SshStream.OpenAsync(LinkTo(address), ShellQuote.Join(command), busyRetry, cancellationToken);
    }

    /// <summary>Ends all logins, and everything in progress over them.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            foreach (SshLink link in _links.Values)
            {
                link.Dispose();
            }

            _throttle.Dispose();
            _carrier.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private SshLink LinkTo(NodeAddress address)
    {
        AddressRules.Check(address);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _links.GetOrAdd(address, key => new SshLink(_options, key, _throttle, _carrier, _logger));
    }
}
