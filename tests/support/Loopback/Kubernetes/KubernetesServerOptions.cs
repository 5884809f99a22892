using System.Security.Cryptography.X509Certificates;

namespace Loopback.Kubernetes;

/// <summary>What the cluster is like, and who is let in.</summary>
public sealed record KubernetesServerOptions
{
    /// <summary>Port on the loopback; 0, the default: one that the system gives.</summary>
    public int Port { get; init; }

    /// <summary>Nodes of the cluster, <c>n1</c> and so on; default 3.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Processors of each node that pods may use; default 64.</summary>
    public int NodeCpus { get; init; } = 64;

    /// <summary>Memory of each node that pods may use; default 256 GiB.</summary>
    public int NodeMemoryGiB { get; init; } = 256;

    /// <summary>Pods that a node takes; default 110, as kubelets have it.</summary>
    public int NodePods { get; init; } = 110;

    /// <summary>From a pod's node to its containers' start; default 50 ms.</summary>
    public TimeSpan StartDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Second number of the version of Kubernetes that it plays; default 32. Before 22, a change by the subresource <c>scale</c> makes
    /// nobody the owner of the size.
    /// </summary>
    public int Minor { get; init; } = 32;

    /// <summary>
    /// Time from SIGTERM until the containers of a pod end that handle it; default 50 ms, never longer than the pod's grace, which all
    /// others take.
    /// </summary>
    public TimeSpan StopDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How late the server's memory is, which answers who asks for <c>resourceVersion=0</c>; default not at all. All others are told how it is.</summary>
    public TimeSpan MemoryLag { get; init; }

    /// <summary>Between two bookmarks of a watch that asked for them; default 1 s.</summary>
    public TimeSpan BookmarkPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What a caller must carry as bearer token; empty, the default: nobody is asked.</summary>
    public string Token { get; init; } = "";

    /// <summary>The server's own certificate with its key; null, the default: plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The authority of callers' certificates: one that it signed opens the door as the token does; null, the default: none does.</summary>
    public X509Certificate2? ClientAuthority { get; init; }

    /// <summary>A folder of programs that each pod has at <c>/tmp/image</c>, first on its path; empty, the default: those of this machine alone.</summary>
    public string Image { get; init; } = "";

    /// <summary>Time; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
