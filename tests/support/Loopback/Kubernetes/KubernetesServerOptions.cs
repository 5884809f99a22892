using System.Security.Cryptography.X509Certificates;

namespace Loopback.Kubernetes;

public sealed record KubernetesServerOptions
{
    /// <summary>0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>Nodes are named <c>n1</c> and so on.</summary>
    public int Nodes { get; init; } = 3;

    public int NodeCpus { get; init; } = 64;
    public int NodeMemoryGiB { get; init; } = 256;

    /// <summary>The default is that of the kubelet.</summary>
    public int NodePods { get; init; } = 110;

    /// <summary>Time from the binding of a pod to the start of its containers.</summary>
    public TimeSpan StartDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Time from SIGTERM until containers exit that handle it. Others take the whole grace period.</summary>
    public TimeSpan StopDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Staleness of the watch cache, which serves requests with <c>resourceVersion=0</c>.</summary>
    public TimeSpan MemoryLag { get; init; }

    public TimeSpan BookmarkPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bearer token that clients must send; empty for none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Server certificate with its key; null for plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Authority of client certificates, which admit a client as the token does.</summary>
    public X509Certificate2? ClientAuthority { get; init; }

    /// <summary>Folder of programs that each pod has at <c>/tmp/image</c>, first in its path.</summary>
    public string Image { get; init; } = "";

    /// <summary>Minor version that <c>/version</c> reports. The features of the server are always those of 1.36.</summary>
    public int Minor { get; init; } = 36;

    /// <summary>First delay before a pod of a Job is created again. It doubles with each failure of the same index.</summary>
    public TimeSpan JobBackoff { get; init; } = TimeSpan.FromSeconds(10);

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
