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

    public static EngineSearch System { get; } = new(
        Environment.GetEnvironmentVariable,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        File.Exists);

    private static Uri DefaultAddress { get; } = new($"unix://{DockerSocket}");

    private DockerContexts Contexts => DockerContexts.Open(FindVariable, Home);

    /// <summary>Returns the address of the first engine.</summary>
    /// <exception cref="ProviderException">No engine was found; the message lists the reasons.</exception>
    public Uri Find()
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
                return new Uri($"unix://{socket}");
            }

            reasons.Add($"{socket}: no such file");
        }

        throw ContainersProblems.Exception(ContainersProblems.NoEngine(string.Join("; ", reasons)));
    }

    /// <summary>Returns the address of a context of the docker command line.</summary>
    /// <exception cref="ProviderException">The context cannot be used.</exception>
    public Uri FindContext(string name)
    {
        // The docker command line, too, uses its variable for the default context.
        Uri? address = name == DockerContexts.Default ? FindAddress(DockerVariable) : Contexts.Read(name);
        return address ?? DefaultAddress;
    }

    private Uri? FindAddress(string variable)
    {
        if (FindVariable(variable) is not { Length: > 0 } value)
        {
            return null;
        }

        return Uri.TryCreate(value, UriKind.Absolute, out Uri? address)
            ? address
            : throw ContainersProblems.Exception(ContainersProblems.InvalidAddress(variable, value));
    }
}
