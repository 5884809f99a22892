namespace Scalewright.Experiments.Processes;

/// <summary>What instances do for as long as a record costs.</summary>
public enum StreamWork
{
    /// <summary>They compute: the cost is time of a processor, and a machine that is too busy is slower.</summary>
    Burn,

    /// <summary>They wait: the cost is time alone, and the machine stays free.</summary>
    Wait,
}
