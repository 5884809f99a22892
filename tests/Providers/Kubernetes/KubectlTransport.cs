namespace Kubernetes.Tests;

public enum KubectlTransport
{
    /// <summary>SPDY/3.1, in all versions.</summary>
    Spdy,

    /// <summary>WebSockets: opt-in from 1.29, the default from 1.31.</summary>
    WebSockets,
}
