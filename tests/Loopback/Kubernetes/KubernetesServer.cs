using System.Net;
using System.Text.Json.Nodes;
using Loopback.Kubernetes.Api;
using Loopback.Kubernetes.Control;
using Loopback.Kubernetes.Exec;
using Loopback.Kubernetes.Objects;
using Loopback.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loopback.Kubernetes;

/// <summary>A Kubernetes API server with a cluster behind it that lives: nodes, pods that begin and end, deployments, stateful sets, budgets, quotas and events. It answers on this machine only.</summary>
public sealed class KubernetesServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ControlPlane _plane;
    private readonly PodSandboxes _sandboxes;
    private readonly ApiAnswers _answers;
    private readonly Doors _doors;

    private KubernetesServer(WebApplication application, ControlPlane plane, PodSandboxes sandboxes, ApiAnswers answers, Doors doors) =>
        (_application, _plane, _sandboxes, _answers, _doors) = (application, plane, sandboxes, answers, doors);

    /// <summary>Where it answers.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>What goes wrong.</summary>
    public FaultList Faults { get; } = new();

    /// <summary>Where all requests are written down; null, the default: nowhere.</summary>
    public RequestBook? Book { get; set; }

    /// <summary>Begins to answer.</summary>
    /// <param name="options">What the cluster is like; null: the defaults.</param>
    public static async Task<KubernetesServer> StartAsync(KubernetesServerOptions? options = null)
    {
        KubernetesServerOptions chosen = options ?? new KubernetesServerOptions();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, chosen.Port, listen =>
            {
                if (chosen.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate, https =>
                    {
                        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                        https.AllowAnyClientCertificate();
                    });
                }
            });
        });
        WebApplication application = builder.Build();
        PodSandboxes sandboxes = new(chosen.Image);
        ControlPlane plane = new(chosen, sandboxes.End);
        Doors doors = new(chosen);
        ApiAnswers answers = new(plane, sandboxes, doors, chosen);
        KubernetesServer server = new(application, plane, sandboxes, answers, doors);
        application.UseWebSockets();
        application.Run(async context =>
        {
            await (server.Book?.NoteAsync(context.Request) ?? Task.CompletedTask);
            await server.Faults.AnswerAsync(context, answers.AnswerAsync);
        });
        await application.StartAsync();
        return server;
    }

    /// <summary>Ends all connections that watch.</summary>
    public void BreakWatches() => _answers.Watching.Break();

    /// <summary>Lets all connections that watch stay open and say nothing any more.</summary>
    public void MuteWatches() => _answers.Watching.Mute();

    /// <summary>Forgets what was: who goes on from before is told 410.</summary>
    public void Compact() => _plane.Store.Compact();

    /// <summary>Lets a container say something. Before that it has said one line when it began: its image and its program.</summary>
    /// <param name="space">The namespace of its pod.</param>
    /// <param name="pod">Its pod, which is there.</param>
    /// <param name="container">Its name.</param>
    /// <param name="line">What it says.</param>
    public void Say(string space, string pod, string container, string line)
    {
        JsonObject one = _plane.Store.Find(new ObjectKey(ResourceKind.Pods, space, pod)) ?? throw new ArgumentException($"there is no pod '{space}/{pod}'", nameof(pod));
        _plane.Logs.Add(one.Text("metadata", "uid"), container, line);
    }

    /// <summary>Lets another token in, and the one before no more.</summary>
    /// <param name="token">The token.</param>
    public void RenewToken(string token) => _doors.Renew(token);

    /// <summary>Answers no more; all pods end.</summary>
    public async ValueTask DisposeAsync()
    {
        BreakWatches();
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _plane.DisposeAsync();
        await _application.DisposeAsync();
        await _sandboxes.DisposeAsync();
    }
}
