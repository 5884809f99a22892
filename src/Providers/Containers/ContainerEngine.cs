using Scalewright.Providers.Containers.Client;

namespace Scalewright.Providers.Containers;

/// <summary>Container engine whose containers are nodes: Docker 20.10 or later, or Podman 4.3 or later.</summary>
/// <param name="Cloud">
/// Cloud of the nodes of this engine; empty, the default, if the provider has one engine.
/// </param>
public sealed record ContainerEngine(string Cloud = "")
{
    /// <summary>
    /// Address of the engine, with the scheme <c>unix</c>, <c>tcp</c>, <c>http</c> or <c>ssh</c>. The path after an SSH
    /// host is that of the socket there, by default <c>/var/run/docker.sock</c>. If it is null, the default, and
    /// <see cref="Context"/> is empty, the provider uses the first of: <c>DOCKER_HOST</c>, <c>CONTAINER_HOST</c>, the
    /// current context of the docker command line, <c>/var/run/docker.sock</c>, and the sockets of Podman for this user
    /// and for root.
    /// </summary>
    public Uri? Endpoint { get; init; }

    /// <summary>
    /// Name of a context of the docker command line, whose engine is used. Empty, the default, if
    /// <see cref="Endpoint"/> or the search determines the engine.
    /// </summary>
    public string Context { get; init; } = "";

    /// <summary>
    /// TLS connection to an <see cref="Endpoint"/> with the scheme <c>tcp</c>. Null, the default: as the docker command
    /// line does, with TLS if <c>DOCKER_TLS_VERIFY</c> is set, by the files <c>ca.pem</c>, <c>cert.pem</c> and
    /// <c>key.pem</c> in <c>DOCKER_CERT_PATH</c>. A context has its own files.
    /// </summary>
    public EngineTls? Tls { get; init; }

    /// <summary>Returns <see cref="Endpoint"/>, or the address that a provider uses if it is null. Sends no
    /// request.</summary>
    /// <exception cref="ProviderException">
    /// No engine was found, or the context cannot be used; the message lists what was tried.
    /// </exception>
    public Uri FindEndpoint() => FindAddress(EngineSearch.System).Endpoint;

    internal EngineAddress FindAddress(EngineSearch search)
    {
        if (Endpoint is not null)
        {
            return Tls is null ? search.FindTls(Endpoint) : new EngineAddress(Endpoint) { Tls = Tls };
        }

        return Context is { Length: > 0 } ? search.FindContext(Context) : search.Find();
    }
}
