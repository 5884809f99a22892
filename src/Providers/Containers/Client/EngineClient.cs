using Docker.DotNet;
using Docker.DotNet.Handler.Abstractions;
using Docker.DotNet.LegacyHttp;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Net.Http.Client;

namespace Scalewright.Providers.Containers.Client;

/// <summary>Requests to one container engine, by the API that Docker and Podman have in common.</summary>
/// <remarks>
/// Failures are <see cref="EngineException"/>. The client library omits query parameters whose value is 0, so a
/// container needs its stop timeout in the request that creates it.
/// </remarks>
internal sealed partial class EngineClient : IDisposable
{
    private const int MaxExitPolls = 20;
    private const int MaxMountAttempts = 10;
    private const string PodmanComponent = "Podman Engine";

    // Docker reports them in lists and by inspection. The first match applies.
    private static readonly string[] HealthStates = [EngineContainer.Unhealthy, EngineContainer.Healthy, EngineContainer.Starting];

    // The end of a tar archive: two blocks of zeros.
    private static readonly byte[] EmptyArchive = new byte[2 * 512];

    private static readonly TimeSpan ExitPollDelay = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan MountDelay = TimeSpan.FromMilliseconds(100);

    private readonly DockerClient _client;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly IEngineConnector? _connector;
    private readonly EngineAddress _address;
    private bool? _isPodman;

    /// <param name="address">Address of the engine. The version of its API is always that of the engine.</param>
    /// <param name="clock">Time source of delays.</param>
    /// <param name="wrap">Wraps the handler of all HTTP requests; null: no wrapper.</param>
    /// <exception cref="ProviderException">A file of the TLS connection cannot be used.</exception>
    public EngineClient(EngineAddress address, TimeProvider clock, Func<HttpMessageHandler, HttpMessageHandler>? wrap = null)
    {
        _address = address;
        _clock = clock;
        _connector = CreateConnector(address);
        WrappingProvider handlers = new(_connector, wrap ?? (static handler => handler));
        // The handler of a Unix socket ignores the host.
        string host = address.Host.Length > 0 ? address.Host : "engine";
        Uri http = new UriBuilder("http", host, address.Port).Uri;
        DockerClientBuilder builder = new DockerClientBuilder()
            .WithEndpoint(_connector is null ? address.Plain : http)
            .WithTimeout(Timeout.InfiniteTimeSpan)
            .WithAuthProvider(handlers);
        // An environment variable selects another handler, which cannot use other connections.
        _client = _connector is null ? builder.Build() : builder.WithTransportOptions(new LegacyHttpTransportOptions()).Build();
        _http = new HttpClient(handlers.Last!, disposeHandler: false) { BaseAddress = http, Timeout = Timeout.InfiniteTimeSpan };
    }

    public Uri Endpoint => _address.Endpoint;

    public async Task<EngineVersion> GetVersionAsync(CancellationToken cancellationToken)
    {
        VersionResponse version = await SendAsync("read the version", () => _client.System.GetVersionAsync(cancellationToken));
        bool isPodman = version.Components?.Any(component => component.Name == PodmanComponent) ?? false;
        return new EngineVersion(isPodman, version.Version, version.Arch);
    }

    /// <summary>Returns the memory of the engine's machine in bytes.</summary>
    public async Task<long> GetMemoryAsync(CancellationToken cancellationToken) =>
        (await SendAsync("read the size", () => _client.System.GetSystemInfoAsync(cancellationToken))).MemTotal;

    /// <summary>Lists containers in all states.</summary>
    /// <param name="labels">Labels that a container must have, as <c>name</c> or <c>name=value</c>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<ValueList<EngineContainer>> ListAsync(ValueList<string> labels, CancellationToken cancellationToken)
    {
        IList<ContainerListResponse> containers;
        try
        {
            containers = await SendAsync("list containers", () =>
                _client.Containers.ListContainersAsync(
                    new ContainersListParameters { All = true, Filters = FilterBy(labels) },
                    cancellationToken
                )
            );
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.StorageLost)
        {
            return await ListOnPodmanAsync(labels, failure.Message, cancellationToken);
        }

        List<EngineContainer> descriptions = [];
        foreach (ContainerListResponse container in containers)
        {
            descriptions.Add(
                await ReadStatusAsync(
                    Describe(container.ID, container.Names?.FirstOrDefault(), container.State, container.Labels) with
                    {
                        Health = ReadHealth(container.Status),
                    },
                    cancellationToken
                )
            );
        }

        return [.. descriptions];
    }

