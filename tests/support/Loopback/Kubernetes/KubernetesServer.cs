using Loopback.Kubernetes.Api;
using Loopback.Kubernetes.Exec;
using Loopback.Kubernetes.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Loopback.Kubernetes;

/// <summary>A Kubernetes API server on the loopback interface with a simulated cluster.</summary>
public sealed class KubernetesServer : IKubernetesServer
{
    /// <summary>The imitated version.</summary>
    public const string Version = "v1.36.2";

    private readonly ControlPlane _plane;
    private readonly PodSandboxes _sandboxes;
    private readonly ApiAnswers _answers;
    private readonly Doors _doors;
    private LoopbackServer? _server;

    private KubernetesServer(ControlPlane plane, PodSandboxes sandboxes, ApiAnswers answers, Doors doors) =>
        (_plane, _sandboxes, _answers, _doors) = (plane, sandboxes, answers, doors);

    public Uri Address => _server!.Address;

    public FaultList Faults => _server!.Faults;

    public RequestRecorder? Book { get; set; }

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
            application.Use(RequestRecorder.Before(() => server.Book));
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

    public void BreakWatches() => _answers.Watching.Break();

    public void MuteWatches() => _answers.Watching.Mute();

    /// <summary>Discards the history, so that clients that continue from an older version receive 410.</summary>
    public void Compact() => _plane.Store.Compact();

    /// <summary>The first line of each log is the container's image and program.</summary>
    public void Say(string space, string pod, string container, string line)
    {
        JsonObject one = _plane.Store.Find(new ObjectKey(ResourceKind.Pods, space, pod))
            ?? throw new ArgumentException($"there is no pod '{space}/{pod}'", nameof(pod));
        _plane.Logs.Add(one.Text("metadata", "uid"), container, line);
    }

    public void RenewToken(string token) => _doors.Renew(token);

    public async ValueTask DisposeAsync()
    {
        BreakWatches();
        await _server!.DisposeAsync();
        await _plane.DisposeAsync();
        await _sandboxes.DisposeAsync();
    }
}
