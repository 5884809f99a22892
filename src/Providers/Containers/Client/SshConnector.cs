namespace Scalewright.Providers.Containers.Client;

/// <summary>
/// Opens connections to the socket of an engine on another machine by one login of the OpenSSH client, which is
/// repeated when it has ended.
/// </summary>
internal sealed class SshConnector : IEngineConnector
{
    private const string DefaultSocket = "/var/run/docker.sock";

    private static readonly byte[] Ping = "GET /_ping HTTP/1.0\r\n\r\n"u8.ToArray();

    private static readonly string[] Refusals = ["Permission denied", "Host key verification failed", "Too many authentication failures"];

    private static readonly string[] Settings =
    [
        // ssh_config(5): no questions, no connection that others share, and no program after the login but the given.
        "BatchMode=yes",
        "ControlMaster=no",
        "ControlPath=none",
        "ExitOnForwardFailure=yes",
        "ForwardAgent=no",
        "ForwardX11=no",
        "LogLevel=INFO",
        "PermitLocalCommand=no",
        "RemoteCommand=none",
        "StreamLocalBindMask=0177",
        "ConnectionAttempts=1",
        "ConnectTimeout=30",
        "ServerAliveInterval=15",
        "ServerAliveCountMax=3",
    ];

    private readonly EngineAddress _address;
    private readonly string _socket;
    private readonly SemaphoreSlim _gate = new(1);
    private SshTunnel? _tunnel;
    private bool _isDisposed;

    /// <exception cref="ProviderException">The address has a part that is not supported.</exception>
    public SshConnector(EngineAddress address)
    {
        _address = address;
        if (FindProblem(address.Endpoint) is { } fault)
        {
            throw ContainersProblems.Exception(ContainersProblems.InvalidSshAddress(fault));
        }

        string path = Uri.UnescapeDataString(address.Endpoint.AbsolutePath);
        _socket = path is "" or "/" ? DefaultSocket : path;
    }

    /// <summary>Returns the fault of an address; null if it can be used. The fault contains no password.</summary>
    public static string? FindProblem(Uri endpoint)
    {
        if (endpoint.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            return "it contains a password";
        }

        if (endpoint.Host.Length == 0)
        {
            return "it has no host";
        }

        // ssh(1) separates the paths of a forwarding by colons.
        return
            endpoint.Query.Length + endpoint.Fragment.Length > 0
            || Uri.UnescapeDataString(endpoint.AbsolutePath).AsSpan().ContainsAny(":\\ \n")
            ? "the path of its socket has characters other than those of a plain path"
            : null;
    }

    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            Stream? stream = _tunnel is { IsOpen: true } ? await TryConnectAsync(_tunnel, cancellationToken) : null;
            if (stream is not null)
            {
                return stream;
            }

            _tunnel?.Dispose();
            _tunnel = null;
            _tunnel = await LogInAsync(cancellationToken);
            return await _tunnel.ConnectAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public EngineAnswer? Explain(Exception failure) => null;

    public void Dispose()
    {
        _isDisposed = true;
        _tunnel?.Dispose();
        _gate.Dispose();
    }

    /// <returns>Null if the client has ended, even if the shell that started it has not.</returns>
    private static async Task<Stream?> TryConnectAsync(SshTunnel tunnel, CancellationToken cancellationToken)
    {
        try
        {
            return await tunnel.ConnectAsync(cancellationToken);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private async Task<SshTunnel> LogInAsync(CancellationToken cancellationToken)
    {
        SshTunnel tunnel;
        try
        {
            tunnel = await SshTunnel.OpenAsync(_address.SshProgram, Describe(), _socket, cancellationToken);
        }
        catch (IOException failure)
        {
            throw new EngineConnectionException(new EngineAnswer(EngineMeaning.Unreachable, $"{_address}: {failure.Message}"), failure);
        }

        try
        {
            if (!tunnel.IsOpen)
            {
                throw new EngineConnectionException(DescribeLogin(await tunnel.CloseAsync(cancellationToken)));
            }

            await CheckAsync(tunnel, cancellationToken);
            return tunnel;
        }
        catch (Exception)
        {
            tunnel.Dispose();
            throw;
        }
    }

    /// <summary>Checks that an engine answers, because the client accepts each connection.</summary>
    private async Task CheckAsync(SshTunnel tunnel, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream stream = await tunnel.ConnectAsync(cancellationToken);
            await stream.WriteAsync(Ping, cancellationToken);
            await stream.ReadExactlyAsync(new byte[1], cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            string reason = await tunnel.CloseAsync(cancellationToken);
            throw new EngineConnectionException(
                Answer(EngineMeaning.Unreachable, $"the machine cannot connect to its socket {_socket} ({reason})"),
                failure
            );
        }
    }

    private List<string> Describe()
    {
        List<string> arguments = ["-T"];
        Add("-F", _address.SshConfigFile);
        Add("-l", Uri.UnescapeDataString(_address.Endpoint.UserInfo));
        Add("-p", _address.Endpoint.Port > 0 ? _address.Endpoint.Port.ToString(CultureInfo.InvariantCulture) : "");
        foreach (string setting in Settings)
        {
            Add("-o", setting);
        }

        return [.. arguments, "--", _address.Host];

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                arguments.AddRange([name, value]);
            }
        }
    }

    private EngineAnswer DescribeLogin(string errors)
    {
        bool isRefused = Array.Exists(Refusals, text => errors.Contains(text, StringComparison.Ordinal));
        EngineMeaning meaning = isRefused ? EngineMeaning.LoginRefused : EngineMeaning.Unreachable;
        return Answer(meaning, errors.Length > 0 ? errors : "the SSH client ended without a message");
    }

    private EngineAnswer Answer(EngineMeaning meaning, string reason) => new(meaning, TextEscaping.Escape($"{_address}: {reason}"));
}
