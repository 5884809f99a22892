using Loopback.Kubernetes.Api;
using Loopback.Kubernetes.Control;
using Loopback.Kubernetes.Exec;
using Loopback.Kubernetes.Objects;
using Loopback.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Loopback.Kubernetes;

/// <summary>A Kubernetes API server with a cluster behind it that lives: nodes, pods that begin and end, deployments, stateful sets, budgets, quotas and events. It answers on this machine only.</summary>
public sealed class KubernetesServer : IAsyncDisposable
{
    private readonly ControlPlane _plane;
    private readonly PodSandboxes _sandboxes;
    private readonly ApiAnswers _answers;
    private readonly Doors _doors;
    private LoopbackServer? _server;

    private KubernetesServer(ControlPlane plane, PodSandboxes sandboxes, ApiAnswers answers, Doors doors) =>
        (_plane, _sandboxes, _answers, _doors) = (plane, sandboxes, answers, doors);

    /// <summary>Where it answers.</summary>
    public Uri Address => _server!.Address;

    /// <summary>What goes wrong.</summary>
    public FaultList Faults => _server!.Faults;

    /// <summary>Where all requests are written down; null, the default: nowhere.</summary>
    public RequestBook? Book { get; set; }

    /// <summary>Begins to answer.</summary>
    /// <param name="options">What the cluster is like; null: the defaults.</param>
    public static async Task<KubernetesServer> StartAsync(KubernetesServerOptions? options = null)
    {
        KubernetesServerOptions chosen = options ?? new KubernetesServerOptions();
        PodSandboxes sandboxes = new(chosen.Image);
        ControlPlane plane = new(chosen, sandboxes.End);
        Doors doors = new(chosen);
        ApiAnswers answers = new(plane, sandboxes, doors, chosen);
        KubernetesServer server = new(plane, sandboxes, answers, doors);
        server._server = await LoopbackServer.StartAsync(answers.AnswerAsync, chosen.Port, Listen, application =>
        {
            application.UseWebSockets();
            application.Use(async (context, next) =>
            {
                await (server.Book?.NoteAsync(context.Request) ?? Task.CompletedTask);
                await next(context);
            });
        });
        return server;

        void Listen(ListenOptions listen)
        {
            if (chosen.Certificate is { } certificate)
            {
                listen.UseHttps(certificate, https =>
                {
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.AllowAnyClientCertificate();
                });
            }
        }
    }

    /// <summary>Ends all connections that watch.</summary>
    public void BreakWatches() => _answers.Watching.Break();

    /// <summary>Lets all connections that watch stay open and say nothing any more.</summary>
    public void MuteWatches() => _answers.Watching.Mute();

    /// <summary>Forgets what was: who goes on from before is told 410.</summary>
    public void Compact() => _plane.Store.Compact();

    /// <summary>Lets a container say something. Before that it has said one line when it began: its image and its program.</summary>
    /// <param name="pod">Its pod, which is there.</param>
    /// <param name="line">What it says.</param>
    public void Say(string space, string pod, string container, string line)
    {
        JsonObject one = _plane.Store.Find(new ObjectKey(ResourceKind.Pods, space, pod)) ?? throw new ArgumentException($"there is no pod '{space}/{pod}'", nameof(pod));
        _plane.Logs.Add(one.Text("metadata", "uid"), container, line);
    }

    /// <summary>Lets another token in, and the one before no more.</summary>
    public void RenewToken(string token) => _doors.Renew(token);

    /// <summary>Answers no more; all pods end.</summary>
    public async ValueTask DisposeAsync()
    {
        BreakWatches();
        await _server!.DisposeAsync();
        await _plane.DisposeAsync();
        await _sandboxes.DisposeAsync();
    }
}
