using System.Security.Cryptography;
using Scalewright.Storage.Managing.Book;
using Scalewright.Storage.Managing.Commands;
using Scalewright.Storage.Managing.Links;
using Scalewright.Storage.Managing.Rest;
using Scalewright.Storage.Managing.Sightings;

namespace Scalewright.Storage.Managing;

/// <summary>The core of a manager of storage servers: answers agents and users, whatever carries their requests. Needs no host and no thread of its own.</summary>
public sealed class StorageManager : IAsyncDisposable
{
    private readonly ManagerBook _book;
    private readonly LinkTable _links;
    private readonly CommandList _commands;
    private readonly ActionDesk _desk;
    private readonly AgentDoor _agents;
    private readonly RestDoor _rest;
    private readonly EventList _events;

    private StorageManager(ManagerOptions options, ManagerBook book, CertificateAuthority authority)
    {
        (_book, Authority, _events) = (book, authority, new EventList(options.Clock));
        Secrets secrets = new(options.Chance);
        Services services = new(book, _events, options);
        _links = new LinkTable(options, secrets, services);
        _desk = new ActionDesk(_links);
        services.Use(_desk);
        _commands = new CommandList(book, _desk, new CommandSteps(book, _links, services, options), _events, options);
        _agents = new AgentDoor(book, _links, new Registrar(book, _links, authority, _commands, options));
        _rest = new RestDoor(options, secrets, new RestResources(options, book, _links, services, _commands, _events, secrets));
        Page = new LivePage(book, _links, services, _events);
    }

    /// <summary>Signs the certificates of servers and of the manager.</summary>
    public CertificateAuthority Authority { get; }

    /// <summary>What a person can watch.</summary>
    public LivePage Page { get; }

    /// <summary>Starts a manager, with what its folder holds.</summary>
    /// <param name="options">Its times, folder and user.</param>
    /// <param name="cancellationToken">Ends the starting.</param>
    /// <exception cref="ArgumentException">The password is empty.</exception>
    /// <exception cref="Journals.StateException">The folder is held by another, or damaged, or the disk failed.</exception>
    /// <exception cref="StorageException">The folder holds something else or a newer version, and stays as it is; or what it holds does not read.</exception>
    public static async Task<StorageManager> StartAsync(ManagerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Password);
        ManagerBook book = await ManagerBook.OpenAsync(options, cancellationToken);
        CertificateAuthority authority = await AuthorityOf(book, options);
        StorageManager manager = new(options, book, authority);
        foreach (HostRecord host in book.Read(static known => known.Hosts.All.Where(static host => host.State == HostRecord.Managed).ToList()))
        {
            manager._links.Expect(host.Fqdn);
        }

        await manager._commands.ResumeLeftAsync();
        return manager;
    }

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the waiting; a question of an agent may be held for half a minute.</param>
    public Task<ManagerReply> AnswerAsync(ManagerRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Path.StartsWith("agent/", StringComparison.Ordinal)
            ? _agents.AnswerAsync(request, cancellationToken)
            : _rest.AnswerAsync(request);
    }

    /// <summary>Makes a registration token without a user.</summary>
    /// <param name="credits">How many servers may use it.</param>
    /// <param name="profile">The profile of those servers.</param>
    /// <param name="expiry">When it ends; null: never.</param>
    /// <returns>Its secret.</returns>
    public Task<string> AddTokenAsync(int credits, string profile = "base_managed_rh7", DateTimeOffset? expiry = null) =>
        _rest.Resources.AddTokenAsync(credits, profile, expiry);

    /// <summary>Has a server do something.</summary>
    /// <param name="fqdn">The server.</param>
    /// <param name="action">What.</param>
    /// <param name="arguments">With what.</param>
    /// <param name="cancellationToken">Takes it back.</param>
    /// <returns>What the server answered.</returns>
    /// <exception cref="StorageException">It failed; the server's words are the message.</exception>
    public async Task<JsonElement> AskAsync(string fqdn, string action, JsonElement arguments, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _desk.RunAsync(
                fqdn,
                action,
                writer =>
                {
                    foreach (JsonProperty argument in arguments.EnumerateObject())
                    {
                        argument.WriteTo(writer);
                    }
                },
                cancellationToken);
        }
        catch (CommandFailedException exception)
        {
            throw new StorageException(ProblemCode.AgentFault, fqdn, exception.Message, "see the server's log");
        }
    }

    /// <summary>Ends the session of a plug-in of a server; its agent asks for another.</summary>
    /// <param name="fqdn">The server.</param>
    /// <param name="plugin">The plug-in.</param>
    public void EndSession(string fqdn, string plugin) => _links.Find(fqdn)?.End(plugin);

    /// <summary>How many hosts are registered, how many of them were heard of lately, and how many sessions they have.</summary>
    public (int Hosts, int Heard, int Sessions) Count() =>
        (_book.Read(static book => book.Hosts.Count), _links.All.Count(static link => link.WasHeard && !link.IsLost), _links.All.Sum(static link => link.SessionCount));

    /// <summary>Stops: commands under way are let go, and the next manager of the folder goes on with them; the state is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        _links.Dispose();
        await _commands.DisposeAsync();
        await _book.DisposeAsync();
        Authority.Dispose();
    }

    private static async Task<CertificateAuthority> AuthorityOf(ManagerBook book, ManagerOptions options)
    {
        try
        {
            if (book.Authority is { } pem)
            {
                return CertificateAuthority.Load(pem, options.Clock);
            }

            CertificateAuthority made = CertificateAuthority.Create(options.Clock);
            await book.ChangeAsync(_ => new BookChange { Authority = made.Pem });
            return made;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            await book.DisposeAsync();
            throw new StorageException([new Problem(ProblemCode.StateCorrupt, $"holds an authority that cannot be used: {exception.Message}", "restore the folder from a backup, or name another one") { Field = options.Folder! }], exception);
        }
        catch (Journals.StateException)
        {
            await book.DisposeAsync();
            throw;
        }
    }
}
