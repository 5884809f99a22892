using Scalewright.Recording;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>Network state of a host: liveness, listeners and streams.</summary>
internal sealed class NetworkHost(string name, EventRecorder? recorder = null)
{
    private int _inCutCount;
    private int _outCutCount;

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

    /// <summary>Recorded event that last cut others off from messages of the host.</summary>
    public int OutboundCutEventNumber { get; private set; } = EventNumbers.None;

    /// <summary>Recorded event that last cut the host off from messages of others.</summary>
    public int InboundCutEventNumber { get; private set; } = EventNumbers.None;

    public bool IsCutFromOthers => _outCutCount > 0;

    public bool IsCutForOthers => _inCutCount > 0;

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
        InboundCutEventNumber = inbound ? cause : InboundCutEventNumber;
        OutboundCutEventNumber = outbound ? cause : OutboundCutEventNumber;
        _inCutCount += inbound ? 1 : 0;
        _outCutCount += outbound ? 1 : 0;
        return () =>
        {
            _inCutCount = Math.Max(0, _inCutCount - (inbound ? 1 : 0));
            _outCutCount = Math.Max(0, _outCutCount - (outbound ? 1 : 0));
        };
    }

    public void Heal() => (_inCutCount, _outCutCount) = (0, 0);

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
