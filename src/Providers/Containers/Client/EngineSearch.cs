using Docker.DotNet;

namespace Scalewright.Providers.Containers.Client;

/// <summary>Search for the engine of this machine's user, in the order of the docker command line.</summary>
/// <param name="FindVariable">Returns an environment variable, or null.</param>
/// <param name="FindContext">Returns the address of the current context of the docker command line, or null.</param>
/// <param name="Exists">Returns true if a socket exists.</param>
internal sealed record EngineSearch(
    Func<string, string?> FindVariable, Func<Uri?> FindContext, Func<string, bool> Exists)
{
    private const string DockerSocket = "/var/run/docker.sock";

    private static readonly string[] Variables = ["DOCKER_HOST", "CONTAINER_HOST"];

    public static EngineSearch System { get; } =
        new(Environment.GetEnvironmentVariable, FindCurrentContext, File.Exists);

    /// <exception cref="ProviderException">No engine was found; the message lists the reasons.</exception>
    public static Uri Find(EngineSearch search)
    {
        List<string> reasons = [];
        foreach (string name in Variables)
        {
            if (search.FindVariable(name) is { Length: > 0 } value)
            {
                return Uri.TryCreate(value, UriKind.Absolute, out Uri? address)
                    ? address
                    : throw ContainersProblems.Exception(ContainersProblems.InvalidAddress(name, value));
            }

            reasons.Add($"{name} is not set");
        }

        if (search.FindContext() is { } context)
        {
            return context;
        }

        string? runtime = search.FindVariable("XDG_RUNTIME_DIR");
        string[] ofUser = runtime is null ? [] : [$"{runtime}/podman/podman.sock"];
        string[] sockets = [DockerSocket, .. ofUser, "/run/podman/podman.sock"];
        foreach (string socket in sockets)
        {
            if (search.Exists(socket))
            {
                return new Uri($"unix://{socket}");
            }

            reasons.Add($"{socket}: no such file");
        }

        throw ContainersProblems.Exception(ContainersProblems.NoEngine(string.Join("; ", reasons)));
    }

    /// <returns>Null if the current context is the default one.</returns>
    private static Uri? FindCurrentContext()
    {
        try
        {
            Uri address = new DockerConfig().GetEndpoint();
            return address.LocalPath == DockerSocket ? null : address;
        }
        catch (DockerConfigurationException failure)
        {
            throw ContainersProblems.Exception(ContainersProblems.InvalidContext(failure.Message));
        }
    }
}
