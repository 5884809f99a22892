namespace Loopback.Kubernetes;

/// <summary>API server of a test: the stand-in, or a real one behind a <see cref="KubernetesProxy"/>.</summary>
public interface IKubernetesServer : IAsyncDisposable
{
    Uri Address { get; }

    /// <summary>Namespace in which the requests of the test are made.</summary>
    string Namespace => "default";

    FaultList Faults { get; }

    RequestRecorder? Book { get; set; }

    /// <summary>Closes the connections of all watches.</summary>
    void BreakWatches();

    /// <summary>Keeps watch connections open but silent, as a network does that loses its connection state.</summary>
    void MuteWatches();
}
