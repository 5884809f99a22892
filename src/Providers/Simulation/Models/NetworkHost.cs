namespace Scalewright.Providers.Simulation.Models;

/// <summary>What the network knows of a host: whether it is up, who takes its datagrams, who listens, what is connected.</summary>
internal sealed class NetworkHost(string name)
{
    public string Name => name;

    public bool IsUp { get; private set; } = true;

    public Action<Datagram>? Receiver { get; set; }

    public Dictionary<int, NetworkListener> Listeners { get; } = [];

    public List<StreamEnd> Ends { get; } = [];

    public void Receive(Datagram datagram)
    {
        if (IsUp)
        {
            Receiver?.Invoke(datagram);
        }
    }

    public void Crash()
    {
        IsUp = false;
        Receiver = null;
        NetworkListener[] listeners = [.. Listeners.Values];
        Listeners.Clear();
        foreach (NetworkListener listener in listeners)
        {
            listener.Dispose();
        }

        StreamEnd[] ends = [.. Ends];
        Ends.Clear();
        foreach (StreamEnd end in ends)
        {
            end.Vanish();
        }
    }

    public void Start() => IsUp = true;
}
