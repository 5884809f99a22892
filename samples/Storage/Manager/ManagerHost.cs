using System.Net.Mime;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Hosting;
using Scalewright.Listeners;
using Scalewright.Programs;
using StorageSample.Managing;

namespace StorageSample;

/// <summary>Hosts a manager with Kestrel: the core, its page, and optionally TLS.</summary>
internal sealed class ManagerHost : IAsyncDisposable
{
    private const string AuthorityOption = "--ca";
    private const int StreamsMax = 4000;
    private const int MaxRequestBytes = 16 * 1024 * 1024;
    private const long MaxHeldBytes = 64 * 1024 * 1024;

    // Two connections per agent, for the maximum number of servers of the simulator.
    private const int MaxConnections = 20_000;
    private readonly WebApplication _application;

    private ManagerHost(WebApplication application, StorageManager manager, string password, Uri[] addresses) =>
        (_application, Manager, Password, Address, AgentAddress) = (application, manager, password, addresses[0], addresses.ElementAtOrDefault(1));

    /// <summary>Password of the user, configured or generated.</summary>
    public string Password { get; }

    public StorageManager Manager { get; }

    /// <summary>Address of the manager.</summary>
    public Uri Address { get; }

    /// <summary>Separate address for agents without TLS; null for none.</summary>
    public Uri? AgentAddress { get; }

    /// <summary>Starts a manager that listens.</summary>
    public static async Task<ManagerHost> StartAsync(HostOptions options, CancellationToken cancellationToken)
    {
        StorageManagerOptions known = CoreOf(options);
        StorageManager manager = await StorageManager.StartAsync(known, cancellationToken);
        try
        {
            if (options.AuthorityFile is { } file)
            {
                await OutputFileOption.WriteAsync(AuthorityOption, file, manager.Authority.CertificatePem, cancellationToken);
            }
        }
        catch (IOException)
        {
            await manager.DisposeAsync();
            throw;
        }

        WebApplication application = ListenerApplication.Build(new RequestGate(RulesOf(options)), kestrel => Listen(kestrel, options, manager), takesSignals: true);
        LiveStream stream = new(manager.LiveStatus);
        BasicAccess access = new(
            (user, given) => BasicAccess.AreSame(user, known.UserName) & BasicAccess.AreSame(given, known.Password),
            known.Clock);
        application.MapGet("/", options.IsPageOpen ? PageFile.SendAsync : context => access.InvokeAsync(context, PageFile.SendAsync));
        application.MapGet("/live", options.IsPageOpen ? stream.SendAsync : context => access.InvokeAsync(context, stream.SendAsync));
        application.MapFallback("/{**path}", context => Requests.AnswerAsync(manager, context));
        try
        {
            await ListenAsync(application, options, cancellationToken);
        }
        catch (IOException)
        {
            await manager.DisposeAsync();
            throw;
        }

        IEnumerable<Uri> addresses = ListenerApplication.AddressesOf(application).Select(address => new Uri(address.OriginalString.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)));
        return new ManagerHost(application, manager, known.Password, [.. addresses]);
    }

    /// <summary>Describes a manager: reads all inputs, and opens its ports briefly without accepting calls.</summary>
    /// <exception cref="IOException">A port is in use, or a file cannot be written.</exception>
    public static async Task DescribeAsync(HostOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        await using StorageManager copy = await StorageManager.StartAsync(CoreOf(options) with { IsDryRun = true }, cancellationToken);
        if (options.AuthorityFile is { } file)
        {
            OutputFileOption.Check(AuthorityOption, file);
        }

        await using WebApplication application = ListenerApplication.Build(new RequestGate(RulesOf(options)), kestrel => Listen(kestrel, options, copy));
        application.Run(static context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await ListenAsync(application, options, cancellationToken);
        await output.WriteLineAsync($"would listen at {PortText(options.Port)}");
        if (options.AgentPort is { } agents)
        {
            await output.WriteLineAsync($"would listen at {PortText(agents)} for agents without TLS");
        }

        if (options.Folder is { } folder)
        {
            await output.WriteLineAsync($"would keep in {folder} what it knows, now {Pluralizer.Format(copy.GetCounts().Hosts, "server")}");
        }

        if (options.AuthorityFile is { } written)
        {
            await output.WriteLineAsync($"would write the authority's certificate to {written}");
        }

        static string PortText(int port) => port == 0 ? "a free port" : $"port {port}";
    }

    /// <summary>Waits for the shutdown.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource soon = new(TimeSpan.FromSeconds(1));
        await _application.StopAsync(soon.Token);
        await _application.DisposeAsync();
        await Manager.DisposeAsync();
    }

    private static StorageManagerOptions CoreOf(HostOptions options) => new()
    {
        Password = options.Password ?? BasicAccess.NewToken(),
        Folder = options.Folder,
        AllowOlderState = options.AcceptsOlderState,
        BreakLockId = options.BrokenLock,
        AllowSimulatedControllers = options.HasSimulatorController,
        MaxMessagesPerSecond = options.ServiceRate,
    };

    private static async Task ListenAsync(WebApplication application, HostOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            await application.DisposeAsync();
            throw new IOException(Advise(options, exception.Message), exception);
        }
    }

    private static string Advise(HostOptions options, string found)
    {
        bool isOfAgents = options.AgentPort is { } port && found.Contains($":{port}:", StringComparison.Ordinal);
        return $"the manager cannot answer at port {(isOfAgents ? options.AgentPort : options.Port)}: {found.TrimEnd('.')}; choose another with {(isOfAgents ? "--agent-port" : "--port")}, 0 takes any that is free";
    }

    private static ListenerRules RulesOf(HostOptions options) => new()
    {
        AllowedHosts = options.AllowedHosts,
        ContentTypes = [MediaTypeNames.Application.Json],
        MaxConnections = MaxConnections,
        MaxRequestBytes = MaxRequestBytes,
        MaxHeldBytes = MaxHeldBytes,
        ReleaseMemory = ProcessMemory.Release,
    };

    private static void Listen(KestrelServerOptions kestrel, HostOptions options, StorageManager manager)
    {
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsMax;
        X509Certificate2? certificate = options.UsesTls ? manager.Authority.CreateServerCertificate() : null;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
        {
            listen.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (certificate is null)
            {
                return;
            }

            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = certificate,

                // Browsers and registrations have no certificate. Any other client must have one that this manager
                // issued.
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                ClientCertificateValidation = (shown, _, _) => manager.Authority.IsIssuerOf(shown),
            });
        });
        if (options.AgentPort is { } port)
        {
            kestrel.Listen(IPAddress.Loopback, port, static listen => listen.Protocols = HttpProtocols.Http2);
        }
    }
}
