namespace Kubernetes.Tests;

/// <summary>How kubectl enters pods.</summary>
public enum KubectlWay
{
    /// <summary>Over SPDY/3.1: all versions.</summary>
    Spdy,

    /// <summary>Over WebSockets: from 1.29 on, where it is told to; from 1.31 on by itself.</summary>
    WebSockets,
}
