namespace Scalewright.Providers.Containers.Client;

/// <summary>Address of an engine and what a connection to it needs.</summary>
/// <param name="Endpoint">The address, as the user wrote it.</param>
internal sealed record EngineAddress(Uri Endpoint)
{
    public const string TcpScheme = "tcp";
    public const string SshScheme = "ssh";

    /// <summary>Schemes of addresses that a connection can use.</summary>
    public static readonly ValueList<string> Schemes = ["unix", TcpScheme, "http", SshScheme];

    // docker/cli, opts/hosts.go.
    private const int PlainPort = 2375;
    private const int TlsPort = 2376;
    private const int HttpPort = 80;

    /// <summary>Files of the TLS connection; null for a connection without TLS.</summary>
    public EngineTls? Tls { get; init; }

    /// <summary>True if a context of the docker command line says that certificates are not verified.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>OpenSSH client of an address with the scheme <c>ssh</c>: path, or name in <c>PATH</c>.</summary>
    public string SshProgram { get; init; } = "ssh";

    /// <summary>Configuration file of the OpenSSH client; empty for that of the user.</summary>
    public string SshConfigFile { get; init; } = "";

    public string Host => Endpoint.IdnHost;

    public int Port =>
        Endpoint switch
        {
            { Port: >= 0 } => Endpoint.Port,
            { Scheme: TcpScheme } => Tls is null ? PlainPort : TlsPort,
            _ => HttpPort,
        };

    /// <summary>Address for the client library, whose default port is 80.</summary>
    public Uri Plain => Endpoint.Scheme == TcpScheme ? new UriBuilder(Endpoint) { Port = Port }.Uri : Endpoint;

    public override string ToString() => Endpoint.Scheme == "unix" ? Endpoint.LocalPath : Endpoint.ToString();
}
