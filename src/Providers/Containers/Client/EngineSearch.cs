namespace Scalewright.Providers.Containers.Client;

/// <summary>Search for the engine of this machine's user, in the order of the docker command line.</summary>
/// <param name="FindVariable">Returns an environment variable, or null.</param>
/// <param name="Home">Home folder of the user.</param>
/// <param name="Exists">Returns true if a socket exists.</param>
internal sealed record EngineSearch(Func<string, string?> FindVariable, string Home, Func<string, bool> Exists)
{
    private const string DockerSocket = "/var/run/docker.sock";
    private const string DockerVariable = "DOCKER_HOST";

    private static readonly string[] Variables = [DockerVariable, "CONTAINER_HOST"];

    public static EngineSearch System { get; } =
        new(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), File.Exists);

    private static EngineAddress DefaultAddress { get; } = new(new Uri($"unix://{DockerSocket}"));

    private DockerContexts Contexts => DockerContexts.Open(FindVariable, Home);

    /// <summary>Returns the address of the first engine.</summary>
    /// <exception cref="ProviderException">No engine was found; the message lists the reasons.</exception>
    public EngineAddress Find()
    {
        List<string> reasons = [];
        foreach (string name in Variables)
        {
            if (FindAddress(name) is { } address)
            {
                return address;
            }

            reasons.Add($"{name} is not set");
        }

        string context = Contexts.FindCurrent(FindVariable);
        if (context != DockerContexts.Default)
        {
            return FindContext(context);
        }

        string? runtime = FindVariable("XDG_RUNTIME_DIR");
        string[] ofUser = runtime is null ? [] : [$"{runtime}/podman/podman.sock"];
        string[] sockets = [DockerSocket, .. ofUser, "/run/podman/podman.sock"];
        foreach (string socket in sockets)
        {
            if (Exists(socket))
            {
                return new EngineAddress(new Uri($"unix://{socket}"));
            }

            reasons.Add($"{socket}: no such file");
        }

        throw ContainersProblems.Exception(ContainersProblems.NoEngine(string.Join("; ", reasons)));
    }

    /// <summary>Returns the address of a context of the docker command line.</summary>
    /// <exception cref="ProviderException">The context cannot be used.</exception>
    public EngineAddress FindContext(string name)
    {
        // The docker command line, too, uses its variable for the default context.
        EngineAddress? address = name == DockerContexts.Default ? FindAddress(DockerVariable) : Contexts.Read(name);
        return address ?? DefaultAddress;
    }

    /// <summary>Returns an address with the TLS files of the docker command line, if its variable requires
    /// TLS.</summary>
    public EngineAddress FindTls(Uri endpoint)
    {
        if (endpoint.Scheme != EngineAddress.TcpScheme || FindVariable("DOCKER_TLS_VERIFY") is not { Length: > 0 })
        {
            return new EngineAddress(endpoint);
        }

        string folder = FindVariable("DOCKER_CERT_PATH") is { Length: > 0 } path ? path : Contexts.Folder;
        return new EngineAddress(endpoint)
        {
            Tls = DockerContexts.FindTlsFiles(folder) with { AuthorityFile = Path.Combine(folder, DockerContexts.AuthorityFile) },
        };
    }

    private EngineAddress? FindAddress(string variable)
    {
        if (FindVariable(variable) is not { Length: > 0 } value)
        {
            return null;
        }

        if (!Uri.TryCreate(value, UriKind.Absolute, out Uri? address))
        {
            throw ContainersProblems.Exception(ContainersProblems.InvalidAddress(variable, value));
        }

        if (!EngineAddress.Schemes.Contains(address.Scheme, StringComparer.Ordinal))
        {
            throw ContainersProblems.Exception(ContainersProblems.UnsupportedScheme(variable, address));
        }

        return variable == DockerVariable ? FindTls(address) : new EngineAddress(address);
    }
}
