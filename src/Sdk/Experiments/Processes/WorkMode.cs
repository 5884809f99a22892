namespace Scalewright.Experiments.Processes;

/// <summary>Activity of an instance during the processing time of a record.</summary>
public enum WorkMode
{
    /// <summary>Compute. The cost is processor time, so a busy machine is slower.</summary>
    Compute,

    /// <summary>Sleep. The cost is elapsed time, and the processor stays idle.</summary>
    Sleep,
}