    /// <returns>Null if the container does not exist.</returns>
    public async Task<EngineContainer?> FindAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            ContainerInspectResponse response = await SendAsync($"inspect container {container}", () =>
                _client.Containers.InspectContainerAsync(container, cancellationToken)
            );
            return await ReadStatusAsync(
                Describe(response.ID, response.Name, response.State?.Status, response.Config?.Labels) with
                {
                    ExitCode = response.State?.ExitCode ?? 0,
                    Health = response.State?.Health?.Status ?? "",
                },
                cancellationToken
            );
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.Missing)
        {
            return null;
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.StorageLost)
        {
            return (await ListOnPodmanAsync([], failure.Message, cancellationToken)).FirstOrDefault(listed =>
                listed.Id == container || listed.Name == container
            );
        }
    }

    /// <returns>ID of the container.</returns>
    public async Task<string> CreateAsync(CreateContainerParameters container, CancellationToken cancellationToken) =>
        (
            await SendAsync($"create container {container.Name}", () =>
                _client.Containers.CreateContainerAsync(container, cancellationToken)
            )
        ).ID;

    /// <summary>Extracts a tar archive at the root of a container, in any state.</summary>
    /// <param name="container">Name or ID.</param>
    /// <param name="open">Opens the archive. Called again if the engine cannot use the file system at once.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task PutArchiveAsync(string container, Func<Stream> open, CancellationToken cancellationToken) =>
        RetryAsync(
            async () =>
            {
                try
                {
                    await SendArchiveAsync(container, open, cancellationToken);
                }
                catch (Exception failure)
                    when (failure is IOException or HttpRequestException or EngineException { Meaning: EngineMeaning.Unreachable })
                {
                    // An engine that cannot use the file system responds before it has read the archive, and closes the
                    // connection: the response is lost if the rest cannot be sent. An empty archive gets its response.
                    await SendArchiveAsync(container, static () => new MemoryStream(EmptyArchive, writable: false), cancellationToken);
                    throw;
                }
            },
            cancellationToken
        );

    /// <summary>Returns true if a container in any state has a file; false also if the container is gone.</summary>
    public async Task<bool> HasFileAsync(string container, string path, CancellationToken cancellationToken)
    {
        try
        {
            await RetryAsync(() => SendAsync($"find {path} in container {container}", async () =>
                    {
                        ContainerArchiveResponse response = await _client.Containers.GetArchiveFromContainerAsync(
                            container,
                            new ContainerPathStatParameters { Path = path },
                            statOnly: true,
                            cancellationToken
                        );

                        if (response.Stream is not null)
                        {
                            await response.Stream.DisposeAsync();
                        }
                    }), cancellationToken);
            return true;
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.Missing)
        {
            return false;
        }
    }

    /// <summary>Starts a container. A running one is not an error.</summary>
    public Task StartAsync(string container, CancellationToken cancellationToken) =>
        RetryAsync(
            () =>
                SendAsync($"start container {container}", () => _client.Containers.StartContainerAsync(container, null, cancellationToken)),
            cancellationToken
        );

    /// <summary>Renames a container.</summary>
    /// <exception cref="EngineException">No container has the old name, or another one has the new name.</exception>
    public async Task RenameAsync(string container, string name, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync($"rename container {container}", () =>
                _client.Containers.RenameContainerAsync(container, new ContainerRenameParameters { NewName = name }, cancellationToken)
            );
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.SameName)
        {
            // Podman reports success.
        }
    }

    /// <summary>Kills and removes a container in any state, with its anonymous volumes.</summary>
    /// <returns>False if the container does not exist.</returns>
    public async Task<bool> RemoveAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync($"remove container {container}", () =>
                _client.Containers.RemoveContainerAsync(
                    container,
                    new ContainerRemoveParameters { Force = true, RemoveVolumes = true },
                    cancellationToken
                )
            );
            return true;
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.Removing)
        {
            return true;
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.Missing)
        {
            return false;
        }
    }

    /// <summary>Returns true if the image exists on the engine.</summary>
    public async Task<bool> HasImageAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync($"inspect image {image}", () => _client.Images.InspectImageAsync(image, cancellationToken));
            return true;
        }
        catch (EngineException failure) when (failure.Meaning is EngineMeaning.ImageMissing or EngineMeaning.Missing)
        {
            return false;
        }
    }

    /// <summary>Starts a program in a running container and returns its standard streams.</summary>
    /// <param name="container">Name or ID.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="user">User of the program; empty: that of the container.</param>
    public async Task<ContainerExecStream> OpenExecAsync(
        string container,
        ValueList<string> command,
        CancellationToken cancellationToken,
        string user = ""
    )
    {
        string request = $"start '{command[0]}' in container {container}";
        ContainerExecCreateParameters program = new()
        {
            AttachStdin = true,
            AttachStdout = true,
            AttachStderr = true,
            Cmd = [.. command],
            User = user,
        };
        ContainerExecCreateResponse exec = await SendAsync(request, () =>
            _client.Exec.CreateContainerExecAsync(container, program, cancellationToken)
        );
        MultiplexedStream streams = await SendAsync(request, () =>
            _client.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters(), cancellationToken)
        );
        return new ContainerExecStream(streams, token => FindExitCodeAsync(exec.ID, token));
    }

    public void Dispose()
    {
        _http.Dispose();
        _client.Dispose();
        _connector?.Dispose();
    }

    private async Task SendArchiveAsync(string container, Func<Stream> open, CancellationToken cancellationToken) =>
        await SendAsync($"copy files into container {container}", async () =>
        {
            await using Stream archive = open();
            await _client.Containers.ExtractArchiveToContainerAsync(
                container,
                new CopyToContainerParameters { Path = "/" },
                archive,
                cancellationToken
            );
        });

    // Docker lists and inspects names with a slash, Podman inspects them without.
    private static EngineContainer Describe(string id, string? name, string? status, IDictionary<string, string>? labels) =>
        new(id, name?.TrimStart('/') ?? "", status ?? "", Copy(labels));

    // Podman removes a container during the request, and forgets the removal if its service is killed meanwhile. Docker
    // continues with it.
    private async Task<EngineContainer> ReadStatusAsync(EngineContainer container, CancellationToken cancellationToken) =>
        IsBeingRemoved(container.Status) && await IsPodmanAsync(cancellationToken)
            ? container with
            {
                Status = EngineContainer.PartlyRemoved,
            }
            : container;

    private static bool IsBeingRemoved(string status) => status is "removing" or "stopping";

    private static Dictionary<string, IDictionary<string, bool>> FilterBy(ValueList<string> labels)
    {
        Dictionary<string, IDictionary<string, bool>> filters = new(StringComparer.Ordinal);
        if (labels.Count > 0)
        {
            filters["label"] = labels.ToDictionary(label => label, _ => true, StringComparer.Ordinal);
        }

        return filters;
    }

    private static Dictionary<string, string> Copy(IDictionary<string, string>? labels) =>
        labels is null ? new(StringComparer.Ordinal) : new(labels, StringComparer.Ordinal);

    /// <param name="status">Status in the list of Docker, for example <c>Up 2 seconds (health: starting)</c>.</param>
    private static string ReadHealth(string? status) =>
        Array.Find(HealthStates, state => status?.EndsWith($"{state})", StringComparison.Ordinal) ?? false) ?? "";

    // Podman unmounts the file system of a container after its response to the previous request.
    private async Task RetryAsync(Func<Task> send, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await send();
                return;
            }
            catch (EngineException failure) when (failure.Meaning == EngineMeaning.StorageNotMounted && attempt < MaxMountAttempts)
            {
                await Task.Delay(MountDelay, _clock, cancellationToken);
            }
        }
    }

    /// <returns>Null if the program still runs after half a second, or if the engine has forgotten it.</returns>
    private async Task<long?> FindExitCodeAsync(string exec, CancellationToken cancellationToken)
    {
        for (int poll = 0; poll < MaxExitPolls; poll++)
        {
            try
            {
                ContainerExecInspectResponse response = await SendAsync($"inspect program {exec}", () =>
                    _client.Exec.InspectContainerExecAsync(exec, cancellationToken)
                );
                if (!response.Running)
                {
                    return response.ExitCode;
                }
            }
            catch (EngineException failure) when (failure.Meaning is EngineMeaning.Missing or EngineMeaning.Unreachable)
            {
                return null;
            }

            await Task.Delay(ExitPollDelay, _clock, cancellationToken);
        }

        return null;
    }

    private static IEngineConnector? CreateConnector(EngineAddress address)
    {
        if (address.Endpoint.Scheme == EngineAddress.SshScheme)
        {
            return new SshConnector(address);
        }

        return address.Tls is { } files ? new TlsConnector(address, files) : null;
    }

    private Task<bool> SendAsync(string request, Func<Task> send) => SendAsync(request, async () =>
        {
            await send();
            return true;
        });

    private async Task<T> SendAsync<T>(string request, Func<Task<T>> send)
    {
        try
        {
            return await send();
        }
        catch (DockerApiException failure)
        {
            throw new EngineException(EngineAnswer.Read((int)failure.StatusCode, failure.ResponseBody), request, failure);
        }
        catch (HttpRequestException failure) when (failure.InnerException is SocketException reason)
        {
            EngineMeaning meaning =
                reason.SocketErrorCode == SocketError.AccessDenied ? EngineMeaning.AccessDenied : EngineMeaning.Unreachable;
            throw new EngineException(new EngineAnswer(meaning, $"{_address}: {reason.Message}"), request, failure);
        }
        catch (HttpRequestException failure) when (_connector?.Explain(failure) is { } reason)
        {
            throw new EngineException(reason, request, failure);
        }
        catch (EngineConnectionException failure)
        {
            throw new EngineException(failure.Answer, request, failure);
        }
    }

    /// <summary>The only access of the client library to its handler.</summary>
    private sealed class WrappingProvider(IEngineConnector? connector, Func<HttpMessageHandler, HttpMessageHandler> wrap) : IAuthProvider
    {
        public bool TlsEnabled => false;

        /// <summary>Handler of the client that was built last.</summary>
        public HttpMessageHandler? Last { get; private set; }

        public HttpMessageHandler ConfigureHandler(HttpMessageHandler handler) =>
            Last = wrap(connector is null ? handler : Connect(handler, connector));

        private static ManagedHandler Connect(HttpMessageHandler replaced, IEngineConnector connector)
        {
            replaced.Dispose();
            return new ManagedHandler((_, _, cancellationToken) => connector.OpenAsync(cancellationToken), NullLogger.Instance)
            {
                UseProxy = false,
            };
        }
    }
}
