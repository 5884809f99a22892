namespace Scalewright.Providers.Containers;

/// <summary>Container engine whose containers are nodes: Docker 20.10 or later, or Podman 4.3 or later.</summary>
/// <param name="Cloud">
/// Cloud of the nodes of this engine; empty, the default, if the provider has one engine.
/// </param>
public sealed record ContainerEngine(string Cloud = "")
{
    /// <summary>
    /// Address of the engine, with the scheme <c>unix</c>, <c>tcp</c> or <c>http</c>. Null, the default, uses the first
    /// of: <c>DOCKER_HOST</c>, <c>CONTAINER_HOST</c>, the current context of the docker command line,
    /// <c>/var/run/docker.sock</c>, and the sockets of Podman for this user and for root.
    /// </summary>
    public Uri? Endpoint { get; init; }
}
