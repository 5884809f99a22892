using System.Security.Cryptography;
using Scalewright.Journals;
using StorageSample.Managing.Commands;
using StorageSample.Managing.HostReports;
using StorageSample.Managing.Links;
using StorageSample.Managing.Records;
using StorageSample.Managing.Rest;

namespace StorageSample.Managing;

/// <summary>Manager of storage servers: handles requests of agents and users over any transport.</summary>
/// <remarks>Requires no host and no dedicated thread.</remarks>
/// <example>
/// Starts a manager with its state in a folder, and creates a token to register four servers with:
/// <code>
/// StorageManagerOptions options = new() { Folder = "manager-state", Password = "a long password" };
/// await using StorageManager manager = await StorageManager.StartAsync(options);
/// string token = await manager.CreateRegistrationTokenAsync(credits: 4);
/// Console.WriteLine($"register with {token}; {manager.GetCounts().Hosts} servers are registered");
/// </code>
/// </example>
internal sealed class StorageManager : IAsyncDisposable
{
    private readonly ManagerStore _store;
    private readonly LinkTable _links;
    private readonly CommandList _commands;
    private readonly ActionDispatcher _dispatcher;
    private readonly AgentEndpoint _agents;
    private readonly RestEndpoint _rest;
    private readonly EventList _events;

    private StorageManager(StorageManagerOptions options, ManagerStore store, CertificateAuthority authority)
    {
        (_store, Authority, _events) = (store, authority, new EventList(options.Clock));
        SecretGenerator secrets = new(options.Random);
        ServiceQueues services = new(store, _events, options);
        _links = new LinkTable(options, secrets, services);
        _dispatcher = new ActionDispatcher(_links);
        services.Use(_dispatcher);
        _commands = new CommandList(store, _dispatcher, new CommandSteps(store, _links, services, options), _events, options);
        _agents = new AgentEndpoint(store, _links, new Registrar(store, _links, authority, _commands, options));
        _rest = new RestEndpoint(options, secrets, new RestResources(options, store, _links, services, _commands, _events, secrets));
        LiveStatus = new LiveStatus(store, _links, services, _events);
    }

    /// <summary>Certificate authority of servers and manager.</summary>
    public CertificateAuthority Authority { get; }

    /// <summary>Status for display.</summary>
    public LiveStatus LiveStatus { get; }

    /// <summary>Starts a manager from the state in its folder.</summary>
    /// <param name="options">Options of the manager.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="ArgumentException">The password is empty.</exception>
    /// <exception cref="StateException">The folder is locked by another process, or damaged, or the disk
    /// failed.</exception>
    /// <exception cref="StorageException">The folder contains other content or a newer version, which is not changed,
    /// or its content is invalid.</exception>
    public static async Task<StorageManager> StartAsync(StorageManagerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Password);
        ManagerStore store = await ManagerStore.OpenAsync(options, cancellationToken);
        CertificateAuthority authority = await LoadAsync(store, options);
        StorageManager manager = new(options, store, authority);
        foreach (
            HostRecord host in store.Read(static records =>
                records.Hosts.All.Where(static host => host.State == HostRecord.Managed).ToList()
            )
        )
        {
            manager._links.Expect(host.Fqdn);
        }

        await manager._commands.ResumeAsync();
        return manager;
    }

    /// <summary>Handles a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the wait. A poll of an agent can be held for 30 seconds.</param>
    public Task<StorageManagerResponse> HandleAsync(StorageManagerRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Path.StartsWith("agent/", StringComparison.Ordinal)
            ? _agents.HandleAsync(request, cancellationToken)
            : _rest.HandleAsync(request);
    }

    /// <summary>Creates a registration token without a user.</summary>
    /// <param name="credits">Number of servers that can use it.</param>
    /// <param name="profile">Profile of these servers.</param>
    /// <param name="expiry">Expiration time; null: never.</param>
    /// <returns>Secret of the token.</returns>
    public Task<string> CreateRegistrationTokenAsync(int credits, string profile = "base_managed_rh7", DateTimeOffset? expiry = null) =>
        _rest.Resources.AddTokenAsync(credits, profile, expiry);

    /// <summary>Runs an action on a server.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="action">Name of the action.</param>
    /// <param name="arguments">Arguments of the action.</param>
    /// <param name="cancellationToken">Cancels the action.</param>
    /// <returns>Response of the server.</returns>
    /// <exception cref="StorageException">The action failed. The exception has the server's message.</exception>
    public async Task<JsonElement> RunActionAsync(
        string fqdn,
        string action,
        JsonElement arguments,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return await _dispatcher.RunAsync(
                fqdn,
                action,
                writer =>
                {
                    foreach (JsonProperty argument in arguments.EnumerateObject())
                    {
                        argument.WriteTo(writer);
                    }
                },
                cancellationToken
            );
        }
        catch (CommandFailedException exception)
        {
            throw new StorageException([new Problem(ProblemCode.AgentCallFailed, exception.Message, "see the server's log") { Field = fqdn }]);
        }
    }

    /// <summary>Ends a plug-in's session. The agent of the server requests a new one.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="plugin">Name of the plug-in.</param>
    public void EndSession(string fqdn, string plugin) => _links.Find(fqdn)?.End(plugin);

    /// <summary>Returns the number of registered hosts, hosts with recent contact, and sessions.</summary>
    public (int Hosts, int Connected, int Sessions) GetCounts() =>
        (
            _store.Read(static store => store.Hosts.Count),
            _links.All.Count(static link => link.HasPolled && !link.IsLost),
            _links.All.Sum(static link => link.SessionCount)
        );

    /// <summary>Stops the manager and closes the state. The next manager of the folder resumes open commands.</summary>
    public async ValueTask DisposeAsync()
    {
        _links.Dispose();
        await _commands.DisposeAsync();
        await _store.DisposeAsync();
        Authority.Dispose();
    }

    private static async Task<CertificateAuthority> LoadAsync(ManagerStore store, StorageManagerOptions options)
    {
        try
        {
            if (store.Authority is { } pem)
            {
                return CertificateAuthority.Load(pem, options.Clock);
            }

            CertificateAuthority created = CertificateAuthority.Create(options.Clock);
            await store.ChangeAsync(_ => new ManagerChange { Authority = created.Pem });
            return created;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            await store.DisposeAsync();
            throw new StorageException(
                [
                    new Problem(
                        ProblemCode.StateCorrupt,
                        $"holds an authority that cannot be used: {exception.Message}",
                        "restore the folder from a backup, or name another one"
                    )
                    {
                        Field = options.Folder!,
                    },
                ],
                exception
            );
        }
        catch (StateException)
        {
            await store.DisposeAsync();
            throw;
        }
    }
}
