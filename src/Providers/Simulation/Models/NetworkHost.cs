using Scalewright.Recording;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>Network state of a host: liveness, listeners and streams.</summary>
internal sealed class NetworkHost(string name, EventRecorder? recorder = null)
{
    public string Name => name;

    public bool IsUp { get; private set; } = true;

    public bool IsFrozen
    {
        get;
        set
        {
            field = value;
            StopEventNumber = EventNumbers.GetCause(recorder);
        }
    }

    /// <summary>Recorded event that last froze the host or took it down.</summary>
    public int StopEventNumber { get; private set; } = EventNumbers.None;

    /// <summary>Cuts of all links from the host.</summary>
    public ActiveCuts OutboundCuts { get; } = new();

    /// <summary>Cuts of all links to the host.</summary>
    public ActiveCuts InboundCuts { get; } = new();

    public Dictionary<int, NetworkListener> Listeners { get; } = [];

    public List<StreamEnd> Ends { get; } = [];

    public void Crash()
    {
        IsUp = false;
        StopEventNumber = EventNumbers.GetCause(recorder);
        CloseListeners();
        StreamEnd[] ends = [.. Ends];
        Ends.Clear();
        foreach (StreamEnd end in ends)
        {
            end.Vanish();
        }
    }

    public void Start() => (IsUp, IsFrozen) = (true, false);

    public void ResetAll()
    {
        CloseListeners();
        foreach (StreamEnd end in Ends.ToArray())
        {
            end.Reset();
        }
    }

    /// <summary>Adds a cut from all hosts, in one or both directions. Returns the action that removes it.</summary>
    public Action Cut(bool inbound, bool outbound)
    {
        int cause = EventNumbers.GetCause(recorder);
        Action heal = static () => { };
        if (inbound)
        {
            heal += InboundCuts.Add(cause);
        }

        if (outbound)
        {
            heal += OutboundCuts.Add(cause);
        }

        return heal;
    }

    /// <summary>Removes all cuts of the host.</summary>
    public void Heal()
    {
        InboundCuts.Clear();
        OutboundCuts.Clear();
    }

    private void CloseListeners()
    {
        NetworkListener[] listeners = [.. Listeners.Values];
        Listeners.Clear();
        foreach (NetworkListener listener in listeners)
        {
            listener.Dispose();
        }
    }
}
